package dev.kanishk.scheduler.webhook;

import java.io.IOException;
import java.io.InputStream;
import java.net.SocketException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ConnectionClosedException;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.EndpointDetails;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.NoHttpResponseException;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.jspecify.annotations.Nullable;

/**
 * One request and its answer, on a thread of its own. The answer is known when its head is there;
 * of its body so much is read as is allowed, so that the connection can be used again.
 */
final class Exchange implements Runnable {
    private static final int BUFFER_BYTES = 8 << 10;

    private final CompletableFuture<Answer> answer = new CompletableFuture<>();
    private final CountDownLatch ended = new CountDownLatch(1);
    private final CloseableHttpClient client;
    private final Delivery delivery;
    private final int maxAnswerBytes;
    private volatile @Nullable HttpUriRequestBase sent;

    Exchange(CloseableHttpClient client, Delivery delivery, int maxAnswerBytes) {
        this.client = client;
        this.delivery = delivery;
        this.maxAnswerBytes = maxAnswerBytes;
    }

    CompletableFuture<Answer> answer() {
        return answer;
    }

    @Override
    @SuppressWarnings("IllegalCatch") // whatever it is, the one that waits is to know
    public void run() {
        try {
            HttpClientContext context = HttpClientContext.create();
            try {
                exchange(context);
            } catch (NoHttpResponseException | ConnectionClosedException | SocketException e) {
                // A receiver closes idle connections, and most likely has not seen the request.
                if (!wasUsedBefore(context) || answer.isDone() || isEnded()) {
                    throw e;
                }
                exchange(HttpClientContext.create());
            }
        } catch (Exception | Error e) {
            answer.completeExceptionally(e);
        } finally {
            ended.countDown();
        }
    }

    private static boolean wasUsedBefore(HttpClientContext context) {
        EndpointDetails connection = context.getEndpointDetails();
        return connection != null && connection.getRequestCount() > 1;
    }

    private boolean isEnded() {
        HttpUriRequestBase request = sent;
        return Thread.currentThread().isInterrupted() || (request != null && request.isCancelled());
    }

    private void exchange(HttpClientContext context) throws IOException {
        TargetUrl url = delivery.url();
        HttpUriRequestBase request = new HttpUriRequestBase(delivery.method(), url.uri());
        delivery.headers().forEach(request::setHeader);
        boolean isRead = delivery.method().equals("GET") || delivery.method().equals("DELETE");
        if (delivery.body().length > 0 || !isRead) {
            request.setEntity(new ByteArrayEntity(delivery.body(), (ContentType) null));
        }
        sent = request;
        HttpHost host = new HttpHost(url.scheme(), url.host(), url.port());
        try (ClassicHttpResponse response = client.executeOpen(host, request, context)) {
            Header retryAfter = response.getFirstHeader("retry-after");
            answer.complete(
                    new Answer(
                            response.getCode(), retryAfter == null ? null : retryAfter.getValue()));
            if (!isReadToItsEnd(response.getEntity())) {
                // Closing what is left of a body would read it.
                request.cancel();
            }
        }
    }

    private boolean isReadToItsEnd(@Nullable HttpEntity entity) throws IOException {
        if (entity == null) {
            return true;
        }
        byte[] buffer = new byte[BUFFER_BYTES];
        InputStream content = entity.getContent();
        int left = maxAnswerBytes;
        while (left >= 0) {
            int count = content.read(buffer, 0, Math.min(buffer.length, Math.max(1, left)));
            if (count < 0) {
                return true;
            }
            left -= count;
        }
        return false;
    }

    /** Waits until the body was read, too, or the time is over, or the thread is interrupted. */
    void awaitEnd(long nanos) {
        try {
            ended.await(nanos, TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Ends it, in whatever it is. */
    void end(Thread thread) {
        if (ended.getCount() == 0) {
            return;
        }
        HttpUriRequestBase request = sent;
        if (request != null) {
            request.cancel();
        }
        thread.interrupt();
    }
}
