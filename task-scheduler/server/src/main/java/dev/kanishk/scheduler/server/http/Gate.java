package dev.kanishk.scheduler.server.http;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/*
 * A queue without a bound would take all that comes, answer each later than the one before, and at
 * last nobody in time. This one holds a bounded number for a bounded time, and says no to the rest
 * while that is still of use to them.
 */
/** How much goes on at a time, and how many wait for their turn, in the order of their coming. */
final class Gate {
    private final Limit limit;
    private final String what;
    private final int most;
    private final int mostWaiting;
    private final long patienceMs;
    private final Semaphore room;
    private final AtomicInteger waiting = new AtomicInteger();

    /**
     * Makes a gate that is open.
     *
     * @param limit what those who are refused are told
     * @param what goes on, in words
     * @param most how much of it at a time
     * @param mostWaiting how many callers may wait
     * @param patienceMs for how long
     */
    Gate(Limit limit, String what, int most, int mostWaiting, long patienceMs) {
        this.limit = limit;
        this.what = what;
        this.most = most;
        this.mostWaiting = mostWaiting;
        this.patienceMs = patienceMs;
        this.room = new Semaphore(most, true);
    }

    /** Takes a share, which is to be given back, or refuses. */
    void enter(int share) {
        if (room.tryAcquire(share)) {
            return;
        }
        if (!mayWait()) {
            throw refusal("and " + mostWaiting + " wait");
        }
        try {
            if (!room.tryAcquire(share, patienceMs, TimeUnit.MILLISECONDS)) {
                throw refusal("and none became free in " + patienceMs + " ms");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Problem.unavailable("the process is stopping");
        } finally {
            waiting.decrementAndGet();
        }
    }

    private boolean mayWait() {
        while (true) {
            int now = waiting.get();
            if (now >= mostWaiting) {
                return false;
            }
            if (waiting.compareAndSet(now, now + 1)) {
                return true;
            }
        }
    }

    private Problem refusal(String why) {
        return Problem.tooMany(
                limit, most + " " + what + " at a time " + why + ": try again later");
    }

    void leave(int share) {
        room.release(share);
    }

    int taken() {
        return most - room.availablePermits();
    }

    int waiting() {
        return waiting.get();
    }
}
