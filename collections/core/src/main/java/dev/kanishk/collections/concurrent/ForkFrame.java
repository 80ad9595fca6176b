package dev.kanishk.collections.concurrent;

import static java.util.Objects.requireNonNull;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * One fork: what to compute, and, if another worker took it, what came out. Frames are made once
 * and used again by every fork at their depth.
 */
final class ForkFrame {
    private static final int OPEN = 0;
    private static final int AWAITED = 1;
    private static final int DONE = 2;
    private static final VarHandle STATE;

    static {
        try {
            STATE = MethodHandles.lookup().findVarHandle(ForkFrame.class, "state", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    @Nullable Recursive operation;
    @Nullable Object argument;
    long from;
    long to;

    @Nullable Object result;
    boolean computedElsewhere;
    long longResult;
    private @Nullable Throwable failure;
    private int state = OPEN;

    /** Who computes it; a hint for its owner, who helps them meanwhile. */
    volatile @Nullable Worker thief;

    /**
     * Computes the frame that a thief has taken, and tells its owner.
     *
     * @param worker the thief
     * @param owner whose fork it is
     */
    void runStolen(Worker worker, Worker owner) {
        Thread waiting = owner.thread();
        int base = worker.depth;
        thief = worker;
        try {
            requireNonNull(operation).run(worker, this);
        } catch (Throwable e) {
            failure = e;
        }
        try {
            worker.abandon(base);
            worker.forgetClosed();
        } finally {
            // Whatever happens: its owner waits for this without a limit.
            if ((int) STATE.getAndSet(this, DONE) == AWAITED) {
                LockSupport.unpark(waiting);
            }
        }
    }

    /** Returns whether a thief has computed it. */
    boolean isDone() {
        return (int) STATE.getAcquire(this) == DONE;
    }

    /** Says that the owner is going to sleep; returns false if the frame is done. */
    boolean announceSleep() {
        return STATE.compareAndSet(this, OPEN, AWAITED) || (int) STATE.getAcquire(this) == AWAITED;
    }

    /** Makes the frame ready for the next fork; returns what the computation failed with. */
    @Nullable Throwable reset() {
        Throwable failed = failure;
        failure = null;
        thief = null;
        STATE.setOpaque(this, OPEN);
        return failed;
    }

    /** Forgets what it refers to; returns false if there was nothing. */
    boolean forget() {
        if (operation == null) {
            return false;
        }
        operation = null;
        argument = null;
        result = null;
        return true;
    }
}
