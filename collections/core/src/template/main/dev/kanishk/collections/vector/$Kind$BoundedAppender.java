package dev.kanishk.collections.vector;

import dev.kanishk.collections.memory.NativeAccess;
import java.lang.foreign.MemorySegment;
import java.util.Objects;

/**
 * Adds up to a known number of elements to the end of a {@link $Kind$Vector} that has room for them.
 *
 * <p>Like {@link $Kind$Appender} it is no object once the method that makes, uses and closes it is
 * compiled. Nothing has to grow, so a loop of its pushes calls nothing, and the compiler proves for
 * the whole loop at once that they have room, where the number is the loop's.
 */
public final class $Kind$BoundedAppender implements AutoCloseable {
    private static final long CLOSED = -1;

    private final $Kind$Vector vector;
    private final MemorySegment view;
    private final long start;
    private final long origin;
    private final long limit;
    private long room;
    private long added;

    $Kind$BoundedAppender(
            $Kind$Vector vector,
            MemorySegment view,
            long address,
            long offsetBytes,
            long room,
            long limit) {
        this.vector = vector;
        this.view = view;
        this.start = offsetBytes;
        this.origin = address + offsetBytes;
        this.room = room;
        this.limit = limit;
    }

    /**
     * Adds an element at the end. O(1).
     *
     * @param value the element
     * @throws IndexOutOfBoundsException if as many were added as were announced
     * @throws IllegalStateException if the appender is closed
     */
    public void pushBack($type$ value) {
        long at = added;
        try {
            Objects.checkIndex(at, room);
        } catch (IndexOutOfBoundsException e) {
            throw noRoom(at, e);
        }
        long offset = at << $Kind$Access.SHIFT;
        if (NativeAccess.isEnabled()) {
            AllMemory.SEGMENT.set($Kind$Access.ELEMENT, origin + offset, value);
        } else {
            view.set($Kind$Access.ELEMENT, start + offset, value);
        }
        added = at + 1;
    }

    /**
     * Makes what was added so far visible in the vector.
     *
     * @throws IllegalStateException if the appender is closed
     */
    public void flush() {
        if (room == CLOSED) {
            throw closed();
        }
        vector.publish(end());
    }

    /** Makes what was added visible in the vector, which may be changed again from now on. */
    @Override
    public void close() {
        if (room != CLOSED) {
            vector.resume(end(), limit);
            room = CLOSED;
        }
    }

    private long end() {
        return origin + (added << $Kind$Access.SHIFT);
    }

    private RuntimeException noRoom(long at, IndexOutOfBoundsException cause) {
        if (room == CLOSED) {
            return closed();
        }
        IndexOutOfBoundsException full =
                new IndexOutOfBoundsException(
                        at + " elements were added, no more were announced; use appender()");
        full.initCause(cause);
        return full;
    }

    private static IllegalStateException closed() {
        return new IllegalStateException("the $Kind$BoundedAppender is closed");
    }
}
