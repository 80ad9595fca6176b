package dev.kanishk.collections.concurrent;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * A bounded queue from submitters outside the pool to its workers.
 *
 * <p>A submitter takes a position by moving {@code tail}, then fills the slot. A worker claims the
 * lane, takes some tasks, moves {@code head} once for all of them, and lets the lane go; one that
 * finds the lane claimed goes elsewhere. So submitters meet only submitters of the same lane, and
 * workers pay for the exchange of cache lines once a batch.
 *
 * <p>Closing sets the sign bit of {@code tail}, after which no position can be taken. Whatever has
 * a position by then is part of the lane: the lane is empty for good once it is closed and {@code
 * head} has come to {@code tail}. That is why no accepted task is lost in a shutdown.
 */
final class SubmissionLane extends LaneFields.After {
    /** What became of an offer. */
    enum Offer {
        ACCEPTED,
        FULL,
        CLOSED
    }

    private static final long CLOSED = Long.MIN_VALUE;
    private static final VarHandle TAIL;
    private static final VarHandle CLAIMED;
    private static final VarHandle SLOT = MethodHandles.arrayElementVarHandle(Runnable[].class);

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            TAIL = lookup.findVarHandle(LaneFields.Submitters.class, "tail", long.class);
            CLAIMED = lookup.findVarHandle(LaneFields.Takers.class, "claimed", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final Runnable[] slots;
    private final EventCount room = new EventCount();

    /**
     * Makes an empty lane.
     *
     * @param capacity how many tasks may wait, a power of two
     */
    SubmissionLane(int capacity) {
        this.slots = new Runnable[capacity];
        this.limit = capacity;
    }

    /** Adds a task if there is room. */
    Offer offer(Runnable task) {
        while (true) {
            long position = tail;
            if (position < 0) {
                return Offer.CLOSED;
            }
            if (position >= limit) {
                long now = head + slots.length;
                if (position >= now) {
                    return Offer.FULL;
                }
                limit = now;
            }
            if (TAIL.compareAndSet(this, position, position + 1)) {
                // Volatile: the submitter looks next at who sleeps.
                SLOT.setVolatile(slots, (int) position & (slots.length - 1), task);
                return Offer.ACCEPTED;
            }
        }
    }

    /** Adds a task, waiting for room as long as it takes. */
    Offer offerWaiting(Runnable task) throws InterruptedException {
        Offer[] offer = {Offer.FULL};
        room.await(
                () -> {
                    offer[0] = offer(task);
                    return offer[0] != Offer.FULL;
                },
                Long.MAX_VALUE);
        return offer[0];
    }

    /**
     * Takes tasks in the order of their submission.
     *
     * @param taken where to put them, from index 0
     * @param most how many to take at most
     * @return how many were taken; 0 also while another worker takes from the lane
     */
    int take(@Nullable Runnable[] taken, int most) {
        int count = beginTake(taken, most);
        endTake(count);
        return count;
    }

    /**
     * Takes tasks that the lane goes on to count until {@link #endTake}, which is to follow: until
     * then the caller can put them where others see them.
     *
     * @param taken where to put them, from index 0
     * @param most how many to take at most
     * @return how many were taken; 0 also while another worker takes from the lane
     */
    int beginTake(@Nullable Runnable[] taken, int most) {
        if (claimed != 0 || !CLAIMED.compareAndSet(this, 0, 1)) {
            return 0;
        }
        long position = head;
        int count = 0;
        while (count < most) {
            int index = (int) position & (slots.length - 1);
            Runnable task = (Runnable) SLOT.getAcquire(slots, index);
            if (task == null) {
                break;
            }
            SLOT.setOpaque(slots, index, null);
            taken[count++] = task;
            position++;
        }
        if (count == 0) {
            CLAIMED.setRelease(this, 0);
        }
        return count;
    }

    /**
     * Ends what {@link #beginTake} began.
     *
     * @param count what that returned
     */
    void endTake(int count) {
        if (count > 0) {
            long position = head;
            head = position + count;
            CLAIMED.setRelease(this, 0);
            room.signalAll();
        }
    }

    /** Lets no more tasks in, and wakes who waits for room. */
    void close() {
        TAIL.getAndBitwiseOr(this, CLOSED);
        room.signalAll();
    }

    /** Returns whether no task has a position in the lane. */
    boolean isEmpty() {
        return size() == 0;
    }

    /** Returns whether the lane is closed and empty, which it then stays. */
    boolean isExhausted() {
        return tail < 0 && isEmpty();
    }

    /** Returns how many tasks have a position in the lane, at a moment during the call. */
    int size() {
        long emptied = head;
        return (int) (submitted() - emptied);
    }

    /** Returns how many tasks the lane has accepted. */
    long submitted() {
        return tail & ~CLOSED;
    }

    /** Returns how many submitters wait for room. */
    int waiting() {
        return room.waiting();
    }
}
