package dev.kanishk.scheduler.store;

import java.time.Duration;

/**
 * The limits of a store.
 *
 * @param maxWaiting how many jobs may be due, due later, or running before more are refused;
 *     counted about once a second, so several processes together may go beyond it by what they
 *     accept in that time
 * @param maxTypes how many types of job there may be before jobs of a new one are refused
 * @param retention how long jobs that are over are kept; dead ones are kept four times as long
 * @param payloads what payloads go through, such as encryption
 */
public record StoreOptions(
        long maxWaiting, int maxTypes, Duration retention, PayloadCodec payloads) {
    /** A million jobs waiting, a thousand types, a week, and plain payloads. */
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

    /**
     * Limits, with plain payloads.
     *
     * @param maxWaiting how many jobs may wait
     * @param maxTypes how many types of job there may be
     * @param retention how long jobs that are over are kept
     */
    public StoreOptions(long maxWaiting, int maxTypes, Duration retention) {
        this(maxWaiting, maxTypes, retention, PayloadCodec.PLAIN);
    }

    /**
     * {@return the same limits with payloads that go through a codec}
     *
     * @param codec the codec
     */
    public StoreOptions withPayloads(PayloadCodec codec) {
        return new StoreOptions(maxWaiting, maxTypes, retention, codec);
    }
}
