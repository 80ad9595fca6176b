package dev.kanishk.scheduler.cache;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How long a cache keeps what, and how much. All times count from the start of the computation.
 *
 * @param ttl how long a value is fresh, before the jitter of ±10 % that each one gets, so that
 *     values which were loaded together do not expire together
 * @param absentTtl the same for a key that has no value
 * @param staleFor how long after that a value may still be given out while one thread computes it
 *     anew; zero to let everyone wait
 * @param maxEntries how many keys are kept in the process; the one that was not asked for longest
 *     makes room
 * @param maxValueBytes how large a value may be to be kept, where its size is known
 */
public record CachePolicy(
        Duration ttl, Duration absentTtl, Duration staleFor, int maxEntries, int maxValueBytes) {
    /** The longest time to live. */
    public static final Duration MAX_TTL = Duration.ofDays(365);

    /** By how much of itself a time to live is jittered, up or down. */
    public static final double JITTER = 0.1;

    private static final int DEFAULT_ENTRIES = 10_000;
    private static final int DEFAULT_VALUE_BYTES = 1 << 20;
    private static final Duration DEFAULT_STALE = Duration.ofSeconds(5);
    private static final Duration REPORT_STALENESS = Duration.ofSeconds(5);
    private static final int SHARES = 10;
    private static final int FRESH_SHARES = 5;

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
        if (maxValueBytes < 1) {
            throw new IllegalArgumentException(
                    "maxValueBytes '" + maxValueBytes + "' is not allowed: use 1 or more");
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
     * 10,000 of them, of up to 1 MiB each.
     *
     * @param ttl how long a value is fresh: 10 ns to 365 days
     * @return the policy
     * @throws IllegalArgumentException if it is out of its range
     */
    public static CachePolicy of(Duration ttl) {
        return new CachePolicy(
                ttl, ttl.dividedBy(10), DEFAULT_STALE, DEFAULT_ENTRIES, DEFAULT_VALUE_BYTES);
    }

    /**
     * Gives out nothing that is older than a bound, jitter and stale answers included: values are
     * fresh for half of it and computed anew in the background after that, so that those who ask
     * often enough never wait.
     *
     * @param staleness the bound: 20 ns to 365 days
     * @return the policy
     * @throws IllegalArgumentException if it is out of its range
     */
    public static CachePolicy boundedBy(Duration staleness) {
        Duration ttl = staleness.multipliedBy(FRESH_SHARES).dividedBy(SHARES);
        Duration longest = ttl.plus(ttl.dividedBy(SHARES));
        return of(ttl).withAbsentTtl(ttl).withStaleFor(staleness.minus(longest));
    }

    /** {@return the policy for reports: nothing that is older than 5 seconds is given out} */
    public static CachePolicy reports() {
        return boundedBy(REPORT_STALENESS);
    }

    /**
     * {@return how long a value is fresh, jittered}
     *
     * @param value the value; none if there is none
     * @param random evenly distributed from 0, inclusive, to 1, exclusive
     */
    public Duration ttlOf(@Nullable Object value, double random) {
        long nanos = (value == null ? absentTtl : ttl).toNanos();
        return Duration.ofNanos((long) (nanos * (1 - JITTER + 2 * JITTER * random)));
    }

    /**
     * Changes how long absence is remembered.
     *
     * @param value how long
     * @return the policy with it
     */
    public CachePolicy withAbsentTtl(Duration value) {
        return new CachePolicy(ttl, value, staleFor, maxEntries, maxValueBytes);
    }

    /**
     * Changes how long a stale value may be given out.
     *
     * @param value how long; zero for never
     * @return the policy with it
     */
    public CachePolicy withStaleFor(Duration value) {
        return new CachePolicy(ttl, absentTtl, value, maxEntries, maxValueBytes);
    }

    /**
     * Changes how many keys are kept.
     *
     * @param value how many
     * @return the policy with it
     */
    public CachePolicy withMaxEntries(int value) {
        return new CachePolicy(ttl, absentTtl, staleFor, value, maxValueBytes);
    }

    /**
     * Changes how large a value may be to be kept.
     *
     * @param value bytes
     * @return the policy with it
     */
    public CachePolicy withMaxValueBytes(int value) {
        return new CachePolicy(ttl, absentTtl, staleFor, maxEntries, value);
    }
}
