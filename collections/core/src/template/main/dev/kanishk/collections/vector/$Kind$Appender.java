package dev.kanishk.collections.vector;

import dev.kanishk.collections.memory.AllocationFailedException;
import dev.kanishk.collections.memory.NativeAccess;
import java.lang.foreign.MemorySegment;

/**
 * Adds elements to the end of a {@link $Kind$Vector}, with its state in local variables.
 *
 * <p>A push onto the vector itself reads and writes the vector's size in memory, so that each waits
 * for the one before it. An appender that is made, used and closed in one method is not an object
 * at all once that method is compiled: no other code ever sees it, so its fields are registers. This
 * is why the vector doesn't know its appender, and refuses all else that would change its size until
 * the appender is closed.
 */
public final class $Kind$Appender implements AutoCloseable {
    private final $Kind$Vector vector;
    private MemorySegment view;
    private long origin;
    private long size;
    private long capacity;

    $Kind$Appender(
            $Kind$Vector vector, MemorySegment view, long origin, long size, long capacity) {
        this.vector = vector;
        this.view = view;
        this.origin = origin;
        this.size = size;
        this.capacity = capacity;
    }

    /**
     * Adds an element at the end. Amortised O(1).
     *
     * @param value the element
     * @throws AllocationFailedException if there is no memory; what was added before is in the
     *     vector
     * @throws IllegalStateException if the appender is closed
     */
    public void pushBack($type$ value) {
        long at = size;
        if (at >= capacity) {
            requireOpen(capacity);
            capacity = vector.growForAppender(at, capacity);
            view = vector.block();
            origin = vector.address();
        }
        if (NativeAccess.isEnabled()) {
            AllMemory.SEGMENT.set(
                    $Kind$Access.ELEMENT, origin + (at << $Kind$Access.SHIFT), value);
        } else {
            view.set($Kind$Access.ELEMENT, at << $Kind$Access.SHIFT, value);
        }
        size = at + 1;
    }

    /**
     * Makes what was added so far visible in the vector.
     *
     * @throws IllegalStateException if the appender is closed
     */
    public void flush() {
        requireOpen(capacity);
        vector.publish(size);
    }

    /** Makes what was added visible in the vector, which may be changed again from now on. */
    @Override
    public void close() {
        if (capacity >= 0) {
            vector.resume(size, capacity);
            capacity = -1;
        }
    }

    private static void requireOpen(long capacity) {
        if (capacity < 0) {
            throw new IllegalStateException("the $Kind$Appender is closed");
        }
    }
}
