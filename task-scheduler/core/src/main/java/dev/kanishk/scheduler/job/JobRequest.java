package dev.kanishk.scheduler.job;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a caller asks for. Made with {@link #of} and the {@code with} methods; every value is
 * checked when it is made, so a request that exists can be accepted.
 *
 * @param type which handler runs it: 1 to {@value #MAX_TYPE_LENGTH} of letters, digits, and {@code
 *     . _ -}, beginning with a letter or digit
 * @param payload what the handler is given, usually JSON: at most {@value #MAX_PAYLOAD_BYTES} bytes
 *     of UTF-8
 * @param idempotencyKey a name by which a second request of the same type is known to be the same,
 *     for as long as the first one's job is kept: 1 to {@value #MAX_KEY_LENGTH} characters
 * @param runAt not before this time; none means now
 * @param priority 0 to {@value #MAX_PRIORITY}; greater goes first within a type
 * @param maxAttempts how many attempts may fail before the job is dead: 1 to {@value #MAX_ATTEMPTS}
 * @param timeout how long one attempt may take: 1 ms to 24 hours
 */
public record JobRequest(
        String type,
        String payload,
        @Nullable String idempotencyKey,
        @Nullable Instant runAt,
        int priority,
        int maxAttempts,
        Duration timeout) {
    /** The longest name of a type, in characters. */
    public static final int MAX_TYPE_LENGTH = 64;

    /** The largest payload, in bytes of UTF-8. */
    public static final int MAX_PAYLOAD_BYTES = 1 << 20;

    /** The longest idempotency key, in characters. */
    public static final int MAX_KEY_LENGTH = 200;

    /** The priority that goes first. */
    public static final int MAX_PRIORITY = 9;

    /** The hard cap on attempts. */
    public static final int MAX_ATTEMPTS = 5;

    private static final int DEFAULT_PRIORITY = 5;
    private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(30);
    private static final Duration MAX_TIMEOUT = Duration.ofHours(24);
    private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59Z");
    private static final Pattern TYPE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*");

    /** Checks each value. */
    public JobRequest {
        if (type.length() > MAX_TYPE_LENGTH || !TYPE.matcher(type).matches()) {
            throw wrong("type", type, "use up to 64 letters, digits, '.', '_' or '-'");
        }
        if (utf8Length(payload) > MAX_PAYLOAD_BYTES) {
            throw wrong(
                    "payload",
                    utf8Length(payload) + " bytes",
                    "at most " + MAX_PAYLOAD_BYTES + " bytes: keep the data elsewhere");
        }
        if (idempotencyKey != null
                && (idempotencyKey.isEmpty() || idempotencyKey.length() > MAX_KEY_LENGTH)) {
            throw wrong(
                    "idempotencyKey",
                    idempotencyKey.length() + " characters",
                    "use 1 to " + MAX_KEY_LENGTH);
        }
        if (runAt != null && (runAt.isBefore(Instant.EPOCH) || runAt.isAfter(LATEST))) {
            throw wrong("runAt", runAt, "use a time from 1970 to 9999");
        }
        if (priority < 0 || priority > MAX_PRIORITY) {
            throw wrong("priority", priority, "use 0 to " + MAX_PRIORITY);
        }
        if (maxAttempts < 1 || maxAttempts > MAX_ATTEMPTS) {
            throw wrong("maxAttempts", maxAttempts, "use 1 to " + MAX_ATTEMPTS);
        }
        if (timeout.compareTo(Duration.ofMillis(1)) < 0 || timeout.compareTo(MAX_TIMEOUT) > 0) {
            throw wrong("timeout", timeout, "use PT0.001S to PT24H");
        }
    }

    /**
     * Asks for a job that is due now, of middle priority, with {@value #MAX_ATTEMPTS} attempts of
     * 30 seconds each.
     *
     * @param type which handler runs it
     * @param payload what the handler is given
     * @return the request
     * @throws IllegalArgumentException if a value is out of its range
     */
    public static JobRequest of(String type, String payload) {
        return new JobRequest(
                type, payload, null, null, DEFAULT_PRIORITY, MAX_ATTEMPTS, DEFAULT_TIMEOUT);
    }

    /**
     * Names the job, so that asking twice makes one.
     *
     * @param key the name
     * @return the request with it
     * @throws IllegalArgumentException if it is out of its range
     */
    public JobRequest withIdempotencyKey(@Nullable String key) {
        return new JobRequest(type, payload, key, runAt, priority, maxAttempts, timeout);
    }

    /**
     * Puts the job off.
     *
     * @param time when it is due
     * @return the request with it
     * @throws IllegalArgumentException if it is out of its range
     */
    public JobRequest withRunAt(@Nullable Instant time) {
        return new JobRequest(type, payload, idempotencyKey, time, priority, maxAttempts, timeout);
    }

    /**
     * Lets the job go before or after others of its type.
     *
     * @param value 0 to {@value #MAX_PRIORITY}; greater goes first
     * @return the request with it
     * @throws IllegalArgumentException if it is out of its range
     */
    public JobRequest withPriority(int value) {
        return new JobRequest(type, payload, idempotencyKey, runAt, value, maxAttempts, timeout);
    }

    /**
     * Limits the attempts.
     *
     * @param value 1 to {@value #MAX_ATTEMPTS}
     * @return the request with it
     * @throws IllegalArgumentException if it is out of its range
     */
    public JobRequest withMaxAttempts(int value) {
        return new JobRequest(type, payload, idempotencyKey, runAt, priority, value, timeout);
    }

    /**
     * Limits the time of an attempt.
     *
     * @param value 1 ms to 24 hours
     * @return the request with it
     * @throws IllegalArgumentException if it is out of its range
     */
    public JobRequest withTimeout(Duration value) {
        return new JobRequest(type, payload, idempotencyKey, runAt, priority, maxAttempts, value);
    }

    private static int utf8Length(String text) {
        return text.length() <= MAX_PAYLOAD_BYTES / 3
                ? text.length()
                : text.getBytes(StandardCharsets.UTF_8).length;
    }

    private static IllegalArgumentException wrong(String name, Object value, String fix) {
        return new IllegalArgumentException(name + " '" + value + "' is not allowed: " + fix);
    }
}
