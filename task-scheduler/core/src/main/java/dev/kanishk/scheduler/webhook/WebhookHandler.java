package dev.kanishk.scheduler.webhook;

import com.fasterxml.jackson.databind.JsonNode;
import dev.kanishk.scheduler.dispatch.Handler;
import dev.kanishk.scheduler.dispatch.JobContext;
import dev.kanishk.scheduler.dispatch.PermanentFailureException;
import dev.kanishk.scheduler.dispatch.RetryLaterException;
import dev.kanishk.scheduler.dispatch.RetryPolicy;
import dev.kanishk.scheduler.dispatch.TypePolicy;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * Runs webhook jobs. The payload is an object with {@code url}, {@code method} (POST if none),
 * {@code headers} and {@code body}. The request is signed as Standard Webhooks says; {@code
 * webhook-id} is the job's name, so a receiver can tell a second delivery from the first.
 *
 * <p>An answer of 2xx is success. 408, 425, 429 and 5xx are retried, not before a {@code
 * Retry-After} has passed, and so are a timeout and no connection. Every other answer, redirects
 * among them, goes to the dead-letter queue at once. Bodies of answers are not read.
 */
public final class WebhookHandler implements Handler, AutoCloseable {
    /** The default backoff and breaker; a {@code Retry-After} of up to a day is kept to. */
    public static final TypePolicy POLICY =
            TypePolicy.DEFAULT.withRetry(
                    new RetryPolicy(Duration.ofSeconds(5), 8, Duration.ofDays(1)));

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
    private static final Set<String> METHODS = Set.of("GET", "POST", "PUT", "PATCH", "DELETE");
    private static final int MAX_HEADERS = 100;

    private final WebhookSecret secret;
    private final TargetRules targets;
    private final InstantSource clock;
    private final ExecutorService executor;
    private final HttpClient client;
    private final Handler handler;

    /**
     * Makes a handler.
     *
     * @param secret what to sign with
     * @param targets what may be called
     * @param clock what dates the signatures
     */
    public WebhookHandler(WebhookSecret secret, TargetRules targets, InstantSource clock) {
        this.secret = secret;
        this.targets = targets;
        this.clock = clock;
        this.executor = Executors.newVirtualThreadPerTaskExecutor();
        this.client =
                HttpClient.newBuilder()
                        .executor(executor)
                        .connectTimeout(CONNECT_TIMEOUT)
                        .followRedirects(HttpClient.Redirect.NEVER)
                        .build();
        this.handler = Handler.of(WebhookPayload.class, this::deliver);
    }

    @Override
    @SuppressWarnings("IllegalThrows") // what is thrown is what the delivery throws
    public void run(JobContext job) throws Exception {
        handler.run(job);
    }

    private void deliver(WebhookPayload payload, JobContext job)
            throws PermanentFailureException,
                    RetryLaterException,
                    IOException,
                    InterruptedException {
        HttpRequest request = request(payload, job);
        HttpResponse<InputStream> response = client.send(request, BodyHandlers.ofInputStream());
        response.body().close();
        judge(request.uri(), response);
    }

    private HttpRequest request(WebhookPayload payload, JobContext job)
            throws PermanentFailureException, IOException {
        if (payload.url() == null) {
            throw new PermanentFailureException("the payload has no url");
        }
        URI target = targets.check(payload.url());
        String method =
                payload.method() == null ? "POST" : payload.method().toUpperCase(Locale.ROOT);
        if (!METHODS.contains(method)) {
            throw new PermanentFailureException(
                    "method '" + method + "' is not allowed: use one of " + METHODS);
        }
        byte[] body = body(payload.body());
        String id = job.id().toString();
        long timestamp = clock.instant().getEpochSecond();
        HttpRequest.Builder request = HttpRequest.newBuilder(target);
        // Asking a plain server for HTTP/2 costs an upgrade that many of them refuse.
        if ("http".equalsIgnoreCase(target.getScheme())) {
            request.version(HttpClient.Version.HTTP_1_1);
        }
        request.header("content-type", "application/json");
        setHeaders(request, payload.headers() == null ? Map.of() : payload.headers());
        return request.setHeader("webhook-id", id)
                .setHeader("webhook-timestamp", Long.toString(timestamp))
                .setHeader("webhook-signature", secret.sign(id, timestamp, body))
                .method(method, BodyPublishers.ofByteArray(body))
                .build();
    }

    private static void setHeaders(HttpRequest.Builder request, Map<String, String> headers)
            throws PermanentFailureException {
        if (headers.size() > MAX_HEADERS) {
            throw new PermanentFailureException(
                    headers.size() + " headers are too many: use up to " + MAX_HEADERS);
        }
        for (Map.Entry<String, String> header : headers.entrySet()) {
            try {
                request.setHeader(header.getKey(), header.getValue());
            } catch (IllegalArgumentException e) {
                throw new PermanentFailureException(
                        "header '" + header.getKey() + "' is not allowed: " + e.getMessage(), e);
            }
        }
    }

    private static byte[] body(@Nullable JsonNode body) {
        if (body == null || body.isNull()) {
            return new byte[0];
        }
        String text = body.isTextual() ? body.textValue() : body.toString();
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private void judge(URI target, HttpResponse<?> response)
            throws PermanentFailureException, RetryLaterException, IOException {
        int status = response.statusCode();
        if (status >= 200 && status < 300) {
            return;
        }
        String text = target.getHost() + " answered " + status;
        if (status != 408 && status != 425 && status != 429 && status < 500) {
            throw new PermanentFailureException(text);
        }
        Instant now = clock.instant();
        Optional<Duration> asked =
                response.headers()
                        .firstValue("retry-after")
                        .flatMap(value -> RetryAfter.parse(value, now));
        if (asked.isPresent()) {
            throw new RetryLaterException(text + ", asks for " + asked.get(), asked.get());
        }
        throw new IOException(text);
    }

    /** Stops its calls and frees its threads; close the scheduler before. */
    @Override
    public void close() {
        client.shutdownNow();
        client.close();
        executor.close();
    }
}
