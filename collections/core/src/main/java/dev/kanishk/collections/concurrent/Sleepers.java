package dev.kanishk.collections.concurrent;

import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * Who looks for work and who sleeps; wakes one when work arrives.
 *
 * <p><b>No wake-up is lost.</b> Who adds work publishes it, and then, behind a full fence, reads
 * the counts: if someone searches, nobody is woken. A searcher that goes to sleep first changes the
 * counts, and then, behind a full fence, looks for work once more: it sees what was added before
 * the counts said that it sleeps. A searcher that finds something else to do, and was the last one
 * searching, looks whether there is more and wakes the next. So work is never left without someone
 * who is going to look.
 *
 * <p>Counts and flags lie on cache lines of their own, as those of {@link PaddedCounters}.
 */
final class Sleepers {
    private static final int STRIDE_INTS = PaddedCounters.STRIDE_BYTES / Integer.BYTES;
    private static final int STRIDE_LONGS = PaddedCounters.STRIDE_BYTES / Long.BYTES;
    private static final long SEARCHER = 1L << 32;
    private static final long SLEEPER = 1;
    private static final int COUNTS = STRIDE_LONGS;
    private static final int HELPERS = 2 * STRIDE_LONGS;

    private final AtomicLongArray state = new AtomicLongArray(4 * STRIDE_LONGS);
    private final AtomicIntegerArray asleep;
    private final Thread[] threads;

    /**
     * Makes the records of some workers, of which none searches or sleeps.
     *
     * @param threads the workers' threads, which may be filled in later
     */
    Sleepers(Thread[] threads) {
        this.threads = threads;
        this.asleep = new AtomicIntegerArray((threads.length + 2) * STRIDE_INTS);
    }

    /** Counts the caller as one that looks for work. */
    void beginSearch() {
        state.getAndAdd(COUNTS, SEARCHER);
    }

    /** Counts the caller as busy again; returns whether it was the last that searched. */
    boolean endSearch() {
        return searching(state.addAndGet(COUNTS, -SEARCHER)) == 0;
    }

    /** Counts the caller in as one that helps while it waits for a fork, or out again. */
    void addHelper(int change) {
        state.getAndAdd(HELPERS, change);
    }

    /**
     * Puts a searcher to sleep until it is woken, unless there is something to do. It is a searcher
     * again when this returns.
     *
     * @param worker the caller's index
     * @param somethingToDo looked at after the caller is known to sleep
     */
    void sleep(int worker, BooleanSupplier somethingToDo) {
        countSleeper();
        asleep.set(slot(worker), 1);
        VarHandle.fullFence();
        if (somethingToDo.getAsBoolean()) {
            if (asleep.compareAndSet(slot(worker), 1, 0)) {
                state.getAndAdd(COUNTS, SEARCHER - SLEEPER);
            }
            return;
        }
        while (asleep.get(slot(worker)) == 1) {
            LockSupport.park(this);
            if (Thread.interrupted() && wake(worker)) {
                return;
            }
        }
    }

    /**
     * Counts the caller, a searcher, as asleep; what it reads afterwards is read behind a fence.
     */
    void countSleeper() {
        state.getAndAdd(COUNTS, SLEEPER - SEARCHER);
    }

    /** Wakes one sleeper if nobody searches. The caller has published work with a full fence. */
    void wakeOne() {
        long counts = state.get(COUNTS);
        if (searching(counts) == 0 && sleeping(counts) > 0) {
            wakeAny();
        }
    }

    /** Wakes everyone who sleeps. */
    void wakeAll() {
        for (int worker = 0; worker < threads.length; worker++) {
            wake(worker);
        }
    }

    /**
     * Returns whether someone would take more work.
     *
     * @param spare how many sleepers are to go on sleeping, since others compute in their place
     */
    boolean someoneIsIdle(int spare) {
        long counts = state.get(COUNTS);
        return searching(counts) > 0 || sleeping(counts) > spare || state.get(HELPERS) > 0;
    }

    /**
     * Returns how many sleep.
     *
     * @return a count that may be old when it arrives
     */
    int sleeping() {
        return sleeping(state.get(COUNTS));
    }

    private void wakeAny() {
        for (int worker = 0; worker < threads.length; worker++) {
            if (wake(worker)) {
                return;
            }
        }
    }

    private boolean wake(int worker) {
        if (asleep.get(slot(worker)) == 1 && asleep.compareAndSet(slot(worker), 1, 0)) {
            state.getAndAdd(COUNTS, SEARCHER - SLEEPER);
            LockSupport.unpark(threads[worker]);
            return true;
        }
        return false;
    }

    private static int searching(long counts) {
        return (int) (counts >> 32);
    }

    private static int sleeping(long counts) {
        return (int) counts;
    }

    private static int slot(int worker) {
        return (worker + 1) * STRIDE_INTS;
    }
}
