package dev.kanishk.scheduler.redis;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Keeps most duplicates of a message away from an effect that has no database of its own, such as a
 * call to another service. Each message's id is claimed in Redis ({@code SET NX} with an expiry)
 * before its effect, and marked as done after it.
 *
 * <p>What it gives: as long as Redis keeps its memory, of deliveries that come one after the other
 * only the first runs the effect, within the time that ids are remembered; of deliveries at the
 * same time one runs it, and the others are told that it is busy.
 *
 * <p>What it does not give is exactly one effect. The effect runs again if
 *
 * <ul>
 *   <li>the process ends, or its answer is lost, after the effect and before it was marked as done:
 *       once the lease is over the next delivery runs it;
 *   <li>the effect takes longer than the lease, and another delivery comes then: both run, perhaps
 *       at the same time;
 *   <li>Redis forgets: {@code FLUSHALL}, a restart without persistence, the last second before a
 *       crash with {@code appendfsync everysec}, a failover to a copy that lags behind, or the
 *       eviction of keys that a {@code maxmemory-policy} other than {@code noeviction} allows;
 *   <li>the message comes again after the time that its id is remembered.
 * </ul>
 *
 * <p>Where that is not enough, let the effect and the message's id be one database transaction
 * ({@code dev.kanishk.scheduler.consumer.ProcessedMessages}), or give the id to the other service
 * as its idempotency key. Safe for use by many threads.
 */
public final class RedisGuard {
    /** The longest id of a message, in characters. */
    public static final int MAX_ID_LENGTH = 512;

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,64}");
    private static final Duration LONGEST = Duration.ofDays(3_660);
    private static final String DONE = "done";
    private static final RedisScript CLAIM =
            RedisScript.of(
                    """
                    local held = redis.call('GET', KEYS[1])
                    if held == 'done' then
                      return {2}
                    end
                    if held then
                      return {1}
                    end
                    redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
                    return {0}
                    """);
    private static final RedisScript FINISH =
            RedisScript.of(
                    """
                    if redis.call('GET', KEYS[1]) ~= ARGV[1] then
                      return {0}
                    end
                    if ARGV[2] == '0' then
                      redis.call('DEL', KEYS[1])
                    else
                      redis.call('SET', KEYS[1], ARGV[3], 'PX', ARGV[2])
                    end
                    return {1}
                    """);

    private final RedisLink link;
    private final String name;
    private final Duration lease;
    private final Duration remembered;
    private final String process =
            HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
    private final AtomicLong attempts = new AtomicLong();

    /** What became of a delivery. */
    public enum Outcome {
        /** The effect ran, and later duplicates will be recognised. */
        RAN,
        /**
         * The effect ran, but its lease was over or Redis gone by then: a duplicate may run it, or
         * have run it, again.
         */
        RAN_UNREMEMBERED,
        /** The effect ran before; it was left out. The delivery can be acknowledged. */
        DUPLICATE,
        /**
         * Another delivery is at it, or died at it less than a lease ago. Nothing was done: this
         * delivery must not be acknowledged, but come again later.
         */
        BUSY
    }

    /** What a message makes happen. */
    @FunctionalInterface
    public interface Effect {
        /**
         * Makes it happen.
         *
         * @throws Exception if it did not; the message may then be delivered again at once
         */
        @SuppressWarnings("IllegalThrows") // an effect may fail in any way
        void run() throws Exception;
    }

    /**
     * Makes a guard.
     *
     * @param link to Redis; stays the caller's
     * @param name tells consumers on one Redis apart: 1 to 64 of letters, digits, and {@code . _ -}
     * @param lease longer than an effect ever takes: 1 ms to 3,660 days
     * @param remembered for how long ids are remembered, longer than a message is ever delivered
     *     again after: 1 ms to 3,660 days
     * @throws IllegalArgumentException if a value is out of its range
     */
    public RedisGuard(RedisLink link, String name, Duration lease, Duration remembered) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "name '"
                            + name
                            + "' is not allowed: use 1 to 64 letters, digits, '.', '_', '-'");
        }
        check("lease", lease);
        check("remembered", remembered);
        this.link = link;
        this.name = name;
        this.lease = lease;
        this.remembered = remembered;
    }

    private static void check(String name, Duration value) {
        if (value.compareTo(Duration.ofMillis(1)) < 0 || value.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(
                    name + " '" + value + "' is not allowed: use PT0.001S to " + LONGEST);
        }
    }

    /**
     * Runs an effect, unless its message was seen before.
     *
     * @param id the message's: 1 to {@value #MAX_ID_LENGTH} characters
     * @param effect what it makes happen
     * @return what became of it
     * @throws RedisUnavailableException if Redis could not be asked; the effect did not run
     * @throws Exception what the effect throws; its message may be delivered again at once
     */
    @SuppressWarnings("IllegalThrows") // an effect may fail in any way
    public Outcome once(String id, Effect effect) throws Exception {
        if (id.isEmpty() || id.length() > MAX_ID_LENGTH) {
            throw new IllegalArgumentException(
                    "id of "
                            + id.length()
                            + " characters is not allowed: use 1 to "
                            + MAX_ID_LENGTH);
        }
        String token = process + "." + attempts.incrementAndGet();
        String[] keys = {"guard:{" + name + ":" + id + "}"};
        long held = number(link.run(CLAIM, keys, ascii(token), ascii(lease.toMillis())));
        if (held != 0) {
            return held == 2 ? Outcome.DUPLICATE : Outcome.BUSY;
        }
        boolean ran = false;
        try {
            effect.run();
            ran = true;
        } finally {
            if (!ran) {
                finish(keys, token, Duration.ZERO);
            }
        }
        return finish(keys, token, remembered) ? Outcome.RAN : Outcome.RAN_UNREMEMBERED;
    }

    private boolean finish(String[] keys, String token, Duration life) throws InterruptedException {
        try {
            return number(link.run(FINISH, keys, ascii(token), ascii(life.toMillis()), ascii(DONE)))
                    == 1;
        } catch (RedisUnavailableException e) {
            // What was claimed is free again when its lease is over.
            return false;
        }
    }

    private static long number(List<@Nullable Object> answer) {
        return answer.getFirst() instanceof Long number ? number : 0;
    }

    private static byte[] ascii(long number) {
        return ascii(Long.toString(number));
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
