package dev.kanishk.collections.concurrent;

import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * What a divide-and-conquer computation forks and joins with: the open forks of one thread.
 *
 * <p>A pool has one for each of its threads, and some for threads outside that compute in it. A
 * computation gets one as an argument and passes it on; it must not keep it, nor use it on another
 * thread.
 */
public final class Worker extends ForkStack {
    private final PoolCore core;
    private final int index;

    /** The thread that this worker belongs to; null while a place for guests is free. */
    private volatile @Nullable Thread thread;

    /** How many computations this thread has begun and not ended, one within the other. */
    int computations;

    Worker(PoolCore core, int index, long heartbeatNanos) {
        super(heartbeatNanos);
        this.core = core;
        this.index = index;
    }

    @Nullable Thread thread() {
        return thread;
    }

    void belongTo(@Nullable Thread owner) {
        thread = owner;
    }

    /**
     * Steals a fork and computes it.
     *
     * @return false if there was none
     */
    boolean stealForkFrom(Worker victim) {
        ForkFrame frame = victim.stealFork();
        if (frame == null) {
            return false;
        }
        computeStolen(frame, victim);
        return true;
    }

    /** Computes a fork that was taken from another. */
    void computeStolen(ForkFrame frame, Worker victim) {
        core.counts().stolen(index);
        beginRhythm();
        frame.runStolen(this, victim);
    }

    @Override
    boolean someoneIsIdle() {
        return core.someoneIsIdle();
    }

    @Override
    void announcePromotion() {
        core.wakeForFork();
    }

    @Override
    void awaitStolen(ForkFrame frame) {
        boolean interrupted = false;
        core.sleepers().addHelper(1);
        int round = 0;
        while (!frame.isDone()) {
            Worker thief = frame.thief;
            if (thief != null && thief.hasSharedFork()) {
                core.sleepers().addHelper(-1);
                boolean helped = stealForkFrom(thief);
                core.sleepers().addHelper(1);
                if (helped) {
                    round = 0;
                    continue;
                }
            }
            if (!core.idle().pause(round++) && frame.announceSleep()) {
                // With a limit, since the thief may promote a fork that is ours to help with.
                LockSupport.parkNanos(this, core.heartbeatNanos());
                interrupted |= Thread.interrupted();
            }
        }
        core.sleepers().addHelper(-1);
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
