package dev.kanishk.collections.concurrent;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/** Places for threads outside the pool that compute in it: a worker each, taken and given back. */
final class Guests {
    private static final VarHandle OCCUPANT = MethodHandles.arrayElementVarHandle(Thread[].class);

    /** Places lie a cache line and more apart in the array of their occupants. */
    private static final int STRIDE = PaddedCounters.STRIDE_BYTES / Integer.BYTES;

    private final Worker[] workers;
    private final @Nullable Thread[] occupants;

    /**
     * Makes free places.
     *
     * @param workers one a place, a power of two of them
     */
    Guests(Worker[] workers) {
        this.workers = workers;
        this.occupants = new Thread[(workers.length + 1) * STRIDE];
    }

    /** Returns the worker of the calling thread's place, which it takes; null if none is free. */
    @Nullable Worker enter() {
        Thread thread = Thread.currentThread();
        int home = (int) thread.threadId();
        for (int i = 0; i < workers.length; i++) {
            int place = home + i & (workers.length - 1);
            if (OCCUPANT.getOpaque(occupants, slot(place)) == thread) {
                return workers[place];
            }
        }
        for (int i = 0; i < workers.length; i++) {
            int place = home + i & (workers.length - 1);
            if (OCCUPANT.getOpaque(occupants, slot(place)) == null
                    && OCCUPANT.compareAndSet(occupants, slot(place), null, thread)) {
                workers[place].belongTo(thread);
                return workers[place];
            }
        }
        return null;
    }

    /** Gives the calling thread's place back. */
    void leave() {
        Thread thread = Thread.currentThread();
        int home = (int) thread.threadId();
        for (int i = 0; i < workers.length; i++) {
            int place = home + i & (workers.length - 1);
            if (OCCUPANT.getOpaque(occupants, slot(place)) == thread) {
                workers[place].belongTo(null);
                OCCUPANT.setRelease(occupants, slot(place), null);
                return;
            }
        }
    }

    /** Returns how many places are taken. */
    int present() {
        int present = 0;
        for (int place = 0; place < workers.length; place++) {
            if (OCCUPANT.getOpaque(occupants, slot(place)) != null) {
                present++;
            }
        }
        return present;
    }

    private static int slot(int place) {
        return (place + 1) * STRIDE;
    }
}
