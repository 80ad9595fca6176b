package dev.kanishk.collections.concurrent;

import java.util.Arrays;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A thread of the pool: runs tasks until the pool is shut down and nothing is left for it.
 *
 * <p>It takes tasks from its own deque, youngest first, since their data is in its cache; then a
 * batch from the lanes; then from others. Every {@value #FAIRNESS}th task comes from a lane, and
 * every {@value #FAIRNESS}th is the oldest of its own deque, whatever else there is: so a worker
 * that makes more and more tasks for itself starves neither submitters outside nor its own older
 * tasks.
 */
final class PoolThread extends Thread {
    /** A power of two, so that the turns go round also when their count overflows. */
    static final int FAIRNESS = 32;

    private static final int BATCH = 16;
    private static final long WAIT_FOR_END_NANOS = 50_000;

    private final PoolCore core;
    private final Worker worker;
    private final int index;
    private final ChaseLevDeque<Runnable> deque;
    private final @Nullable Runnable[] batch = new @Nullable Runnable[BATCH];
    private final StolenFork stolenFork = new StolenFork();
    int turns;
    private int nextLane;
    private int random;

    PoolThread(
            PoolCore core, String name, Worker worker, int index, ChaseLevDeque<Runnable> deque) {
        super(null, null, name, 0, false);
        this.core = core;
        this.worker = worker;
        this.index = index;
        this.deque = deque;
        this.nextLane = index;
        this.random = index * 0x9E3779B9 + 1;
    }

    PoolCore core() {
        return core;
    }

    Worker worker() {
        return worker;
    }

    int index() {
        return index;
    }

    ChaseLevDeque<Runnable> deque() {
        return deque;
    }

    @Override
    public void run() {
        try {
            Runnable task = next();
            while (task != null || (task = search()) != null) {
                execute(task);
                task = next();
            }
        } finally {
            core.ended();
        }
    }

    private void execute(Runnable task) {
        if (task instanceof StolenFork) {
            task.run();
            return;
        }
        // An interrupt was meant for a task that is over, unless the pool is to stop.
        if (Thread.interrupted() && core.isStopping()) {
            interrupt();
        }
        try {
            task.run();
        } catch (Throwable e) {
            core.reportUncaught(this, e);
        }
        core.counts().executed(index);
    }

    /** Looks for work everywhere until there is some; returns null when the pool is over. */
    private @Nullable Runnable search() {
        Sleepers sleepers = core.sleepers();
        sleepers.beginSearch();
        int round = 0;
        while (true) {
            Runnable task = next();
            if (task != null) {
                if (sleepers.endSearch() && core.hasWork()) {
                    sleepers.wakeOne();
                }
                return task;
            }
            if (!core.isRunning()) {
                if (core.isOver(deque)) {
                    sleepers.endSearch();
                    return null;
                }
                LockSupport.parkNanos(this, WAIT_FOR_END_NANOS);
            } else if (!core.idle().pause(round++)) {
                core.counts().parked(index);
                sleepers.sleep(index, core::hasWorkOrEnds);
                round = 0;
            }
        }
    }

    /** Finds the next task or stolen fork, or returns null if there is none in sight. */
    private @Nullable Runnable next() {
        if (core.isStopping()) {
            return core.isStopped() ? deque.pop() : null;
        }
        int turn = ++turns & (FAIRNESS - 1);
        Runnable task = null;
        if (turn == 0) {
            task = takeFromLanes(1);
        } else if (turn == FAIRNESS / 2) {
            task = deque.steal();
        }
        if (task == null) {
            task = deque.pop();
        }
        if (task == null) {
            task = takeFromLanes(BATCH);
        }
        return task != null ? task : stealFromOthers();
    }

    /** Takes up to a number of tasks from one lane; all but the first go into the own deque. */
    private @Nullable Runnable takeFromLanes(int most) {
        SubmissionLane[] lanes = core.lanes();
        for (int i = 0; i < lanes.length; i++) {
            SubmissionLane lane = lanes[nextLane++ & (lanes.length - 1)];
            int size = lane.size();
            if (size == 0) {
                continue;
            }
            int share = Math.max(1, size / core.workers());
            int taken = lane.beginTake(batch, Math.min(most, share));
            if (taken > 0) {
                return keepAllButFirst(lane, taken);
            }
        }
        return null;
    }

    /** The deque is empty, so there is room. */
    private Runnable keepAllButFirst(SubmissionLane lane, int taken) {
        Runnable first = batch[0];
        for (int i = taken - 1; i > 0; i--) {
            deque.push(batch[i]);
        }
        Arrays.fill(batch, 0, taken, null);
        lane.endTake(taken);
        if (taken > 1) {
            core.announceTask();
        }
        return first;
    }

    private @Nullable Runnable stealFromOthers() {
        Worker[] all = core.everyWorker();
        random ^= random << 13;
        random ^= random >>> 17;
        random ^= random << 5;
        int start = (random >>> 1) % all.length;
        for (int i = 0; i < all.length; i++) {
            int other = start + i < all.length ? start + i : start + i - all.length;
            if (other == index) {
                continue;
            }
            ForkFrame frame = all[other].stealFork();
            if (frame != null) {
                stolenFork.frame = frame;
                stolenFork.victim = all[other];
                return stolenFork;
            }
            Runnable task = other < core.workers() ? core.deque(other).steal() : null;
            if (task != null) {
                core.counts().stolen(index);
                return task;
            }
        }
        return null;
    }

    /** What {@link #next} returns for a stolen fork, so that forks and tasks are found alike. */
    private final class StolenFork implements Runnable {
        @Nullable ForkFrame frame;
        @Nullable Worker victim;

        @Override
        public void run() {
            ForkFrame stolen = frame;
            Worker from = victim;
            frame = null;
            victim = null;
            if (stolen != null && from != null) {
                worker.computeStolen(stolen, from);
            }
        }
    }
}
