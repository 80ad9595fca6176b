package dev.kanishk.collections.vector;

import dev.kanishk.collections.memory.AllocationFailedException;
import dev.kanishk.collections.memory.NativeAccess;

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
    private long end;
    private long limit;

    $Kind$Appender($Kind$Vector vector, long end, long limit) {
        this.vector = vector;
        this.end = end;
        this.limit = limit;
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
        long place = end;
        if (place >= limit) {
            requireOpen(limit);
            limit = vector.growForAppender(place, limit);
            place = vector.end();
        }
        if (NativeAccess.isEnabled()) {
            AllMemory.SEGMENT.set($Kind$Access.ELEMENT, place & AllMemory.GREATEST, value);
        } else {
            vector.block().set($Kind$Access.ELEMENT, place - vector.address(), value);
        }
        end = place + $Kind$Access.BYTES;
    }

    /**
     * Makes what was added so far visible in the vector.
     *
     * @throws IllegalStateException if the appender is closed
     */
    public void flush() {
        requireOpen(limit);
        vector.publish(end);
    }

    /** Makes what was added visible in the vector, which may be changed again from now on. */
    @Override
    public void close() {
        if (limit >= 0) {
            vector.resume(end, limit);
            limit = -1;
        }
    }

    private static void requireOpen(long limit) {
        if (limit < 0) {
            throw new IllegalStateException("the $Kind$Appender is closed");
        }
    }
}
