package dev.kanishk.scheduler.redis;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The protocol by which processes agree on who computes a value.
 *
 * <p>For each key there are two strings in Redis: the value, which expires when it may no longer be
 * given out, and the lock of the process that computes, which holds that process's token and
 * expires when it is not renewed. Each step is one script, so Redis takes it as a whole:
 *
 * <ul>
 *   <li><b>look</b> reads the value. If it is not fresh, it takes the lock if that is free. Looking
 *       again and locking are one step, so nobody computes what was stored a moment ago.
 *   <li><b>store</b> writes the value and frees the lock, but only for the token that holds it.
 *   <li><b>renew</b> and <b>release</b> do their work only for that token too.
 *   <li><b>forget</b> deletes both, so that who is computing holds no lock any more.
 * </ul>
 *
 * <p>The token is the fence. It is made anew for every attempt and never used twice, so a process
 * that was paused past its lease, or whose lock was deleted with all of Redis' memory, finds
 * another token there, or none, and its write is refused: what is stored was always computed by the
 * one who held the lock last. A counter would not do: FLUSHALL would set it back, and a number
 * handed out before would beat those handed out after.
 *
 * <p>No process's clock is asked for the time. That a value is fresh is told by how long it has
 * left to live in Redis.
 */
final class SharedEntries {
    private static final RedisScript LOOK =
            RedisScript.of(
                    """
                    local value = redis.call('GET', KEYS[1])
                    local left = -1
                    if value then
                      left = redis.call('PTTL', KEYS[1])
                      local stale = tonumber(string.sub(value, 1, 12))
                      if ARGV[3] == '0' and stale and left > stale then
                        return {value, left, 0}
                      end
                    end
                    if ARGV[2] == '0' then
                      return {value, left, 0}
                    end
                    if redis.call('SET', KEYS[2], ARGV[1], 'NX', 'PX', ARGV[2]) then
                      return {value, left, 1}
                    end
                    return {value, left, 0}
                    """);
    private static final RedisScript STORE =
            RedisScript.of(
                    """
                    if redis.call('GET', KEYS[2]) ~= ARGV[1] then
                      return {0}
                    end
                    redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
                    redis.call('DEL', KEYS[2])
                    return {1}
                    """);
    private static final RedisScript RENEW =
            RedisScript.of(
                    """
                    if redis.call('GET', KEYS[2]) ~= ARGV[1] then
                      return {0}
                    end
                    return {redis.call('PEXPIRE', KEYS[2], ARGV[2])}
                    """);
    private static final RedisScript RELEASE =
            RedisScript.of(
                    """
                    if redis.call('GET', KEYS[2]) ~= ARGV[1] then
                      return {0}
                    end
                    return {redis.call('DEL', KEYS[2])}
                    """);
    private static final RedisScript FORGET =
            RedisScript.of("return {redis.call('DEL', KEYS[1], KEYS[2])}");

    private final RedisLink link;
    private final String name;
    private final byte[] leaseMs;

    SharedEntries(RedisLink link, String name, Duration lease) {
        this.link = link;
        this.name = name;
        this.leaseMs = ascii(lease.toMillis());
    }

    /**
     * What a look found.
     *
     * @param entry the value; null if there is none, or none that can be read
     * @param unreadable whether there is one that cannot be read
     * @param leftMs how much longer it lives
     * @param locked whether the lock was taken
     */
    record Look(@Nullable SharedEntry entry, boolean unreadable, long leftMs, boolean locked) {
        /** For how long the value is fresh yet, in milliseconds; 0 or less if it is not. */
        long freshMs() {
            return entry == null ? 0 : leftMs - entry.staleMs();
        }
    }

    /** Reads a value, and takes the lock if the value is not fresh and nobody else holds it. */
    Look look(String key, String token) throws RedisUnavailableException, InterruptedException {
        return look(key, token, leaseMs, false);
    }

    /** Reads a value. */
    Look peek(String key) throws RedisUnavailableException, InterruptedException {
        return look(key, "", ascii(0), false);
    }

    /** Takes the lock if nobody else holds it, for a value that is there and cannot be used. */
    Look lock(String key, String token) throws RedisUnavailableException, InterruptedException {
        return look(key, token, leaseMs, true);
    }

    private Look look(String key, String token, byte[] lease, boolean useless)
            throws RedisUnavailableException, InterruptedException {
        List<@Nullable Object> answer =
                link.run(LOOK, keys(key), ascii(token), lease, ascii(useless ? 1 : 0));
        boolean locked = number(answer, 2) == 1;
        if (useless || !(answer.get(0) instanceof byte[] bytes)) {
            return new Look(null, false, 0, locked);
        }
        SharedEntry entry = SharedEntry.read(bytes);
        return new Look(entry, entry == null, number(answer, 1), locked);
    }

    /** Writes a value and frees the lock; false if the lock is not held any more. */
    boolean store(String key, String token, SharedEntry entry, Duration life)
            throws RedisUnavailableException, InterruptedException {
        return done(
                link.run(STORE, keys(key), ascii(token), entry.bytes(), ascii(life.toMillis())));
    }

    /** Prolongs the lock; false if it is not held any more. */
    boolean renew(String key, String token) throws RedisUnavailableException, InterruptedException {
        return done(link.run(RENEW, keys(key), ascii(token), leaseMs));
    }

    /** Frees the lock, if it is held. */
    void release(String key, String token) throws RedisUnavailableException, InterruptedException {
        link.run(RELEASE, keys(key), ascii(token));
    }

    /** Deletes a value, and has the write of whoever computes it refused. */
    void forget(String key) throws RedisUnavailableException, InterruptedException {
        link.run(FORGET, keys(key));
    }

    /** Both in one slot of a cluster: what is in braces decides. */
    private String[] keys(String key) {
        String tag = "cache:{" + name + ":" + key + "}";
        return new String[] {tag + ":value", tag + ":lock"};
    }

    private static boolean done(List<@Nullable Object> answer) {
        return number(answer, 0) == 1;
    }

    private static long number(List<@Nullable Object> answer, int index) {
        return answer.get(index) instanceof Long number ? number : 0;
    }

    private static byte[] ascii(long number) {
        return ascii(Long.toString(number));
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
