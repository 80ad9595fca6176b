package dev.kanishk.scheduler.redis;

import dev.kanishk.scheduler.cache.CachePolicy;
import java.time.Duration;
import java.util.regex.Pattern;

/**
 * How a cache over Redis behaves. Made with {@link #of} and the {@code with} methods.
 *
 * @param name tells caches on one Redis apart: 1 to 64 of letters, digits, and {@code . _ -}
 * @param policy how long values live, how large they may be, and how many keys a process knows at a
 *     time; Redis itself holds what has not expired
 * @param lease how long after the death of a computing process another one may take over, 100 ms to
 *     1 hour; a living one renews it
 * @param longestLoad for how long a computation is believed to live: after that its lease is not
 *     renewed, and another process tries; up to 1 day
 * @param nearFor for how long a process keeps a fresh value of its own, without asking Redis; for
 *     so long it does not notice that another process invalidated it; zero for not at all
 * @param localFor for how long a process keeps what it computed while Redis was not available
 */
public record RedisCacheOptions(
        String name,
        CachePolicy policy,
        Duration lease,
        Duration longestLoad,
        Duration nearFor,
        Duration localFor) {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,64}");
    private static final Duration SHORTEST_LEASE = Duration.ofMillis(100);
    private static final Duration LONGEST_LEASE = Duration.ofHours(1);
    private static final Duration LONGEST_LOAD = Duration.ofDays(1);
    private static final Duration DEFAULT_LEASE = Duration.ofSeconds(3);
    private static final Duration DEFAULT_LOAD = Duration.ofSeconds(30);
    private static final Duration DEFAULT_LOCAL = Duration.ofSeconds(5);

    /** Checks the ranges. */
    public RedisCacheOptions {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "name '"
                            + name
                            + "' is not allowed: use 1 to 64 letters, digits, '.', '_', '-'");
        }
        check("lease", lease, SHORTEST_LEASE, LONGEST_LEASE);
        check("longestLoad", longestLoad, SHORTEST_LEASE, LONGEST_LOAD);
        check("nearFor", nearFor, Duration.ZERO, CachePolicy.MAX_TTL);
        check("localFor", localFor, Duration.ZERO, CachePolicy.MAX_TTL);
    }

    private static void check(String name, Duration value, Duration least, Duration most) {
        if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
            throw new IllegalArgumentException(
                    name + " '" + value + "' is not allowed: use " + least + " to " + most);
        }
    }

    /**
     * Takes over from a dead process after 3 seconds, believes in a computation for 30, keeps
     * nothing near, and what was computed without Redis for 5 seconds.
     *
     * @param name tells caches on one Redis apart
     * @param policy how long values live
     * @return the options
     * @throws IllegalArgumentException if the name is not allowed
     */
    public static RedisCacheOptions of(String name, CachePolicy policy) {
        return new RedisCacheOptions(
                name, policy, DEFAULT_LEASE, DEFAULT_LOAD, Duration.ZERO, DEFAULT_LOCAL);
    }

    /**
     * Changes the lease of a computing process.
     *
     * @param value 100 ms to 1 hour
     * @return the options with it
     */
    public RedisCacheOptions withLease(Duration value) {
        return new RedisCacheOptions(name, policy, value, longestLoad, nearFor, localFor);
    }

    /**
     * Changes for how long a computation is believed to live.
     *
     * @param value 100 ms to 1 day
     * @return the options with it
     */
    public RedisCacheOptions withLongestLoad(Duration value) {
        return new RedisCacheOptions(name, policy, lease, value, nearFor, localFor);
    }

    /**
     * Lets each process keep fresh values of its own.
     *
     * @param value for how long; zero for not at all
     * @return the options with it
     */
    public RedisCacheOptions withNearFor(Duration value) {
        return new RedisCacheOptions(name, policy, lease, longestLoad, value, localFor);
    }

    /**
     * Changes for how long a process keeps what it computed while Redis was not available.
     *
     * @param value for how long; zero for not at all
     * @return the options with it
     */
    public RedisCacheOptions withLocalFor(Duration value) {
        return new RedisCacheOptions(name, policy, lease, longestLoad, nearFor, value);
    }
}
