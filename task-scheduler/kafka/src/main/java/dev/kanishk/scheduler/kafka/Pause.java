package dev.kanishk.scheduler.kafka;

import java.time.Duration;

/** How long to wait before what failed is tried again: longer each time, five seconds at most. */
final class Pause {
    private static final long FIRST_NANOS = Duration.ofMillis(100).toNanos();
    private static final long LONGEST_NANOS = Duration.ofSeconds(5).toNanos();

    private long nextNanos = FIRST_NANOS;
    private long untilNanos;
    private boolean failing;

    void failed() {
        failing = true;
        untilNanos = System.nanoTime() + nextNanos;
        nextNanos = Math.min(2 * nextNanos, LONGEST_NANOS);
    }

    void succeeded() {
        failing = false;
        nextNanos = FIRST_NANOS;
    }

    boolean isFailing() {
        return failing;
    }

    /** How long it lasts yet; zero if it is over. */
    Duration left() {
        return failing
                ? Duration.ofNanos(Math.max(0, untilNanos - System.nanoTime()))
                : Duration.ZERO;
    }
}
