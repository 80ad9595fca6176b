package dev.kanishk.benchmarks.peers.scheduler.database;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Waits without a clock of its own: for a condition, or for a moment. */
final class Waiting {
    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private Waiting() {}

    /** Something that becomes true, and may fail. */
    @FunctionalInterface
    interface Condition {
        boolean holds() throws IOException, InterruptedException;
    }

    /**
     * Waits until a condition holds.
     *
     * @return whether it did within the limit
     * @throws IOException if the condition fails
     * @throws InterruptedException if this thread was told to stop
     */
    static boolean holds(Duration limit, Condition condition)
            throws IOException, InterruptedException {
        long start = System.nanoTime();
        while (!condition.holds()) {
            if (System.nanoTime() - start > limit.toNanos()) {
                return false;
            }
            until(System.nanoTime() + POLL_NANOS);
        }
        return true;
    }

    /**
     * Waits until a condition holds, and fails if it does not.
     *
     * @param what what is waited for
     * @throws IOException if the condition fails or does not hold within the limit
     * @throws InterruptedException if this thread was told to stop
     */
    static void await(String what, Duration limit, Condition condition)
            throws IOException, InterruptedException {
        if (!holds(limit, condition)) {
            throw new IOException("waited " + limit.toSeconds() + " s in vain for " + what);
        }
    }

    /**
     * Waits until a moment.
     *
     * @param nanos the moment, as {@link System#nanoTime} counts
     * @throws InterruptedException if this thread was told to stop
     */
    static void until(long nanos) throws InterruptedException {
        for (long left = nanos - System.nanoTime(); left > 0; left = nanos - System.nanoTime()) {
            LockSupport.parkNanos(left);
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
        }
    }
}
