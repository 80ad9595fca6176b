package dev.kanishk.collections.pool;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * A lock-free free list for many threads: Treiber's stack (<i>Systems Programming: Coping with
 * Parallelism</i>, IBM 1986) of numbers instead of nodes.
 *
 * <p>{@code next[i]} is the number under {@code i}, plus 1; 0 is the bottom. The head holds the top
 * number plus 1 in its lower half, and in its upper half a count of all changes. A thread reads the
 * head, then {@code next} of the top, and replaces the head if it is unchanged. Without the count
 * it could be fooled: other threads take the top and the one under it, and put the top back; the
 * head looks the same, but what lies under it is gone (the ABA problem). With the count it would
 * take 2^32 changes in the middle of one step.
 *
 * <p>What a thread did before it put a number happens before what another does after it took that
 * number.
 */
final class ConcurrentFreeList extends FreeList {
    /** The head's place: two cache lines from either end of its array. */
    private static final int HEAD = 16;

    private static final int MOST_COUNTS = 16;
    private static final long CHANGE = 1L << 32;
    private static final long TOP = CHANGE - 1;
    private static final VarHandle NEXT = MethodHandles.arrayElementVarHandle(int[].class);

    private final AtomicLongArray head = new AtomicLongArray(2 * HEAD + 1);
    private final int[] next;

    ConcurrentFreeList(int capacity, boolean full) {
        this.next = new int[capacity];
        if (full) {
            for (int number = 0; number < capacity; number++) {
                next[number] = number + 2;
            }
            next[capacity - 1] = 0;
            head.set(HEAD, 1);
        }
    }

    @Override
    int take() {
        while (true) {
            long seen = head.get(HEAD);
            int top = (int) (seen & TOP);
            if (top == 0) {
                return -1;
            }
            int under = (int) NEXT.getOpaque(next, top - 1);
            if (head.compareAndSet(HEAD, seen, (seen & ~TOP) + CHANGE | under)) {
                return top - 1;
            }
        }
    }

    @Override
    void put(int number) {
        while (true) {
            long seen = head.get(HEAD);
            NEXT.setOpaque(next, number, (int) (seen & TOP));
            if (head.compareAndSet(HEAD, seen, (seen & ~TOP) + CHANGE | (number + 1))) {
                return;
            }
        }
    }

    /** Counts anew when the list has changed meanwhile, but not for ever. */
    @Override
    int size() {
        int size = 0;
        for (int attempt = 0; attempt < MOST_COUNTS; attempt++) {
            long seen = head.get(HEAD);
            int top = (int) (seen & TOP);
            size = 0;
            while (top != 0 && size < next.length) {
                size++;
                top = (int) NEXT.getOpaque(next, top - 1);
            }
            if (head.get(HEAD) == seen) {
                break;
            }
        }
        return size;
    }
}
