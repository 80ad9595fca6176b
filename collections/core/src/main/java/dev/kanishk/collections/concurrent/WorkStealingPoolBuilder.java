package dev.kanishk.collections.concurrent;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.function.BiConsumer;

/** Settings of a {@link WorkStealingPool}; each has a default. */
public final class WorkStealingPoolBuilder {
    static final int MAX_WORKERS = 1_024;
    private static final int MAX_CAPACITY = 1 << 26;
    private static final int MIN_DEQUE_CAPACITY = 64;

    int workers = Runtime.getRuntime().availableProcessors();
    int lanes = Integer.highestOneBit(Math.max(2, workers) * 4 - 1);
    int laneCapacity = 1_024;
    int dequeCapacity = 1 << 16;
    int guests = 8;
    BackPressure whenFull = BackPressure.BLOCK;
    IdleStrategy idle = IdleStrategy.backingOff();
    long heartbeatNanos = 20_000;
    String name = "work-stealing";
    boolean daemon = true;
    BiConsumer<Thread, Throwable> uncaught =
            (thread, failure) ->
                    thread.getUncaughtExceptionHandler().uncaughtException(thread, failure);

    WorkStealingPoolBuilder() {}

    /**
     * Sets the number of threads; the machine's processors by default.
     *
     * @param count from 1 to 1,024
     * @return this
     */
    public WorkStealingPoolBuilder workers(int count) {
        this.workers = inRange("workers", count, 1, MAX_WORKERS);
        return this;
    }

    /**
     * Sets the number of lanes for submissions from outside. A submitter keeps to one, so lanes
     * isolate submitters from each other as far as their threads do not meet in one.
     *
     * @param count from 1 to 1,024, rounded up to a power of two
     * @return this
     */
    public WorkStealingPoolBuilder lanes(int count) {
        this.lanes = powerOfTwo(inRange("lanes", count, 1, 1_024));
        return this;
    }

    /**
     * Sets how many tasks may wait in each lane; 1,024 by default.
     *
     * @param tasks from 1 to 2^26, rounded up to a power of two
     * @return this
     */
    public WorkStealingPoolBuilder laneCapacity(int tasks) {
        this.laneCapacity = powerOfTwo(inRange("laneCapacity", tasks, 1, MAX_CAPACITY));
        return this;
    }

    /**
     * Sets how many tasks may wait in each worker's deque; 65,536 by default. It begins small.
     *
     * @param tasks from 64 to 2^26, rounded up to a power of two
     * @return this
     */
    public WorkStealingPoolBuilder dequeCapacity(int tasks) {
        this.dequeCapacity =
                powerOfTwo(inRange("dequeCapacity", tasks, MIN_DEQUE_CAPACITY, MAX_CAPACITY));
        return this;
    }

    /**
     * Sets how many threads outside the pool may compute in it at once, by {@code invoke}; 8 by
     * default. Further ones wait for a worker to compute for them.
     *
     * @param count from 1 to 256, rounded up to a power of two
     * @return this
     */
    public WorkStealingPoolBuilder guests(int count) {
        this.guests = powerOfTwo(inRange("guests", count, 1, 256));
        return this;
    }

    /**
     * Sets what a submission meets when its lane is full; by default it waits.
     *
     * @param backPressure what to do
     * @return this
     */
    public WorkStealingPoolBuilder whenFull(BackPressure backPressure) {
        this.whenFull = requireNonNull(backPressure, "backPressure");
        return this;
    }

    /**
     * Sets what workers without work do; by default they spin, yield, then park.
     *
     * @param strategy what they do
     * @return this
     */
    public WorkStealingPoolBuilder idle(IdleStrategy strategy) {
        this.idle = requireNonNull(strategy, "strategy");
        return this;
    }

    /**
     * Sets how often a computation offers a fork to idle workers at most; 20 µs by default. Shorter
     * spreads work sooner, longer costs less.
     *
     * @param interval from 1 µs to 1 s
     * @return this
     */
    public WorkStealingPoolBuilder heartbeat(Duration interval) {
        if (interval.compareTo(Duration.ofNanos(1_000)) < 0
                || interval.compareTo(Duration.ofSeconds(1)) > 0) {
            throw new IllegalArgumentException("heartbeat from 1 µs to 1 s, not " + interval);
        }
        this.heartbeatNanos = interval.toNanos();
        return this;
    }

    /**
     * Sets what the threads' names begin with.
     *
     * @param prefix the beginning; "-" and a number follow
     * @return this
     */
    public WorkStealingPoolBuilder name(String prefix) {
        this.name = requireNonNull(prefix, "prefix");
        return this;
    }

    /**
     * Sets whether a pool that was not shut down lets the program end; it does by default.
     *
     * @param daemon whether the threads are daemons
     * @return this
     */
    public WorkStealingPoolBuilder daemon(boolean daemon) {
        this.daemon = daemon;
        return this;
    }

    /**
     * Sets who is told when a task given to {@code execute} throws; by default the thread's
     * uncaught-exception handler. The worker goes on in any case, even if the handler throws.
     *
     * @param handler takes the thread and what was thrown
     * @return this
     */
    public WorkStealingPoolBuilder uncaughtHandler(BiConsumer<Thread, Throwable> handler) {
        this.uncaught = requireNonNull(handler, "handler");
        return this;
    }

    /**
     * Makes the pool and starts its threads.
     *
     * @return the pool
     */
    public WorkStealingPool build() {
        PoolCore core = new PoolCore(this);
        core.start();
        return new WorkStealingPool(core, whenFull);
    }

    private static int inRange(String setting, int value, int least, int most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(
                    setting + " from " + least + " to " + most + ", not " + value);
        }
        return value;
    }

    private static int powerOfTwo(int value) {
        return value == 1 ? 1 : Integer.highestOneBit(value - 1) << 1;
    }
}
