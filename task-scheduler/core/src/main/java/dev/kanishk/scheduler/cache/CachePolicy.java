package dev.kanishk.scheduler.cache;

import java.time.Duration;

/**
 * How long a cache keeps what, and how much.
 *
 * @param ttl how long a value is fresh, before the jitter of ±10 % that each one gets, so that
 *     values which were loaded together do not expire together
 * @param absentTtl the same for a key that has no value
 * @param staleFor how long after that a value may still be given out while one thread computes it
 *     anew; zero to let everyone wait
 * @param maxEntries how many keys are kept; the one that was not asked for longest makes room
 */
public record CachePolicy(Duration ttl, Duration absentTtl, Duration staleFor, int maxEntries) {
    /** The longest time to live. */
    public static final Duration MAX_TTL = Duration.ofDays(365);

    private static final int DEFAULT_ENTRIES = 10_000;
    private static final Duration DEFAULT_STALE = Duration.ofSeconds(5);

    /** Checks the ranges. */
    public CachePolicy {
        check("ttl", ttl);
        check("absentTtl", absentTtl);
        if (staleFor.isNegative() || staleFor.compareTo(MAX_TTL) > 0) {
            throw new IllegalArgumentException(
                    "staleFor '" + staleFor + "' is not allowed: use PT0S to " + MAX_TTL);
        }
        if (maxEntries < 1) {
            throw new IllegalArgumentException(
                    "maxEntries '" + maxEntries + "' is not allowed: use 1 or more");
        }
    }

    private static void check(String name, Duration value) {
        if (value.isNegative() || value.isZero() || value.compareTo(MAX_TTL) > 0) {
            throw new IllegalArgumentException(
                    name + " '" + value + "' is not allowed: use more than 0, up to " + MAX_TTL);
        }
    }

    /**
     * Keeps values for a time; absent ones for a tenth of it, stale ones for up to 5 seconds more,
     * and 10,000 of them.
     *
     * @param ttl how long a value is fresh: 10 ns to 365 days
     * @return the policy
     * @throws IllegalArgumentException if it is out of its range
     */
    public static CachePolicy of(Duration ttl) {
        return new CachePolicy(ttl, ttl.dividedBy(10), DEFAULT_STALE, DEFAULT_ENTRIES);
    }

    /**
     * Changes how long absence is remembered.
     *
     * @param value how long
     * @return the policy with it
     */
    public CachePolicy withAbsentTtl(Duration value) {
        return new CachePolicy(ttl, value, staleFor, maxEntries);
    }

    /**
     * Changes how long a stale value may be given out.
     *
     * @param value how long; zero for never
     * @return the policy with it
     */
    public CachePolicy withStaleFor(Duration value) {
        return new CachePolicy(ttl, absentTtl, value, maxEntries);
    }

    /**
     * Changes how many keys are kept.
     *
     * @param value how many
     * @return the policy with it
     */
    public CachePolicy withMaxEntries(int value) {
        return new CachePolicy(ttl, absentTtl, staleFor, value);
    }
}
