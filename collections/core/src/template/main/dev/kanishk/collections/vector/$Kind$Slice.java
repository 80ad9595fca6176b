package dev.kanishk.collections.vector;

import dev.kanishk.collections.memory.MemoryResource;
import java.lang.foreign.MemorySegment;
import java.util.ConcurrentModificationException;
import java.util.List;

/**
 * A view of a range of a {@link $Kind$Vector}: it holds no elements, reads and writes the vector's.
 *
 * <p>{@link $Kind$Vector} says how long it is valid. An index is checked against the slice's size.
 */
public final class $Kind$Slice extends $Kind$Sequence {
    private final $Kind$Vector vector;
    private final long start;
    private final long size;
    private final long generation;

    $Kind$Slice($Kind$Vector vector, long start, long size) {
        this.vector = vector;
        this.start = start;
        this.size = size;
        this.generation = vector.generation();
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public $type$ get(long index) {
        MemorySegment block = block();
        requireElement(index);
        return $Kind$Access.get(block, start + index);
    }

    @Override
    public $type$ at(long index) {
        return get(index);
    }

    @Override
    public void set(long index, $type$ value) {
        MemorySegment block = block();
        requireElement(index);
        $Kind$Access.set(block, start + index, value);
    }

    @Override
    public $Kind$Cursor cursor(long index) {
        block();
        requireRange(index, size);
        return new $Kind$Cursor(this, null, index);
    }

    @Override
    public List<$Box$> asList() {
        block();
        return new $Kind$List(this, null);
    }

    @Override
    public MemoryResource resource() {
        return vector.resource();
    }

    @Override
    MemorySegment block() {
        MemorySegment block = vector.block();
        if (Checks.DEBUG && generation != vector.generation()) {
            throw new ConcurrentModificationException(
                    "the slice was made before " + vector.changedBy() + "()");
        }
        if (start + size > vector.size()) {
            throw new ConcurrentModificationException(
                    "a slice to "
                            + (start + size)
                            + " of a vector that now has "
                            + vector.size()
                            + " elements");
        }
        return block;
    }

    @Override
    long start() {
        return start;
    }

    @Override
    $Kind$Vector vector() {
        return vector;
    }
}
