package dev.kanishk.collections.vector;

import dev.kanishk.collections.memory.AllocationFailedException;
import dev.kanishk.collections.memory.MemoryResource;
import dev.kanishk.collections.memory.NativeAccess;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Objects;
import java.util.stream.LongStream;

/**
 * A growable array of {@code long} outside the heap: {@code std::vector<int64_t>} in Java.
 *
 * <p><b>Layout.</b> The elements lie in one block of a {@link MemoryResource}. The vector keeps the
 * block, a segment, and beside it the block's address. Where {@link NativeAccess} is enabled {@link
 * #push} writes by address, since {@code size < capacity} was just checked and a second check would
 * double its cost. Reads and bulk operations go through the segment, whose own bounds check the
 * compiler hoists out of loops: a wrong index can never reach memory that isn't the vector's.
 *
 * <p><b>Growth.</b> A full vector doubles its capacity through {@link MemoryResource#reallocate},
 * so that {@code n} pushes cost O(n), and large blocks grow by moving pages instead of bytes where
 * the resource can.
 *
 * <p><b>Failure.</b> Every operation has the strong guarantee: if memory cannot be had, {@link
 * AllocationFailedException} is thrown and the vector is as it was. The resource is asked before
 * anything is changed.
 *
 * <p>A vector owns its block until {@link #close}; using it afterwards throws {@link
 * IllegalStateException}. One thread at a time may use it. Indices and sizes are {@code long}.
 */
public final class LongVector implements AutoCloseable {
    /** The most elements a vector can have. */
    public static final long MAX_SIZE = Long.MAX_VALUE / Long.BYTES / 2;

    private static final ValueLayout.OfLong ELEMENT = ValueLayout.JAVA_LONG_UNALIGNED;
    private static final MemorySegment NOTHING = MemorySegment.NULL;
    private static final long FIRST_CAPACITY = 8;
    private static final int SHOWN_ELEMENTS = 32;
    private static final long CLOSED = -1;

    private final MemoryResource resource;
    private MemorySegment view = NOTHING;
    private long address;
    private long size;
    private long capacity;

    /** Makes an empty vector on {@link MemoryResource#system}. It allocates nothing yet. */
    public LongVector() {
        this(MemoryResource.system());
    }

    /**
     * Makes an empty vector. It allocates nothing yet.
     *
     * @param resource where its memory comes from; it must outlive the vector
     */
    public LongVector(MemoryResource resource) {
        this.resource = Objects.requireNonNull(resource, "resource");
    }

    /**
     * Makes a vector with given elements on {@link MemoryResource#system}.
     *
     * @param elements the elements, copied
     * @return the vector
     */
    public static LongVector of(long... elements) {
        LongVector vector = new LongVector();
        vector.append(elements, 0, elements.length);
        return vector;
    }

    /**
     * Returns how many elements there are.
     *
     * @return from 0 to the capacity
     */
    public long size() {
        return size;
    }

    /**
     * Returns whether there are no elements.
     *
     * @return whether the size is 0
     */
    public boolean isEmpty() {
        return size == 0;
    }

    /**
     * Returns how many elements fit before the next allocation.
     *
     * @return the capacity, in elements
     */
    public long capacity() {
        return Math.max(capacity, 0);
    }

    /**
     * Returns where memory comes from.
     *
     * @return the resource given when the vector was made
     */
    public MemoryResource resource() {
        return resource;
    }

    /**
     * Makes room ahead.
     *
     * @param elements the capacity wanted; at or below the present one nothing happens
     * @throws AllocationFailedException if there is no memory; the vector is as it was
     */
    public void reserve(long elements) {
        requireOpen();
        if (elements > capacity) {
            changeCapacity(elements);
        }
    }

    /**
     * Gives memory back that no element uses.
     *
     * @throws AllocationFailedException if the resource cannot do so; the vector is as it was
     */
    public void shrinkToFit() {
        requireOpen();
        if (size < capacity) {
            changeCapacity(size);
        }
    }

    /**
     * Adds an element at the end: {@code push_back}. Amortised O(1).
     *
     * @param value the element
     * @throws AllocationFailedException if there is no memory; the vector is as it was
     */
    public void push(long value) {
        if (size >= capacity) {
            grow(1);
        }
        if (NativeAccess.isEnabled()) {
            AllMemory.SEGMENT.set(ELEMENT, address + (size << 3), value);
        } else {
            view.set(ELEMENT, size << 3, value);
        }
        size++;
    }

    /**
     * Removes the last element: {@code pop_back}.
     *
     * @return the element removed
     * @throws IndexOutOfBoundsException if there is none
     */
    public long pop() {
        long value = back();
        size--;
        return value;
    }

    /**
     * Reads an element: {@code operator[]}. Unlike C++'s it never leaves the vector's own block,
     * but behind the last element, within the capacity, it returns what happens to be there; {@link
     * #at} checks.
     *
     * @param index from 0 to the size, exclusive
     * @return the element
     * @throws IndexOutOfBoundsException if the index is outside the capacity
     */
    public long get(long index) {
        return view.get(ELEMENT, index << 3);
    }

    /**
     * Writes an element. It checks what {@link #get} checks.
     *
     * @param index from 0 to the size, exclusive
     * @param value the new element
     * @throws IndexOutOfBoundsException if the index is outside the capacity
     */
    public void set(long index, long value) {
        view.set(ELEMENT, index << 3, value);
    }

    /**
     * Reads an element, checked.
     *
     * @param index from 0 to the size, exclusive
     * @return the element
     * @throws IndexOutOfBoundsException if there is no such element
     */
    public long at(long index) {
        requireElement(index);
        return get(index);
    }

    /**
     * Returns the first element.
     *
     * @return the element at 0
     * @throws IndexOutOfBoundsException if there is none
     */
    public long front() {
        return at(0);
    }

    /**
     * Returns the last element.
     *
     * @return the element before the end
     * @throws IndexOutOfBoundsException if there is none
     */
    public long back() {
        return at(size - 1);
    }

    /**
     * Adds part of an array at the end.
     *
     * @param elements the array
     * @param from the first index to copy
     * @param to the index behind the last to copy
     * @throws IndexOutOfBoundsException if the range is not in the array
     * @throws AllocationFailedException if there is no memory; the vector is as it was
     */
    public void append(long[] elements, int from, int to) {
        insert(size, elements, from, to);
    }

    /**
     * Adds the elements of a vector, which may be this one, at the end.
     *
     * @param other the vector
     * @throws AllocationFailedException if there is no memory; the vector is as it was
     */
    public void append(LongVector other) {
        other.requireOpen();
        long count = other.size;
        openGap(size, count);
        MemorySegment.copy(other.view, 0, view, (size - count) << 3, count << 3);
    }

    /**
     * Adds an element before another. O(size − index).
     *
     * @param index where it will be, from 0 to the size, inclusive
     * @param value the element
     * @throws IndexOutOfBoundsException if the index is outside that
     * @throws AllocationFailedException if there is no memory; the vector is as it was
     */
    public void insert(long index, long value) {
        openGap(index, 1);
        set(index, value);
    }

    /**
     * Adds part of an array before an element. O(size − index + to − from).
     *
     * @param index where the first will be, from 0 to the size, inclusive
     * @param elements the array
     * @param from the first index to copy
     * @param to the index behind the last to copy
     * @throws IndexOutOfBoundsException if index or range are wrong
     * @throws AllocationFailedException if there is no memory; the vector is as it was
     */
    public void insert(long index, long[] elements, int from, int to) {
        Objects.checkFromToIndex(from, to, elements.length);
        openGap(index, to - from);
        MemorySegment.copy(elements, from, view, ELEMENT, index << 3, to - from);
    }

    /**
     * Removes an element. O(size − index).
     *
     * @param index from 0 to the size, exclusive
     * @throws IndexOutOfBoundsException if there is no such element
     */
    public void erase(long index) {
        requireElement(index);
        erase(index, index + 1);
    }

    /**
     * Removes a range. O(size − from).
     *
     * @param from the first index to remove
     * @param to the index behind the last to remove
     * @throws IndexOutOfBoundsException if the range is not in the vector
     */
    public void erase(long from, long to) {
        requireOpen();
        requireRange(from, to);
        MemorySegment.copy(view, to << 3, view, from << 3, (size - to) << 3);
        size -= to - from;
    }

    /** Removes all elements and keeps the capacity. */
    public void clear() {
        requireOpen();
        size = 0;
    }

    /**
     * Changes the size: elements behind it go, new ones get a value.
     *
     * @param newSize the size wanted, at least 0
     * @param value the value of new elements
     * @throws AllocationFailedException if there is no memory; the vector is as it was
     */
    public void resize(long newSize, long value) {
        requireOpen();
        if (newSize < 0) {
            throw new IllegalArgumentException("a vector has at least 0 elements, not " + newSize);
        }
        long oldSize = size;
        if (newSize > oldSize) {
            openGap(oldSize, newSize - oldSize);
            fill(oldSize, newSize, value);
        }
        size = newSize;
    }

    /**
     * Replaces all elements by copies of one value.
     *
     * @param count how many, at least 0
     * @param value the value
     * @throws AllocationFailedException if there is no memory; the vector is as it was
     */
    public void assign(long count, long value) {
        resize(count, value);
        fill(0, count, value);
    }

    /**
     * Sets a range to one value.
     *
     * @param from the first index to set
     * @param to the index behind the last to set
     * @param value the value
     * @throws IndexOutOfBoundsException if the range is not in the vector
     */
    public void fill(long from, long to, long value) {
        requireOpen();
        requireRange(from, to);
        MemorySegment elements = view;
        for (long index = from; index < to; index++) {
            elements.set(ELEMENT, index << 3, value);
        }
    }

    /**
     * Exchanges elements, capacities and resources with another vector. O(1); it copies nothing.
     *
     * @param other the other vector, on an equal resource
     * @throws IllegalArgumentException if the vectors are on different resources
     */
    public void swap(LongVector other) {
        requireOpen();
        other.requireOpen();
        if (!resource.equals(other.resource)) {
            throw new IllegalArgumentException(
                    "swapped vectors need one resource, not "
                            + resource
                            + " and "
                            + other.resource);
        }
        MemorySegment otherView = other.view;
        long otherAddress = other.address;
        long otherSize = other.size;
        long otherCapacity = other.capacity;
        other.view = view;
        other.address = address;
        other.size = size;
        other.capacity = capacity;
        view = otherView;
        address = otherAddress;
        size = otherSize;
        capacity = otherCapacity;
    }

    /**
     * Returns a vector with the same elements on the same resource, with no capacity to spare.
     *
     * @return the copy, owned by the caller
     * @throws AllocationFailedException if there is no memory
     */
    public LongVector copy() {
        requireOpen();
        LongVector copy = new LongVector(resource);
        copy.append(this);
        return copy;
    }

    /**
     * Adds all elements up. O(size); overflow wraps around, as in Java's arithmetic.
     *
     * @return the sum, 0 for none
     */
    public long sum() {
        requireOpen();
        return LongAlgorithms.sum(view, size);
    }

    /**
     * Sorts the elements in ascending order. O(size). From {@value LongAlgorithms#RADIX_SIZE}
     * elements on it takes as much memory again from the resource while it runs.
     *
     * @throws AllocationFailedException if there is no memory; the vector is as it was
     */
    public void sort() {
        requireOpen();
        LongAlgorithms.sort(view, size, resource);
    }

    /**
     * Finds the first element equal to a value. O(size).
     *
     * @param value the value
     * @return its index, or −1
     */
    public long indexOf(long value) {
        requireOpen();
        MemorySegment elements = view;
        for (long index = 0; index < size; index++) {
            if (elements.get(ELEMENT, index << 3) == value) {
                return index;
            }
        }
        return -1;
    }

    /**
     * Finds the first element that is not less than a value, in a sorted vector. O(log size).
     *
     * @param value the value
     * @return its index, or the size if all are less
     */
    public long lowerBound(long value) {
        requireOpen();
        long low = 0;
        long high = size;
        while (low < high) {
            long middle = (low + high) >>> 1;
            if (get(middle) < value) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /**
     * Copies the elements to the heap.
     *
     * @return a new array of all elements
     * @throws IllegalStateException if there are more than an array can hold
     */
    public long[] toArray() {
        requireOpen();
        if (size > Integer.MAX_VALUE - 8) {
            throw new IllegalStateException("no array holds " + size + " elements");
        }
        long[] elements = new long[(int) size];
        MemorySegment.copy(view, ELEMENT, 0, elements, 0, elements.length);
        return elements;
    }

    /**
     * Returns the elements as a stream. The vector must not be changed while it is used.
     *
     * @return the elements from the first to the last
     */
    public LongStream stream() {
        requireOpen();
        return LongStream.range(0, size).map(this::at);
    }

    /** Gives the memory back. A second call does nothing. */
    @Override
    public void close() {
        if (capacity == CLOSED) {
            return;
        }
        if (capacity > 0) {
            resource.free(view);
        }
        view = NOTHING;
        address = 0;
        size = 0;
        capacity = CLOSED;
    }

    /** Two vectors are equal if their elements are, in order; capacity and resource don't count. */
    @Override
    public boolean equals(Object other) {
        return other instanceof LongVector vector
                && size == vector.size
                && MemorySegment.mismatch(view, 0, size << 3, vector.view, 0, size << 3) < 0;
    }

    /** Returns what {@link java.util.List#hashCode} returns for these elements. */
    @Override
    public int hashCode() {
        int hash = 1;
        for (long index = 0; index < size; index++) {
            hash = 31 * hash + Long.hashCode(get(index));
        }
        return hash;
    }

    /** Returns the elements as text; of a long vector only the first and the size. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("[");
        long shown = Math.min(size, SHOWN_ELEMENTS);
        for (long index = 0; index < shown; index++) {
            text.append(index == 0 ? "" : ", ").append(get(index));
        }
        return (shown < size ? text.append(", … ").append(size).append(" in all") : text) + "]";
    }

    /** Makes room for elements at an index and counts them; their content is undefined. */
    private void openGap(long index, long count) {
        requireOpen();
        if (index < 0 || index > size) {
            throw new IndexOutOfBoundsException("index " + index + " to insert at, size " + size);
        }
        if (count > capacity - size) {
            grow(count);
        }
        MemorySegment.copy(view, index << 3, view, (index + count) << 3, (size - index) << 3);
        size += count;
    }

    private void grow(long count) {
        requireOpen();
        if (count > MAX_SIZE - size) {
            throw new AllocationFailedException(
                    size + " + " + count + " elements are more than MAX_SIZE, " + MAX_SIZE);
        }
        long doubled = Math.min(MAX_SIZE, Math.max(FIRST_CAPACITY, capacity * 2));
        changeCapacity(Math.max(size + count, doubled));
    }

    private void changeCapacity(long elements) {
        if (elements > MAX_SIZE) {
            throw new AllocationFailedException(
                    elements + " elements are more than MAX_SIZE, " + MAX_SIZE);
        }
        if (elements == 0) {
            resource.free(view);
            view = NOTHING;
        } else if (capacity == 0) {
            view = resource.allocate(elements << 3, Long.BYTES);
        } else {
            view = resource.reallocate(view, elements << 3, Long.BYTES);
        }
        address = view.address();
        capacity = elements;
    }

    private void requireOpen() {
        if (capacity == CLOSED) {
            throw new IllegalStateException("the LongVector is closed");
        }
    }

    private void requireElement(long index) {
        if (index < 0 || index >= size) {
            requireOpen();
            throw new IndexOutOfBoundsException("index " + index + ", size " + size);
        }
    }

    private void requireRange(long from, long to) {
        if (from < 0 || from > to || to > size) {
            throw new IndexOutOfBoundsException("from " + from + " to " + to + ", size " + size);
        }
    }
}
