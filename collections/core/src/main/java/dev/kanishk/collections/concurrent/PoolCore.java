package dev.kanishk.collections.concurrent;

import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The parts of a pool and its phases: what its threads, workers and public methods share. */
final class PoolCore {
    private static final int INITIAL_DEQUE_CAPACITY = 256;

    /** The order of the phases is their order in time. */
    enum Phase {
        RUNNING,
        /** Nothing is accepted; what was accepted runs. */
        SHUT_DOWN,
        /** Nothing is begun, until what had not begun is collected. */
        STOPPING,
        /** Workers run what slipped past the collection, and end. */
        STOPPED
    }

    private final SubmissionLane[] lanes;
    private final PoolThread[] threads;
    private final Worker[] everyWorker;
    private final Guests guests;
    private final Sleepers sleepers;
    private final PoolCounts counts;
    private final IdleStrategy idle;
    private final long heartbeatNanos;
    private final BiConsumer<Thread, Throwable> uncaught;
    private final AtomicInteger alive;
    private final CountDownLatch terminated = new CountDownLatch(1);
    private volatile Phase phase = Phase.RUNNING;

    PoolCore(WorkStealingPoolBuilder settings) {
        int workers = settings.workers;
        this.idle = settings.idle;
        this.heartbeatNanos = settings.heartbeatNanos;
        this.uncaught = settings.uncaught;
        this.counts = new PoolCounts(workers + settings.guests);
        this.lanes = new SubmissionLane[settings.lanes];
        for (int i = 0; i < lanes.length; i++) {
            lanes[i] = new SubmissionLane(settings.laneCapacity);
        }
        this.everyWorker = new Worker[workers + settings.guests];
        Worker[] guestWorkers = new Worker[settings.guests];
        for (int i = 0; i < everyWorker.length; i++) {
            everyWorker[i] = new Worker(this, i, heartbeatNanos);
            if (i >= workers) {
                guestWorkers[i - workers] = everyWorker[i];
            }
        }
        this.guests = new Guests(guestWorkers);
        this.threads = new PoolThread[workers];
        int dequeCapacity = Math.min(INITIAL_DEQUE_CAPACITY, settings.dequeCapacity);
        for (int i = 0; i < workers; i++) {
            threads[i] =
                    new PoolThread(
                            this,
                            settings.name + "-" + i,
                            everyWorker[i],
                            i,
                            new ChaseLevDeque<>(dequeCapacity, settings.dequeCapacity));
            threads[i].setDaemon(settings.daemon);
            everyWorker[i].belongTo(threads[i]);
        }
        this.sleepers = new Sleepers(threads);
        this.alive = new AtomicInteger(workers);
    }

    void start() {
        start(Thread::start);
    }

    /** Starts all threads; if one cannot be started, those before it end. */
    void start(Consumer<Thread> starter) {
        int started = 0;
        try {
            for (; started < threads.length; started++) {
                starter.accept(threads[started]);
            }
        } finally {
            if (started < threads.length) {
                end(Phase.SHUT_DOWN);
                for (int i = started; i < threads.length; i++) {
                    ended();
                }
            }
        }
    }

    /** Returns the calling thread if it is one of this pool. */
    @Nullable PoolThread currentThread() {
        return Thread.currentThread() instanceof PoolThread thread && thread.core() == this
                ? thread
                : null;
    }

    PoolMetrics metrics() {
        long submitted = 0;
        for (SubmissionLane lane : lanes) {
            submitted += lane.submitted();
        }
        long promoted = 0;
        for (Worker worker : everyWorker) {
            promoted += worker.promoted();
        }
        return counts.snapshot(submitted, promoted);
    }

    int workers() {
        return threads.length;
    }

    Phase phase() {
        return phase;
    }

    boolean isTerminated() {
        return terminated.getCount() == 0;
    }

    boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
        return terminated.await(timeout, unit);
    }

    SubmissionLane[] lanes() {
        return lanes;
    }

    Worker[] everyWorker() {
        return everyWorker;
    }

    ChaseLevDeque<Runnable> deque(int worker) {
        return threads[worker].deque();
    }

    Sleepers sleepers() {
        return sleepers;
    }

    PoolCounts counts() {
        return counts;
    }

    IdleStrategy idle() {
        return idle;
    }

    long heartbeatNanos() {
        return heartbeatNanos;
    }

    boolean isRunning() {
        return phase == Phase.RUNNING;
    }

    /** Returns whether workers must not begin anything, but for what {@link #isStopped} allows. */
    boolean isStopping() {
        return phase.compareTo(Phase.STOPPING) >= 0;
    }

    /** Returns whether all that had not begun was collected. */
    boolean isStopped() {
        return phase == Phase.STOPPED;
    }

    /** Returns whether a worker may end: what is left will be run by those that have begun it. */
    boolean isOver(ChaseLevDeque<Runnable> own) {
        if (isStopping()) {
            return isStopped() && own.size() == 0;
        }
        for (SubmissionLane lane : lanes) {
            if (!lane.isExhausted()) {
                return false;
            }
        }
        // All deques, since a task in one may be waited for by the one that its owner runs.
        for (PoolThread thread : threads) {
            if (thread.deque().size() > 0) {
                return false;
            }
        }
        return true;
    }

    boolean hasWorkOrEnds() {
        return phase != Phase.RUNNING || hasWork();
    }

    /** Looks for work behind a full fence: what was added before the caller's last step is seen. */
    boolean hasWork() {
        VarHandle.fullFence();
        for (SubmissionLane lane : lanes) {
            if (!lane.isEmpty()) {
                return true;
            }
        }
        for (PoolThread thread : threads) {
            if (thread.deque().size() > 0) {
                return true;
            }
        }
        for (Worker worker : everyWorker) {
            if (worker.hasSharedFork()) {
                return true;
            }
        }
        return false;
    }

    /** Wakes a sleeper for a task in the caller's deque, unless someone is looking already. */
    void announceTask() {
        VarHandle.fullFence();
        sleepers.wakeOne();
    }

    /** Returns whether a promoted fork would find a thread and a core. */
    boolean someoneIsIdle() {
        return sleepers.someoneIsIdle(guests.present());
    }

    /** Wakes a worker for a promoted fork, unless guests have the cores. */
    void wakeForFork() {
        if (sleepers.sleeping() > guests.present()) {
            sleepers.wakeOne();
        }
    }

    @SuppressWarnings("ReferenceEquality") // a handler may rethrow the very failure
    void reportUncaught(Thread thread, Throwable failure) {
        try {
            uncaught.accept(thread, failure);
        } catch (Throwable e) {
            if (e != failure) {
                failure.addSuppressed(e);
            }
        }
    }

    void ended() {
        if (alive.decrementAndGet() == 0) {
            terminated.countDown();
        }
    }

    /**
     * Collects what has not begun, in the phase in which nothing begins, and goes on to the last.
     */
    List<Runnable> collectNotBegun() {
        List<Runnable> notBegun = new ArrayList<>();
        Runnable[] taken = new Runnable[64];
        for (SubmissionLane lane : lanes) {
            while (!lane.isEmpty()) {
                int count = lane.take(taken, taken.length);
                for (int i = 0; i < count; i++) {
                    collect(taken[i], notBegun);
                }
                if (count == 0) {
                    Thread.onSpinWait(); // a submitter or a worker is in the middle of its step
                }
            }
        }
        for (PoolThread thread : threads) {
            Runnable task;
            while ((task = thread.deque().steal()) != null) {
                collect(task, notBegun);
            }
        }
        phase = Phase.STOPPED;
        for (PoolThread thread : threads) {
            thread.interrupt();
        }
        return notBegun;
    }

    /** What {@code invoke} waits for on its caller's behalf is no task that a user has given. */
    private static void collect(Runnable task, List<Runnable> notBegun) {
        if (task instanceof GuestCall<?> call) {
            call.cancel(false);
        } else {
            notBegun.add(task);
        }
    }

    /** Moves on to a later phase; returns false if the pool was there already. */
    boolean end(Phase next) {
        synchronized (terminated) {
            if (phase.compareTo(next) >= 0) {
                return false;
            }
            phase = next;
        }
        for (SubmissionLane lane : lanes) {
            lane.close();
        }
        sleepers.wakeAll();
        return true;
    }

    /** Returns the worker to compute with on this thread; null if all guests' places are taken. */
    @Nullable Worker enter() {
        PoolThread thread = currentThread();
        Worker worker;
        if (thread != null) {
            worker = thread.worker();
        } else {
            if (phase != Phase.RUNNING) {
                throw reject("the pool is shut down", null);
            }
            worker = guests.enter();
            if (worker == null) {
                return null;
            }
        }
        if (worker.computations++ == 0) {
            worker.beginRhythm();
        }
        return worker;
    }

    void leave(Worker worker, int base, boolean finished) {
        int left = worker.depth - base;
        worker.abandon(base);
        worker.forgetClosed();
        if (--worker.computations == 0 && currentThread() == null) {
            guests.leave();
        }
        if (finished && left != 0) {
            throw new IllegalStateException(left + " forks were not joined: join what you fork");
        }
    }

    RejectedExecutionException reject(String reason, @Nullable Throwable cause) {
        counts.rejected();
        return new RejectedExecutionException(reason, cause);
    }

    SubmissionLane laneOf(Thread thread) {
        int mixed = (int) thread.threadId() * 0x9E3779B9;
        return lanes[mixed >>> 16 & (lanes.length - 1)];
    }
}
