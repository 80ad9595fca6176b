package dev.kanishk.scheduler.webhook;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.SchemePortResolver;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.config.TlsConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.DefaultHttpClientConnectionOperator;
import org.apache.hc.client5.http.impl.io.ManagedHttpClientConnectionFactory;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.io.HttpClientConnectionOperator;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.client5.http.ssl.HostnameVerificationPolicy;
import org.apache.hc.client5.http.ssl.HttpsSupport;
import org.apache.hc.client5.http.ssl.TlsSocketStrategy;
import org.apache.hc.core5.http.URIScheme;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.config.RegistryBuilder;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;

/*
 * Three things see to it that only allowed addresses are dialled: the resolver looks at all that a
 * name stands for and hands on what it looked at, the client connects to these without asking
 * again, and the socket looks once more. TLS and the Host header go by the name all the same. A
 * connection that is used again leads where it led when it was checked.
 *
 * The socket's timeout starts anew with each byte, so it bounds silence and not the whole; that is
 * what the caller's wait is for. An exchange has a virtual thread: interrupting it closes its
 * socket, wherever it hangs.
 */
/**
 * Sends deliveries over HTTP/1.1. Follows no redirect, uses no proxy, keeps no cookies, and does
 * not unpack compressed answers. Safe for use by many threads.
 */
final class DeliveryClient implements AutoCloseable {
    private static final TimeValue IDLE = TimeValue.ofSeconds(10);
    private static final TimeValue CHECKED_AFTER = TimeValue.ofSeconds(1);
    private static final TimeValue TIME_TO_LIVE = TimeValue.ofMinutes(1);
    private static final int MAX_HEADERS = 100;
    private static final int MAX_LINE_BYTES = 8 << 10;
    private static final Duration BODY_PATIENCE = Duration.ofSeconds(1);

    private final WebhookOptions options;
    private final Lookups lookups;
    private final CloseableHttpClient client;

    DeliveryClient(TargetRules targets, WebhookOptions options, HostLookup lookup, SSLContext tls) {
        this.options = options;
        this.lookups = new Lookups(lookup, options.connectTimeout());
        this.client =
                HttpClients.custom()
                        .setConnectionManager(connections(targets, options, lookups, tls))
                        .setDefaultRequestConfig(
                                RequestConfig.custom()
                                        .setConnectionRequestTimeout(
                                                Timeout.of(options.connectTimeout()))
                                        .setResponseTimeout(Timeout.of(options.answerTimeout()))
                                        .setConnectionKeepAlive(IDLE)
                                        .setProtocolUpgradeEnabled(false)
                                        .build())
                        .setUserAgent("task-scheduler")
                        .disableRedirectHandling()
                        .disableAutomaticRetries()
                        .disableCookieManagement()
                        .disableAuthCaching()
                        .disableContentCompression()
                        .disableConnectionState()
                        .evictExpiredConnections()
                        .evictIdleConnections(IDLE)
                        .build();
    }

    private static PoolingHttpClientConnectionManager connections(
            TargetRules targets, WebhookOptions options, Lookups lookups, SSLContext tls) {
        Timeout connect = Timeout.of(options.connectTimeout());
        Http1Config heads =
                Http1Config.custom()
                        .setMaxHeaderCount(MAX_HEADERS)
                        .setMaxLineLength(MAX_LINE_BYTES)
                        .build();
        PoolingHttpClientConnectionManagerBuilder builder =
                new PoolingHttpClientConnectionManagerBuilder() {
                    @Override
                    protected HttpClientConnectionOperator createConnectionOperator(
                            SchemePortResolver ports,
                            DnsResolver resolver,
                            TlsSocketStrategy strategy) {
                        return new DefaultHttpClientConnectionOperator(
                                proxy -> new CheckedSocket(targets),
                                ports,
                                resolver,
                                RegistryBuilder.<TlsSocketStrategy>create()
                                        .register(URIScheme.HTTPS.id, strategy)
                                        .build());
                    }
                };
        return builder.setDnsResolver(new CheckedResolver(targets, lookups))
                .setTlsSocketStrategy(
                        new DefaultClientTlsStrategy(
                                tls,
                                HostnameVerificationPolicy.BOTH,
                                HttpsSupport.getDefaultHostnameVerifier()))
                .setConnectionFactory(
                        ManagedHttpClientConnectionFactory.builder()
                                .http1Config(heads)
                                .responseParserFactory(new WholeHeads(heads))
                                .build())
                .setDefaultConnectionConfig(
                        ConnectionConfig.custom()
                                .setConnectTimeout(connect)
                                .setSocketTimeout(Timeout.of(options.answerTimeout()))
                                .setValidateAfterInactivity(CHECKED_AFTER)
                                .setTimeToLive(TIME_TO_LIVE)
                                .build())
                .setDefaultTlsConfig(TlsConfig.custom().setHandshakeTimeout(connect).build())
                .setMaxConnTotal(options.maxConnections())
                .setMaxConnPerRoute(options.maxConnections())
                .build();
    }

    /**
     * Sends a delivery and waits for what the receiver says.
     *
     * @throws RefusedTargetException if it may not be called
     * @throws IOException if there was no answer, or not in time
     * @throws InterruptedException if the thread is interrupted; the exchange ends then
     */
    Answer send(Delivery delivery) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + delivery.limit().toNanos();
        Exchange exchange = new Exchange(client, delivery, options.maxAnswerBytes());
        Thread thread = Thread.ofVirtual().name("webhook").start(exchange);
        try {
            Answer answer = exchange.answer().get(delivery.limit().toNanos(), TimeUnit.NANOSECONDS);
            long left = Math.max(0, deadline - System.nanoTime());
            exchange.awaitEnd(Math.min(left, BODY_PATIENCE.toNanos()));
            return answer;
        } catch (TimeoutException e) {
            SocketTimeoutException failure =
                    new SocketTimeoutException(
                            delivery.url().target() + " did not answer within " + delivery.limit());
            failure.initCause(e);
            throw failure;
        } catch (ExecutionException e) {
            throw cause(e);
        } finally {
            exchange.end(thread);
        }
    }

    private static IOException cause(ExecutionException failure) {
        return failure.getCause() instanceof IOException cause
                ? cause
                : new IOException("the exchange failed", failure);
    }

    /** Ends what runs, and closes all connections. */
    @Override
    public void close() {
        client.close(CloseMode.IMMEDIATE);
        lookups.close();
    }
}
