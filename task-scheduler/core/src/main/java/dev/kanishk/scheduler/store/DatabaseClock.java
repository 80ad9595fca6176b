package dev.kanishk.scheduler.store;

import java.util.function.LongSupplier;

/**
 * An estimate of the database's time, from what it said last and the monotonic time since; for the
 * names of new jobs, which tell their time of acceptance.
 */
final class DatabaseClock {
    private static final long NANOS_PER_MS = 1_000_000;

    private volatile long offsetMs;

    void sync(long databaseMs) {
        offsetMs = databaseMs - System.nanoTime() / NANOS_PER_MS;
    }

    LongSupplier time() {
        return () -> System.nanoTime() / NANOS_PER_MS + offsetMs;
    }
}
