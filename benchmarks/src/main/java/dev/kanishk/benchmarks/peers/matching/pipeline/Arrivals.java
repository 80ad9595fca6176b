package dev.kanishk.benchmarks.peers.matching.pipeline;

import java.util.concurrent.atomic.AtomicLong;
import org.HdrHistogram.Histogram;

/**
 * When commands are due, and how long after that they were done. Due times follow from the clock
 * alone, so a command that waits behind a pause counts with all of its wait: there is no
 * coordinated omission.
 *
 * <p>One thread hands commands over and calls {@link #begin}, another completes them in order. What
 * carries the commands between the two orders the accesses to the fields here.
 */
final class Arrivals {
    private static final long SECOND_NANOS = 1_000_000_000L;
    private static final long LATENCY_NANOS_MAX = 100 * SECOND_NANOS;

    private final AtomicLong completed = new AtomicLong();
    private Histogram histogram = new Histogram(LATENCY_NANOS_MAX, 3);
    private long firstNumber = Long.MAX_VALUE;
    private long startNanos;
    private long perSecond = 1;

    /** Counts commands from a number on, the first of which is due at a time. */
    void begin(long newFirstNumber, long newPerSecond, long newStartNanos) {
        firstNumber = newFirstNumber;
        perSecond = newPerSecond;
        startNanos = newStartNanos;
        histogram = new Histogram(LATENCY_NANOS_MAX, 3);
    }

    /** Counts no commands any more; returns the latencies of those that were, in nanoseconds. */
    Histogram end() {
        firstNumber = Long.MAX_VALUE;
        return histogram;
    }

    /** Tells that all commands up to this one are done. */
    void complete(long number) {
        if (number >= firstNumber) {
            long nanos = System.nanoTime() - dueNanos(number);
            histogram.recordValue(Math.clamp(nanos, 0, LATENCY_NANOS_MAX));
        }
        completed.lazySet(number + 1);
    }

    /** Returns how many commands are done. */
    long completed() {
        return completed.get();
    }

    private long dueNanos(long number) {
        return startNanos + (number - firstNumber) * SECOND_NANOS / perSecond;
    }
}
