package dev.kanishk.scheduler.webhook;

import com.fasterxml.jackson.databind.JsonNode;
import dev.kanishk.scheduler.dispatch.Handler;
import dev.kanishk.scheduler.dispatch.JobContext;
import dev.kanishk.scheduler.dispatch.PermanentFailureException;
import dev.kanishk.scheduler.dispatch.RetryLaterException;
import dev.kanishk.scheduler.dispatch.RetryPolicy;
import dev.kanishk.scheduler.dispatch.TypePolicy;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * Runs webhook jobs. The payload is an object with {@code url}, {@code method} (POST if none),
 * {@code headers} and {@code body}. The request is signed as Standard Webhooks says; {@code
 * webhook-id} is the job's name, so a receiver can tell a second delivery from the first.
 *
 * <p>An answer of 2xx is success. 408, 425, 429 and 5xx are retried, not before a {@code
 * Retry-After} has passed, and so are a timeout and no connection. Every other answer, redirects
 * among them, goes to the dead-letter queue at once. The status decides; what an answer's body says
 * is read, up to a limit, and not kept.
 *
 * <p>After a 410 the endpoint (the URL without its query) is disabled in all processes: its jobs go
 * to the dead-letter queue without a call until {@link
 * dev.kanishk.scheduler.dispatch.TaskScheduler#enable} is called with the name that their error
 * tells.
 *
 * <p>A job whose time is over or that is cancelled ends its exchange. Safe for use by many threads.
 */
public final class WebhookHandler implements Handler, AutoCloseable {
    /** How many slots a target may have of those that the policy is made for: one in so many. */
    private static final int SHARE_OF_SLOTS = 4;

    private static final Set<String> METHODS = Set.of("GET", "POST", "PUT", "PATCH", "DELETE");
    private static final int MAX_HEADERS = 100;
    private static final int MAX_VALUE_LENGTH = 8 << 10;
    private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}");
    private static final Pattern VALUE = Pattern.compile("[\\t\\x20-\\x7e]*");

    /** What the connection is for to say. */
    private static final Set<String> RESERVED =
            Set.of(
                    "connection",
                    "content-length",
                    "expect",
                    "host",
                    "keep-alive",
                    "proxy-connection",
                    "te",
                    "trailer",
                    "transfer-encoding",
                    "upgrade");

    private final WebhookKeys keys;
    private final WebhookOptions options;
    private final InstantSource clock;
    private final DeliveryClient client;
    private final Handler handler;

    /**
     * Makes a handler with the default limits, that trusts the certificates which the platform
     * does.
     *
     * @param keys what to sign with
     * @param targets what may be called
     * @param clock what dates the signatures
     */
    public WebhookHandler(WebhookKeys keys, TargetRules targets, InstantSource clock) {
        this(keys, targets, WebhookOptions.DEFAULTS, platformTls(), clock);
    }

    /**
     * Makes a handler.
     *
     * @param keys what to sign with
     * @param targets what may be called
     * @param options the limits
     * @param tls what certificates are trusted
     * @param clock what dates the signatures
     */
    public WebhookHandler(
            WebhookKeys keys,
            TargetRules targets,
            WebhookOptions options,
            SSLContext tls,
            InstantSource clock) {
        this(keys, options, new DeliveryClient(targets, options, HostLookup.PLATFORM, tls), clock);
    }

    WebhookHandler(
            WebhookKeys keys, WebhookOptions options, DeliveryClient client, InstantSource clock) {
        this.keys = keys;
        this.options = options;
        this.clock = clock;
        this.client = client;
        this.handler = Handler.of(WebhookPayload.class, this::deliver);
    }

    private static SSLContext platformTls() {
        try {
            return SSLContext.getDefault();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("the platform has no TLS", e);
        }
    }

    /**
     * {@return the default backoff and breaker, where a {@code Retry-After} of up to a day is kept
     * to, and a quarter of the slots for a target at most}
     *
     * @param slots how many jobs the scheduler runs at a time
     */
    public static TypePolicy policy(int slots) {
        return TypePolicy.DEFAULT
                .withRetry(new RetryPolicy(Duration.ofSeconds(5), 8, RetryAfter.LONGEST))
                .withTargetConcurrency(Math.max(1, slots / SHARE_OF_SLOTS));
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
        Delivery delivery = delivery(payload, job);
        String endpoint = delivery.url().endpoint();
        if (job.isDisabled(endpoint)) {
            throw new PermanentFailureException(
                    "endpoint '"
                            + endpoint
                            + "' is disabled since it answered 410: enable it to call it again");
        }
        Answer answer;
        try {
            answer = client.send(delivery);
        } catch (RefusedTargetException e) {
            throw new PermanentFailureException(String.valueOf(e.getMessage()), e);
        }
        judge(delivery.url(), answer, job);
    }

    private Delivery delivery(WebhookPayload payload, JobContext job)
            throws PermanentFailureException {
        TargetUrl url = TargetUrl.parse(payload.url());
        String method =
                payload.method() == null ? "POST" : payload.method().toUpperCase(Locale.ROOT);
        if (!METHODS.contains(method)) {
            throw new PermanentFailureException(
                    "method '" + method + "' is not allowed: use one of " + METHODS);
        }
        byte[] body = body(payload.body());
        if (body.length > options.maxRequestBytes()) {
            throw new PermanentFailureException(
                    "a body of "
                            + body.length
                            + " bytes is too long: at most "
                            + options.maxRequestBytes()
                            + " are sent");
        }
        String id = job.id().toString();
        long timestamp = clock.instant().getEpochSecond();
        Map<String, String> headers = new TreeMap<>();
        headers.put("content-type", "application/json");
        addHeaders(payload.headers() == null ? Map.of() : payload.headers(), headers);
        headers.put("webhook-id", id);
        headers.put("webhook-timestamp", Long.toString(timestamp));
        headers.put("webhook-signature", keys.sign(id, timestamp, body));
        return new Delivery(url, method, headers, body, limit(job));
    }

    private Duration limit(JobContext job) {
        Duration left = job.timeLeft();
        Duration limit = options.deliveryTimeout();
        return left.compareTo(limit) < 0 ? left : limit;
    }

    private static void addHeaders(Map<String, String> from, Map<String, String> to)
            throws PermanentFailureException {
        if (from.size() > MAX_HEADERS) {
            throw new PermanentFailureException(
                    from.size() + " headers are too many: use up to " + MAX_HEADERS);
        }
        for (Map.Entry<String, String> header : from.entrySet()) {
            String name = header.getKey();
            String value = header.getValue();
            if (!TOKEN.matcher(name).matches()
                    || RESERVED.contains(name.toLowerCase(Locale.ROOT))) {
                throw new PermanentFailureException("header '" + name + "' is not allowed");
            }
            if (value == null
                    || value.length() > MAX_VALUE_LENGTH
                    || !VALUE.matcher(value).matches()) {
                throw new PermanentFailureException(
                        "header '"
                                + name
                                + "' has a value that is not allowed: use up to "
                                + MAX_VALUE_LENGTH
                                + " printable ASCII characters");
            }
            to.put(name.toLowerCase(Locale.ROOT), value);
        }
    }

    private static byte[] body(@Nullable JsonNode body) {
        if (body == null || body.isNull()) {
            return new byte[0];
        }
        String text = body.isTextual() ? body.textValue() : body.toString();
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private void judge(TargetUrl url, Answer answer, JobContext job)
            throws PermanentFailureException, RetryLaterException, IOException {
        int status = answer.status();
        if (status >= 200 && status < 300) {
            return;
        }
        String text = url.target() + " answered " + status;
        if (status == 410) {
            boolean noted = job.disable(url.endpoint());
            throw new PermanentFailureException(
                    noted ? text + ": endpoint '" + url.endpoint() + "' is disabled" : text);
        }
        if (status != 408 && status != 425 && status != 429 && status < 500) {
            throw new PermanentFailureException(text);
        }
        Instant now = clock.instant();
        Optional<Duration> asked =
                Optional.ofNullable(answer.retryAfter())
                        .flatMap(value -> RetryAfter.parse(value, now));
        if (asked.isPresent()) {
            throw new RetryLaterException(text + ", asks for " + asked.get(), asked.get());
        }
        throw new IOException(text);
    }

    /** Stops its calls and closes its connections; close the scheduler before. */
    @Override
    public void close() {
        client.close();
    }
}
