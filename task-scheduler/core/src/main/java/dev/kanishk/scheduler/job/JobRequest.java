package dev.kanishk.scheduler.job;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
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
 * @param tenant on whose behalf; tenants of a type get fair shares of its slots: 0 to {@value
 *     #MAX_NAME_LENGTH} characters, empty for none
 * @param limitKey what a limit per key counts it under: 1 to {@value #MAX_NAME_LENGTH} characters
 * @param target the host or other party that it calls; its circuit parks the job: 1 to {@value
 *     #MAX_NAME_LENGTH} characters
 * @param tags for people who look for it: at most {@value #MAX_TAGS} of 1 to {@value
 *     #MAX_NAME_LENGTH} characters
 * @param after jobs that have to be over before it is due: at most {@value #MAX_AFTER}
 * @param afterAny whether it runs however those ended; if not, it is cancelled when one of them
 *     ends in another way than by success
 * @param trace the context of the enqueuing trace (W3C {@code traceparent}), for the run to
 *     continue
 */
public record JobRequest(
        String type,
        String payload,
        @Nullable String idempotencyKey,
        @Nullable Instant runAt,
        int priority,
        int maxAttempts,
        Duration timeout,
        String tenant,
        @Nullable String limitKey,
        @Nullable String target,
        List<String> tags,
        List<UUID> after,
        boolean afterAny,
        @Nullable String trace) {
    /** The longest tenant, key, target or tag, in characters. */
    public static final int MAX_NAME_LENGTH = 200;

    /** The most tags. */
    public static final int MAX_TAGS = 10;

    /** The most jobs that one job waits for. */
    public static final int MAX_AFTER = 1_000;

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
        if (tenant.length() > MAX_NAME_LENGTH) {
            throw wrong("tenant", tenant.length() + " characters", "use up to " + MAX_NAME_LENGTH);
        }
        checkName("limitKey", limitKey);
        checkName("target", target);
        tags = List.copyOf(tags);
        tags.forEach(tag -> checkName("tag", tag));
        after = List.copyOf(after);
        if (tags.size() > MAX_TAGS) {
            throw wrong("tags", tags.size() + " tags", "use up to " + MAX_TAGS);
        }
        if (after.size() > MAX_AFTER) {
            throw wrong("after", after.size() + " jobs", "use up to " + MAX_AFTER);
        }
        if (trace != null && trace.length() > MAX_NAME_LENGTH) {
            throw wrong("trace", trace.length() + " characters", "use up to " + MAX_NAME_LENGTH);
        }
    }

    private static void checkName(String what, @Nullable String name) {
        if (name != null && (name.isEmpty() || name.length() > MAX_NAME_LENGTH)) {
            throw wrong(what, name.length() + " characters", "use 1 to " + MAX_NAME_LENGTH);
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
                type,
                payload,
                null,
                null,
                DEFAULT_PRIORITY,
                MAX_ATTEMPTS,
                DEFAULT_TIMEOUT,
                "",
                null,
                null,
                List.of(),
                List.of(),
                false,
                null);
    }

    /**
     * Names the job, so that asking twice makes one.
     *
     * @param key the name
     * @return the request with it
     * @throws IllegalArgumentException if it is out of its range
     */
    public JobRequest withIdempotencyKey(@Nullable String key) {
        return with(draft -> draft.idempotencyKey = key);
    }

    /**
     * Puts the job off.
     *
     * @param time when it is due
     * @return the request with it
     * @throws IllegalArgumentException if it is out of its range
     */
    public JobRequest withRunAt(@Nullable Instant time) {
        return with(draft -> draft.runAt = time);
    }

    /**
     * Lets the job go before or after others of its type.
     *
     * @param value 0 to {@value #MAX_PRIORITY}; greater goes first
     * @return the request with it
     * @throws IllegalArgumentException if it is out of its range
     */
    public JobRequest withPriority(int value) {
        return with(draft -> draft.priority = value);
    }

    /**
     * Limits the attempts.
     *
     * @param value 1 to {@value #MAX_ATTEMPTS}
     * @return the request with it
     * @throws IllegalArgumentException if it is out of its range
     */
    public JobRequest withMaxAttempts(int value) {
        return with(draft -> draft.maxAttempts = value);
    }

    /**
     * Limits the time of an attempt.
     *
     * @param value 1 ms to 24 hours
     * @return the request with it
     * @throws IllegalArgumentException if it is out of its range
     */
    public JobRequest withTimeout(Duration value) {
        return with(draft -> draft.timeout = value);
    }

    /**
     * Names on whose behalf it runs.
     *
     * @param value the tenant, empty for none
     * @return the request with it
     * @throws IllegalArgumentException if it is out of its range
     */
    public JobRequest withTenant(String value) {
        return with(draft -> draft.tenant = value);
    }

    /**
     * Names what a limit per key counts it under.
     *
     * @param value the key
     * @return the request with it
     * @throws IllegalArgumentException if it is out of its range
     */
    public JobRequest withLimitKey(@Nullable String value) {
        return with(draft -> draft.limitKey = value);
    }

    /**
     * Names the party that it calls, whose circuit parks it.
     *
     * @param value the host, for example
     * @return the request with it
     * @throws IllegalArgumentException if it is out of its range
     */
    public JobRequest withTarget(@Nullable String value) {
        return with(draft -> draft.target = value);
    }

    /**
     * Tags the job.
     *
     * @param value the tags
     * @return the request with it
     * @throws IllegalArgumentException if it is out of its range
     */
    public JobRequest withTags(List<String> value) {
        return with(draft -> draft.tags = value);
    }

    /**
     * Hands a trace on to the run.
     *
     * @param value as {@code traceparent} has it
     * @return the request with it
     * @throws IllegalArgumentException if it is out of its range
     */
    public JobRequest withTrace(@Nullable String value) {
        return with(draft -> draft.trace = value);
    }

    /**
     * Lets the job wait for others to succeed; if one ends otherwise, this one is cancelled.
     *
     * @param jobs the others, accepted before
     * @return the request with it
     * @throws IllegalArgumentException if there are too many
     */
    public JobRequest withAfter(List<UUID> jobs) {
        return withAfter(jobs, false);
    }

    /**
     * Lets the job wait for others to be over, however they end.
     *
     * @param jobs the others, accepted before
     * @return the request with it
     * @throws IllegalArgumentException if there are too many
     */
    public JobRequest withAfterAny(List<UUID> jobs) {
        return withAfter(jobs, true);
    }

    private JobRequest withAfter(List<UUID> jobs, boolean anyEnd) {
        return with(draft -> {
            draft.after = jobs;
            draft.afterAny = anyEnd;
        });
    }

    /** A request that is being changed. */
    private final class Draft {
        private @Nullable String idempotencyKey = JobRequest.this.idempotencyKey;
        private @Nullable Instant runAt = JobRequest.this.runAt;
        private int priority = JobRequest.this.priority;
        private int maxAttempts = JobRequest.this.maxAttempts;
        private Duration timeout = JobRequest.this.timeout;
        private String tenant = JobRequest.this.tenant;
        private @Nullable String limitKey = JobRequest.this.limitKey;
        private @Nullable String target = JobRequest.this.target;
        private List<String> tags = JobRequest.this.tags;
        private List<UUID> after = JobRequest.this.after;
        private boolean afterAny = JobRequest.this.afterAny;
        private @Nullable String trace = JobRequest.this.trace;
    }

    private JobRequest with(Consumer<Draft> change) {
        Draft draft = new Draft();
        change.accept(draft);
        return new JobRequest(
                type,
                payload,
                draft.idempotencyKey,
                draft.runAt,
                draft.priority,
                draft.maxAttempts,
                draft.timeout,
                draft.tenant,
                draft.limitKey,
                draft.target,
                draft.tags,
                draft.after,
                draft.afterAny,
                draft.trace);
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
