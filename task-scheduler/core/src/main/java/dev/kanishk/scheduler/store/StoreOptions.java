package dev.kanishk.scheduler.store;

import java.time.Duration;

/**
 * The limits of a store.
 *
 * @param maxWaiting how many jobs may be due, due later, or running before more are refused
 * @param maxTypes how many types of job there may be before jobs of a new one are refused
 * @param retention how long jobs that are over are kept; dead ones are kept four times as long
 */
public record StoreOptions(long maxWaiting, int maxTypes, Duration retention) {
    /** A million jobs waiting, a thousand types, and a week. */
    public static final StoreOptions DEFAULTS =
            new StoreOptions(1_000_000, 1_000, Duration.ofDays(7));

    /** Checks that each is positive. */
    public StoreOptions {
        if (maxWaiting < 1 || maxTypes < 1 || retention.isNegative() || retention.isZero()) {
            throw new IllegalArgumentException(
                    "maxWaiting, maxTypes and retention are positive, not "
                            + maxWaiting
                            + ", "
                            + maxTypes
                            + ", "
                            + retention);
        }
    }
}
