package dev.kanishk.matching.engine;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Where a shard's thread sleeps, and is woken by whoever has something for it.
 *
 * <p>No wake-up is lost: the thread says that it sleeps, and then, behind a full fence, looks once
 * more; who has something publishes it, and then, behind a full fence, looks whether the thread
 * sleeps. One of them sees the other. Waking a thread that is awake costs the fence and a read.
 */
final class ParkingSpot {
    private static final VarHandle SLEEPER;

    static {
        try {
            SLEEPER =
                    MethodHandles.lookup()
                            .findVarHandle(ParkingSpot.class, "sleeper", Thread.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private volatile @Nullable Thread sleeper;

    /**
     * Sleeps until woken, or until the time is over, or not at all if there is something to do. May
     * return earlier.
     *
     * @param somethingToDo looked at after the caller is known to sleep
     * @param nanos how long at most
     */
    void sleep(BooleanSupplier somethingToDo, long nanos) {
        announce();
        if (!somethingToDo.getAsBoolean()) {
            LockSupport.parkNanos(this, nanos);
        }
        sleeper = null;
    }

    /** Says that the calling thread sleeps. What it reads afterwards is read behind a fence. */
    void announce() {
        sleeper = Thread.currentThread();
        VarHandle.fullFence();
    }

    /**
     * Wakes the thread if it sleeps. The caller has published what there is to do.
     *
     * @return whether one slept
     */
    boolean wake() {
        VarHandle.fullFence();
        Thread asleep = sleeper;
        if (asleep != null && SLEEPER.compareAndSet(this, asleep, (Thread) null)) {
            LockSupport.unpark(asleep);
            return true;
        }
        return false;
    }
}
