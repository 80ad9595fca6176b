package dev.kanishk.scheduler.store;

import java.security.SecureRandom;
import java.util.SplittableRandom;
import java.util.UUID;

/**
 * Names in the order in which they are made (RFC 9562, version 7, with 12 bits of a counter that
 * begins at random in each millisecond and 62 random bits). Names tell jobs apart and are no
 * secrets.
 */
final class UuidV7 {
    private static final int COUNTER_LIMIT = 1 << 12;

    private final SplittableRandom random = new SplittableRandom(new SecureRandom().nextLong());
    private long lastMs;
    private int counter;

    synchronized UUID next(long nowMs) {
        if (nowMs > lastMs) {
            lastMs = nowMs;
            counter = random.nextInt(COUNTER_LIMIT / 2);
        } else if (++counter == COUNTER_LIMIT) {
            lastMs++;
            counter = 0;
        }
        long high = lastMs << 16 | 0x7000L | counter;
        long low = random.nextLong() >>> 2 | 0x8000_0000_0000_0000L;
        return new UUID(high, low);
    }

    /** The least name of a time. */
    static UUID least(long ms) {
        return new UUID(Math.max(ms, 0) << 16, 0);
    }

    static long ms(UUID id) {
        return id.getMostSignificantBits() >>> 16;
    }
}
