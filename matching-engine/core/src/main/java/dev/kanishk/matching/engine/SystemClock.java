package dev.kanishk.matching.engine;

import java.util.function.LongSupplier;

/**
 * The machine's time in nanoseconds since 1970, UTC, to the nanosecond and without an object made.
 *
 * <p>Milliseconds of the system's clock fix it; what is finer comes from {@link System#nanoTime}.
 * When both differ by more than two milliseconds, as after the system's clock was set, it follows
 * the system's. It may go back then: shards see to it that their commands' times do not. One thread
 * at a time may use it.
 */
final class SystemClock implements LongSupplier {
    private static final long NANOS_PER_MILLI = 1_000_000;
    private static final long DRIFT_NANOS_MAX = 2 * NANOS_PER_MILLI;

    private final LongSupplier millis;
    private final LongSupplier ticks;
    private long offsetNanos;

    SystemClock() {
        this(System::currentTimeMillis, System::nanoTime);
    }

    SystemClock(LongSupplier millis, LongSupplier ticks) {
        this.millis = millis;
        this.ticks = ticks;
        this.offsetNanos = millis.getAsLong() * NANOS_PER_MILLI - ticks.getAsLong();
    }

    @Override
    public long getAsLong() {
        long tick = ticks.getAsLong();
        long coarse = millis.getAsLong() * NANOS_PER_MILLI;
        if (Math.abs(offsetNanos + tick - coarse) > DRIFT_NANOS_MAX) {
            offsetNanos = coarse - tick;
        }
        return offsetNanos + tick;
    }
}
