package dev.kanishk.scheduler.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.kanishk.scheduler.dispatch.PermanentFailureException;
import dev.kanishk.scheduler.dispatch.RetryLaterException;
import dev.kanishk.scheduler.job.JobRequest;
import dev.kanishk.scheduler.testing.TestJobContext;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WebhookHandlerTest {
    private static final Instant NOW = Instant.parse("2026-11-06T08:49:00Z");
    private static final UUID JOB = UUID.fromString("0199-0-7000-8000-1");

    /** A request as the receiver saw it. */
    record Received(String method, Map<String, List<String>> headers, String body) {
        String header(String name) {
            return headers.getOrDefault(name, List.of("")).getFirst();
        }
    }

    private final WebhookSecret secret = WebhookSecret.generate();
    private final Queue<Received> received = new ConcurrentLinkedQueue<>();
    private HttpServer server;
    private WebhookHandler handler;
    private volatile int status = 200;
    private volatile String retryAfter = "";

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 0);
        server.createContext(
                "/",
                exchange -> {
                    received.add(
                            new Received(
                                    exchange.getRequestMethod(),
                                    Map.copyOf(exchange.getRequestHeaders()),
                                    new String(
                                            exchange.getRequestBody().readAllBytes(),
                                            StandardCharsets.UTF_8)));
                    if (!retryAfter.isEmpty()) {
                        exchange.getResponseHeaders().set("Retry-After", retryAfter);
                    }
                    exchange.getResponseHeaders().set("Location", "http://169.254.169.254/");
                    exchange.sendResponseHeaders(status, -1);
                    exchange.close();
                });
        server.start();
        TargetRules targets = new TargetRules(List.of(Cidr.parse("127.0.0.1")));
        handler = new WebhookHandler(WebhookKeys.of(secret), targets, () -> NOW);
    }

    @AfterEach
    void stop() {
        handler.close();
        server.stop(0);
    }

    @Test
    void sendsASignedRequest() throws Exception {
        run("{\"url\":'URL',\"headers\":{\"X-Shop\":\"7\"},\"body\":{\"paid\":true}}");

        Received request = received.remove();
        assertThat(request.method()).isEqualTo("POST");
        assertThat(request.header("X-shop")).isEqualTo("7");
        assertThat(request.header("Content-type")).isEqualTo("application/json");
        assertThat(request.body()).isEqualTo("{\"paid\":true}");
        assertThat(request.header("Webhook-id")).isEqualTo(JOB.toString());
        assertThat(request.header("Webhook-timestamp")).isEqualTo("" + NOW.getEpochSecond());
        assertThat(request.header("Webhook-signature"))
                .isEqualTo(
                        secret.sign(
                                JOB.toString(),
                                NOW.getEpochSecond(),
                                request.body().getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void sendsATextAsItIsAndNoBodyIfThereIsNone() throws Exception {
        run("{\"url\":'URL',\"method\":\"put\",\"body\":\"a b\"}");
        run("{\"url\":'URL',\"method\":\"GET\"}");

        assertThat(received.remove().body()).isEqualTo("a b");
        assertThat(received.remove().body()).isEmpty();
    }

    @Test
    void retriesWhatMayPass() {
        for (int answer : new int[] {408, 425, 429, 500, 502, 503, 504, 599}) {
            status = answer;
            assertThatThrownBy(() -> run("{\"url\":'URL'}"))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("answered " + answer);
        }
    }

    @Test
    void givesUpWhatDoesNotPassAndFollowsNoRedirect() {
        for (int answer : new int[] {301, 302, 307, 400, 401, 404, 421, 422}) {
            status = answer;
            assertThatThrownBy(() -> run("{\"url\":'URL'}"))
                    .isInstanceOf(PermanentFailureException.class)
                    .hasMessageContaining("answered " + answer);
        }
        assertThat(received).hasSize(8);
    }

    @Test
    void disablesAnEndpointThatIsGone() throws Exception {
        String url = "http://127.0.0.1:" + server.getAddress().getPort() + "/hook";
        TestJobContext job = job("{\"url\":\"" + url + "?a\"}");
        status = 410;
        assertThatThrownBy(() -> handler.run(job))
                .isInstanceOf(PermanentFailureException.class)
                .hasMessageContaining("answered 410: endpoint '" + url + "' is disabled");
        status = 200;
        assertThatThrownBy(() -> handler.run(job))
                .isInstanceOf(PermanentFailureException.class)
                .hasMessageContaining("endpoint '" + url + "' is disabled");
        assertThat(job.isDisabled(url)).isTrue();
        assertThat(received).hasSize(1);

        TestJobContext other = job("{\"url\":\"" + url + "/other\"}");
        other.disable(url);
        handler.run(other);
        assertThat(received).hasSize(2);
    }

    @Test
    void endsWithTheTimeOfItsJob() throws Exception {
        try (Receiver silent = Receiver.at("127.0.0.1", Receiver.Connection::hang)) {
            JobRequest request =
                    JobRequest.of("webhook", "{\"url\":\"" + silent.url("127.0.0.1") + "\"}")
                            .withTimeout(Duration.ofMillis(300));
            assertThatThrownBy(() -> handler.run(new TestJobContext(JOB, request, 1)))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("did not answer within PT0.3S");
        }
    }

    @Test
    void sendsNoBodyThatIsLongerThanItMay() throws Exception {
        TargetRules targets = new TargetRules(List.of(Cidr.parse("127.0.0.1")));
        WebhookOptions options = WebhookOptions.DEFAULTS.withSizes(10, 10);
        try (WebhookHandler limited =
                new WebhookHandler(
                        WebhookKeys.of(secret),
                        targets,
                        options,
                        SSLContext.getDefault(),
                        () -> NOW)) {
            limited.run(job("{\"url\":'URL',\"body\":\"0123456789\"}"));
            assertThatThrownBy(() -> limited.run(job("{\"url\":'URL',\"body\":\"01234567890\"}")))
                    .isInstanceOf(PermanentFailureException.class)
                    .hasMessageContaining("11 bytes is too long: at most 10");
        }
        assertThat(received).hasSize(1);
    }

    @Test
    void waitsAsLongAsItIsAsked() {
        status = 503;
        retryAfter = "120";
        assertThatThrownBy(() -> run("{\"url\":'URL'}"))
                .isInstanceOf(RetryLaterException.class)
                .hasMessageContaining("PT2M");
    }

    @Test
    void retriesIfThereIsNoConnection() throws Exception {
        int port;
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            port = taken.getLocalPort();
        }
        assertThatThrownBy(() -> run("{\"url\":\"http://127.0.0.1:" + port + "\"}"))
                .isInstanceOf(IOException.class);
    }

    @Test
    void refusesWhatCanNeverSucceed() {
        for (String payload :
                new String[] {
                    "",
                    "[]",
                    "{}",
                    "{\"url\":\"http://10.0.0.1/\"}",
                    "{\"url\":\"gopher://example.org/\"}",
                    "{\"url\":'URL',\"method\":\"TRACE\"}",
                    "{\"url\":'URL',\"headers\":{\"Host\":\"a\"}}",
                    "{\"url\":'URL',\"headers\":{\"Content-Length\":\"1\"}}",
                    "{\"url\":'URL',\"headers\":{\"transfer-encoding\":\"chunked\"}}",
                    "{\"url\":'URL',\"headers\":{\"a b\":\"c\"}}",
                    "{\"url\":'URL',\"headers\":{\"a\":null}}",
                    "{\"url\":'URL',\"headers\":{\"a\":\"\\u00e9\"}}",
                    "{\"url\":'URL',\"headers\":{\"a\":\"b\\r\\nc: d\"}}"
                }) {
            assertThatThrownBy(() -> run(payload))
                    .as(payload)
                    .isInstanceOf(PermanentFailureException.class);
        }
        assertThat(received).isEmpty();
    }

    private void run(String payload) throws Exception {
        handler.run(job(payload));
    }

    private TestJobContext job(String payload) {
        String url = "\"http://127.0.0.1:" + server.getAddress().getPort() + "/hook\"";
        return new TestJobContext(JOB, JobRequest.of("webhook", payload.replace("'URL'", url)), 1);
    }
}
