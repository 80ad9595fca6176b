package dev.kanishk.collections.struct;

import dev.kanishk.collections.memory.AllocationFailedException;
import dev.kanishk.collections.memory.MemoryResource;
import java.util.ConcurrentModificationException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A growable sequence of structs outside the heap: what {@link StructVector} and {@link
 * ColumnVector} have in common, which is all but where a field lies.
 *
 * <p><b>Growth.</b> A full vector doubles its capacity through {@link MemoryResource#reallocate}.
 * Slots are moved in bulk and nobody is told: structs are relocatable.
 *
 * <p><b>Failure.</b> Every operation but {@link #removeIf} and {@link #set} has the strong
 * guarantee: if memory cannot be had, or a record's accessor throws, the elements are as they were.
 *
 * <p><b>Bytes.</b> New slots are zeroed, padding included. A slot is compared and copied as bytes.
 *
 * <p>A vector owns its memory until {@link #close}; using it afterwards throws {@link
 * IllegalStateException}. One thread at a time may use it.
 *
 * @param <R> the schema's record class
 */
public abstract sealed class StructSequence<R extends Record> extends StructView<R>
        implements AutoCloseable permits StructVector, ColumnVector {
    private static final long FIRST_CAPACITY = 8;
    private static final long CLOSED = -1;

    private final StructCursor slot = new StructCursor(this);
    private final long maxSize;
    private SlotBlocks blocks;
    private long size;
    private long capacity;

    StructSequence(StructSchema<R> schema, SlotBlocks blocks) {
        super(schema);
        this.blocks = blocks;
        this.maxSize = Long.MAX_VALUE / 4 / schema.slotBytes();
    }

    /** Takes the addresses of the blocks again. */
    abstract void blocksChanged();

    /** Zeroes a slot that was just made; faster for one than {@link SlotBlocks#zero}. */
    abstract void zeroSlot(long index);

    /** Makes an empty vector of the same form on the same resource. */
    abstract StructSequence<R> emptyTwin();

    final SlotBlocks blocks() {
        return blocks;
    }

    @Override
    public final long size() {
        return size;
    }

    /**
     * Returns how many elements fit before the next allocation.
     *
     * @return the capacity, in elements
     */
    public final long capacity() {
        return Math.max(capacity, 0);
    }

    /**
     * Returns the most elements that a vector of this schema can have.
     *
     * @return the limit, whether or not there is memory for them
     */
    public final long maxSize() {
        return maxSize;
    }

    /**
     * Returns where memory comes from.
     *
     * @return the resource given when the vector was made
     */
    public final MemoryResource resource() {
        return blocks.resource;
    }

    /**
     * Makes room ahead.
     *
     * @param elements the capacity wanted; at or below the present one nothing happens
     * @throws AllocationFailedException if there is no memory; the vector is as it was
     */
    public final void reserve(long elements) {
        requireOpen();
        if (elements > capacity) {
            changeCapacity(elements);
        }
    }

    /**
     * Gives memory back that no element uses.
     *
     * @throws AllocationFailedException if the resource cannot do so; the elements are as they were
     */
    public final void shrinkToFit() {
        requireOpen();
        if (size < capacity) {
            changeCapacity(size);
        }
    }

    /**
     * Adds an element at the end. Amortised O(1).
     *
     * @param element the values; what the record doesn't have is 0
     * @throws AllocationFailedException if there is no memory; the vector is as it was
     * @throws UnsupportedOperationException if the schema was made from a layout
     */
    public final void pushBack(R element) {
        insert(size, element);
    }

    /**
     * Adds an element of zeroes at the end, to be filled. Amortised O(1), and allocates nothing on
     * the Java heap.
     *
     * @return a cursor at the new element; it is the same object each time, moved
     * @throws AllocationFailedException if there is no memory; the vector is as it was
     */
    public final StructCursor emplaceBack() {
        long index = size;
        if (index >= capacity) {
            grow(1);
        }
        zeroSlot(index);
        size = index + 1;
        return slot.at(index);
    }

    /**
     * Adds an element of zeroes before another, to be filled. O(size − index).
     *
     * @param index where it will be, from 0 to the size, inclusive
     * @return a cursor at the new element; it is the same object each time, moved
     * @throws IndexOutOfBoundsException if the index is outside that
     * @throws AllocationFailedException if there is no memory; the vector is as it was
     */
    public final StructCursor emplace(long index) {
        openGap(index, 1);
        zeroSlot(index);
        return slot.at(index);
    }

    /**
     * Adds elements of zeroes before another, to be filled. O(size − index + count).
     *
     * @param index where the first will be, from 0 to the size, inclusive
     * @param count how many, at least 0
     * @throws IndexOutOfBoundsException if the index is outside that
     * @throws AllocationFailedException if there is no memory; the vector is as it was
     */
    public final void emplace(long index, long count) {
        requireCount(count);
        openGap(index, count);
        blocks.zero(index, count);
    }

    /**
     * Adds an element before another. O(size − index).
     *
     * @param index where it will be, from 0 to the size, inclusive
     * @param element the values; what the record doesn't have is 0
     * @throws IndexOutOfBoundsException if the index is outside that
     * @throws AllocationFailedException if there is no memory; the vector is as it was
     * @throws UnsupportedOperationException if the schema was made from a layout
     */
    public final void insert(long index, R element) {
        insert(index, 1, element);
    }

    /**
     * Adds copies of an element before another. O(size − index + count).
     *
     * @param index where the first will be, from 0 to the size, inclusive
     * @param count how many, at least 0
     * @param element the values; what the record doesn't have is 0
     * @throws IndexOutOfBoundsException if the index is outside that
     * @throws AllocationFailedException if there is no memory; the vector is as it was
     * @throws UnsupportedOperationException if the schema was made from a layout
     */
    public final void insert(long index, long count, R element) {
        requireCount(count);
        Objects.requireNonNull(element, "element");
        RecordForm<R> form = schema.form();
        openGap(index, count);
        if (count == 0) {
            return;
        }
        boolean written = false;
        try {
            zeroSlot(index);
            form.write(this, index, element);
            blocks.repeat(index, count - 1);
            written = true;
        } finally {
            if (!written) {
                erase(index, index + count);
            }
        }
    }

    /**
     * Adds a range of a vector of the same form and schema, which may be this one, before an
     * element. O(size − index + to − from), in bulk.
     *
     * @param index where the first will be, from 0 to the size, inclusive
     * @param source the vector
     * @param from the first index to copy
     * @param to the index behind the last to copy
     * @throws IndexOutOfBoundsException if index or range are wrong
     * @throws AllocationFailedException if there is no memory; the vector is as it was
     */
    public final void insert(long index, StructSequence<R> source, long from, long to) {
        requireSameForm(source);
        source.requireOpen();
        source.requireRange(from, to);
        long count = to - from;
        openGap(index, count);
        if (source.blocks == blocks) {
            // What lay behind the gap is further behind now.
            long before = Math.clamp(index - from, 0, count);
            blocks.shift(from, index, before);
            blocks.shift(from + before + count, index + before, count - before);
        } else {
            blocks.copyFrom(source.blocks, from, index, count);
        }
    }

    /**
     * Adds all elements of a vector of the same form and schema, which may be this one, at the end.
     *
     * @param source the vector
     * @throws AllocationFailedException if there is no memory; the vector is as it was
     */
    public final void append(StructSequence<R> source) {
        insert(size, source, 0, source.size());
    }

    /**
     * Removes the last element.
     *
     * @throws IndexOutOfBoundsException if there is none
     */
    public final void popBack() {
        requireElement(size - 1);
        size--;
    }

    /**
     * Removes an element. O(size − index).
     *
     * @param index from 0 to the size, exclusive
     * @throws IndexOutOfBoundsException if there is no such element
     */
    public final void erase(long index) {
        requireElement(index);
        erase(index, index + 1);
    }

    /**
     * Removes a range. O(size − to).
     *
     * @param from the first index to remove
     * @param to the index behind the last to remove
     * @throws IndexOutOfBoundsException if the range is not in the vector
     */
    public final void erase(long from, long to) {
        requireOpen();
        requireRange(from, to);
        blocks.shift(to, from, size - to);
        size -= to - from;
    }

    /**
     * Removes an element by putting the last in its place. O(1); the order changes.
     *
     * @param index from 0 to the size, exclusive
     * @throws IndexOutOfBoundsException if there is no such element
     */
    public final void swapRemove(long index) {
        requireElement(index);
        blocks.shift(size - 1, index, 1);
        size--;
    }

    /**
     * Removes the elements that a predicate chooses. O(size). If it throws, those chosen before are
     * removed and the rest stays.
     *
     * @param predicate asked once for each element, with its index before anything was removed
     * @return how many were removed
     * @throws ConcurrentModificationException if the predicate changed the vector
     */
    public final long removeIf(SlotPredicate predicate) {
        requireOpen();
        long oldSize = size;
        long oldCapacity = capacity;
        long kept = 0;
        long runFrom = 0;
        long index = 0;
        try {
            for (; index < oldSize; index++) {
                boolean remove = predicate.test(index);
                if (size != oldSize || capacity != oldCapacity) {
                    throw new ConcurrentModificationException(
                            "the predicate changed the vector at index " + index);
                }
                if (remove) {
                    blocks.shift(runFrom, kept, index - runFrom);
                    kept += index - runFrom;
                    runFrom = index + 1;
                }
            }
        } finally {
            if (size == oldSize && capacity == oldCapacity) {
                blocks.shift(runFrom, kept, oldSize - runFrom);
                size = kept + oldSize - runFrom;
            }
        }
        return oldSize - size;
    }

    /** Removes all elements and keeps the capacity. */
    public final void clear() {
        requireOpen();
        size = 0;
    }

    /**
     * Changes the size: elements behind it go, new ones are zero.
     *
     * @param newSize the size wanted, at least 0
     * @throws AllocationFailedException if there is no memory; the vector is as it was
     */
    public final void resize(long newSize) {
        requireOpen();
        requireCount(newSize);
        long oldSize = size;
        if (newSize > oldSize) {
            openGap(oldSize, newSize - oldSize);
            blocks.zero(oldSize, newSize - oldSize);
        }
        size = newSize;
    }

    /**
     * Changes the size: elements behind it go, new ones get values.
     *
     * @param newSize the size wanted, at least 0
     * @param element the values of new elements
     * @throws AllocationFailedException if there is no memory; the vector is as it was
     */
    public final void resize(long newSize, R element) {
        requireOpen();
        requireCount(newSize);
        if (newSize > size) {
            insert(size, newSize - size, element);
        }
        size = newSize;
    }

    /**
     * Replaces all elements by copies of one.
     *
     * @param count how many, at least 0
     * @param element the values
     * @throws AllocationFailedException if there is no memory; the vector is as it was
     */
    public final void assign(long count, R element) {
        long oldSize = size;
        insert(oldSize, count, element);
        erase(0, oldSize);
    }

    /**
     * Replaces all elements by those of a vector of the same form and schema.
     *
     * @param source the vector; nothing happens if it is this one
     * @throws AllocationFailedException if there is no memory; the vector is as it was
     */
    public final void assign(StructSequence<R> source) {
        requireOpen();
        requireSameForm(source);
        source.requireOpen();
        reserve(source.size);
        blocks.copyFrom(source.blocks, 0, 0, source.size);
        size = source.size;
    }

    /** Exchanges everything with a vector of the same form, schema and resource. */
    final void swapWith(StructSequence<R> other) {
        requireOpen();
        other.requireOpen();
        requireSameForm(other);
        if (!resource().equals(other.resource())) {
            throw new IllegalArgumentException(
                    "swapped vectors need one resource, not "
                            + resource()
                            + " and "
                            + other.resource());
        }
        exchange(other);
    }

    /** Copies into an empty twin. */
    final <V extends StructSequence<R>> V copyInto(V twin) {
        requireOpen();
        boolean done = false;
        try {
            twin.reserve(size);
            twin.append(this);
            done = true;
            return twin;
        } finally {
            if (!done) {
                twin.close(); // some columns may have their block
            }
        }
    }

    final void exchange(StructSequence<R> other) {
        requireOpen();
        SlotBlocks otherBlocks = other.blocks;
        long otherSize = other.size;
        long otherCapacity = other.capacity();
        other.blocks = blocks;
        other.size = size;
        other.capacity = capacity;
        blocks = otherBlocks;
        size = otherSize;
        capacity = otherCapacity;
        blocksChanged();
        other.blocksChanged();
    }

    /** Gives the memory back. A second call does nothing. */
    @Override
    public final void close() {
        if (capacity == CLOSED) {
            return;
        }
        blocks.free();
        size = 0;
        capacity = CLOSED;
        blocksChanged();
    }

    /**
     * Two vectors are equal if they are of the same form and schema and have the same bytes in each
     * element: {@code 0.0} differs from {@code -0.0}. Capacity and resource don't count.
     */
    @Override
    public final boolean equals(@Nullable Object other) {
        return other instanceof StructSequence<?> vector
                && getClass() == vector.getClass()
                && schema == vector.schema
                && size == vector.size
                && blocks.sameBytes(vector.blocks, size);
    }

    /** Returns a number made from the elements' bytes. */
    @Override
    public final int hashCode() {
        return blocks.hash(size);
    }

    @Override
    final StructSequence<R> owner() {
        return this;
    }

    @Override
    final long first() {
        return 0;
    }

    final void requireOpen() {
        if (capacity == CLOSED) {
            throw new IllegalStateException("the " + getClass().getSimpleName() + " is closed");
        }
    }

    private void requireSameForm(StructSequence<R> other) {
        if (other.getClass() != getClass() || other.schema != schema) {
            throw new IllegalArgumentException(
                    "a "
                            + other.getClass().getSimpleName()
                            + " of "
                            + other.schema.name()
                            + " given; only one of the same form and the same schema object can be"
                            + " copied in bulk");
        }
    }

    private static void requireCount(long count) {
        if (count < 0) {
            throw new IllegalArgumentException("a vector has at least 0 elements, not " + count);
        }
    }

    private void openGap(long index, long count) {
        requireOpen();
        if (index < 0 || index > size) {
            throw new IndexOutOfBoundsException("index " + index + " to insert at, size " + size);
        }
        if (count > capacity - size) {
            grow(count);
        }
        blocks.shift(index, index + count, size - index);
        size += count;
    }

    private void grow(long count) {
        requireOpen();
        if (count > maxSize - size) {
            throw new AllocationFailedException(
                    size + " + " + count + " elements are more than maxSize(), " + maxSize);
        }
        long doubled = Math.min(maxSize, Math.max(FIRST_CAPACITY, capacity * 2));
        changeCapacity(Math.max(size + count, doubled));
    }

    private void changeCapacity(long elements) {
        if (elements > maxSize) {
            throw new AllocationFailedException(
                    elements + " elements are more than maxSize(), " + maxSize);
        }
        try {
            blocks.resize(elements);
        } finally {
            capacity = blocks.capacity();
            blocksChanged();
        }
    }
}
