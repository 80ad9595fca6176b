package dev.kanishk.matching.engine;

import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for what other threads do. */
final class Await {
    private static final long LIMIT_NANOS = 20_000_000_000L;

    private Await() {}

    static void until(BooleanSupplier condition) {
        long begin = System.nanoTime();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - begin > LIMIT_NANOS) {
                throw new AssertionError("waited for 20 seconds in vain");
            }
            LockSupport.parkNanos(50_000);
        }
    }
}
