package dev.kanishk.collections.concurrent;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * One counter a worker, each on cache lines of its own.
 *
 * <p>Processors keep memory coherent by the line, 64 bytes on x86-64 and most of ARM. Two counters
 * on one line make two writers take the line from each other with every increment although they
 * share no data ("false sharing"). Here neighbours lie {@value #STRIDE_BYTES} bytes apart, two
 * lines, since Intel's processors fetch lines in pairs; and there is as much room before the first
 * counter and behind the last, since objects next to the array could share a line with them.
 *
 * <p>Each counter has one writing thread; any thread may read.
 */
public final class PaddedCounters {
    /** The distance between two counters, in bytes. */
    public static final int STRIDE_BYTES = 128;

    private static final int STRIDE = STRIDE_BYTES / Long.BYTES;

    private final AtomicLongArray slots;
    private final int workers;

    /**
     * Makes counters that stand at 0.
     *
     * @param workers how many, from 1 to 1,000,000
     */
    public PaddedCounters(int workers) {
        if (workers < 1 || workers > 1_000_000) {
            throw new IllegalArgumentException("workers from 1 to 1000000, not " + workers);
        }
        this.workers = workers;
        this.slots = new AtomicLongArray((workers + 2) * STRIDE);
    }

    /**
     * Counts one. Only the worker's own thread may call it.
     *
     * @param worker from 0 to the number of workers, exclusive
     */
    public void increment(int worker) {
        int slot = slot(worker);
        slots.setRelease(slot, slots.getPlain(slot) + 1);
    }

    /**
     * Reads a counter.
     *
     * @param worker from 0 to the number of workers, exclusive
     * @return what the worker has counted so far
     */
    public long get(int worker) {
        return slots.getAcquire(slot(worker));
    }

    /**
     * Adds all counters up. While workers count, the sum is one that lay between the start and the
     * end of the call.
     *
     * @return the sum
     */
    public long sum() {
        long sum = 0;
        for (int worker = 0; worker < workers; worker++) {
            sum += get(worker);
        }
        return sum;
    }

    /** Returns where a worker's counter lies in the array, in bytes from its first element. */
    long offsetBytes(int worker) {
        return (long) slot(worker) * Long.BYTES;
    }

    private int slot(int worker) {
        if (worker < 0 || worker >= workers) {
            throw new IndexOutOfBoundsException("worker " + worker + " of " + workers);
        }
        return (worker + 1) * STRIDE;
    }
}
