package dev.kanishk.collections.concurrent;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/**
 * Lets threads sleep until a condition of a lock-free structure holds.
 *
 * <p>The structure stays free of locks as long as nobody waits: {@link #signalAll} then reads one
 * counter. No wake-up is lost: a waiter counts itself in before it looks at the condition, and who
 * changes the condition looks at the counter afterwards, so one of them sees the other. For that,
 * the change must be a volatile write or stronger.
 */
public final class EventCount {
    private final AtomicInteger waiting = new AtomicInteger();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    /** Makes an event count on which nobody waits. */
    public EventCount() {}

    /**
     * Waits until a condition holds.
     *
     * @param condition looked at by this thread, again after each signal; it may act, such as take
     *     an element and say whether it got one
     * @param timeoutNanos how long to wait at most; {@code Long.MAX_VALUE} is for ever
     * @return whether the condition held before the time was over
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    public boolean await(BooleanSupplier condition, long timeoutNanos) throws InterruptedException {
        waiting.incrementAndGet();
        try {
            lock.lockInterruptibly();
            try {
                long remaining = timeoutNanos;
                while (!condition.getAsBoolean()) {
                    if (remaining <= 0) {
                        return false;
                    }
                    remaining = changed.awaitNanos(remaining);
                }
                return true;
            } finally {
                lock.unlock();
            }
        } finally {
            waiting.decrementAndGet();
        }
    }

    /** Has every waiter look at its condition again; costs one read when there is none. */
    public void signalAll() {
        if (waiting.get() > 0) {
            lock.lock();
            try {
                changed.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }

    /**
     * Returns how many threads wait.
     *
     * @return a count that may be old when it arrives
     */
    public int waiting() {
        return waiting.get();
    }
}
