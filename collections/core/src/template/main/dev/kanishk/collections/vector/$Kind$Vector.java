package dev.kanishk.collections.vector;

import dev.kanishk.collections.memory.AllocationFailedException;
import dev.kanishk.collections.memory.MemoryResource;
import dev.kanishk.collections.memory.NativeAccess;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Objects;
import java.util.function.$Wide$Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A growable array of {@code $type$} outside the heap: {@code std::vector} in Java.
 *
 * <p><b>Layout.</b> The elements lie in one block of a {@link MemoryResource}, {@value
 * $Kind$Access#BYTES} bytes each, in the machine's byte order. The vector keeps the block, a
 * segment, and beside it three addresses: of the first element, behind the last, and behind the
 * block. Where {@link NativeAccess} is enabled {@link #pushBack} and {@link #at} go by address: they
 * have just checked that it lies between two of these, and a second check would double their cost.
 * {@link #get}, {@link #set} and bulk operations go through the segment, whose own bounds check the
 * compiler hoists out of loops. Either way a wrong index never reaches memory that isn't the
 * vector's.
 *
 * <p><b>Growth.</b> A full vector doubles its capacity through {@link MemoryResource#reallocate},
 * so that {@code n} pushes cost O(n), and large blocks grow by moving pages instead of bytes where
 * the resource can. The first push takes 128 bytes; a range takes what it needs.
 *
 * <p><b>Failure.</b> Every operation that allocates has the strong guarantee: if memory cannot be
 * had, {@link AllocationFailedException} is thrown and the vector is as it was. The resource is
 * asked before anything is changed.
 *
 * <p><b>Invalidation.</b> Cursors, slices and streams are valid as long as C++'s iterators are:
 * until the vector moves its elements ({@link #reserve}, {@link #shrinkToFit}, or growth), inserts
 * before the end, erases, is assigned to or swapped, or is closed. Using one afterwards never touches
 * memory that isn't the vector's, but what it reads is unspecified; in the debug mode, which {@code
 * package-info} describes, it throws {@link java.util.ConcurrentModificationException} with the name
 * of the operation.
 *
 * <p>C++'s {@code emplace} and {@code emplace_back} have no counterpart: constructing a primitive in
 * place is assigning it.
 *
 * <p>A vector owns its block until {@link #close}; using it afterwards throws {@link
 * IllegalStateException}. One thread at a time may use it; several may read while none writes.
 * Indices and sizes are {@code long}.
 */
public final class $Kind$Vector extends $Kind$Sequence implements AutoCloseable {
    /** The most elements a vector can have. */
    public static final long MAX_SIZE = Long.MAX_VALUE / $Kind$Access.BYTES / 2;

    private static final MemorySegment NOTHING = MemorySegment.NULL;
    private static final long FIRST_CAPACITY = 128 / $Kind$Access.BYTES;
    private static final long CLOSED = -1;
    private static final long APPENDING = -2;

    private final MemoryResource resource;
    private MemorySegment view = NOTHING;
    private long address;
    private long end;
    private long limit;
    private @Nullable Arena lent;
    private long generation;
    private String changedBy = "";

    /** Makes an empty vector on {@link MemoryResource#system}. It allocates nothing yet. */
    public $Kind$Vector() {
        this(MemoryResource.system());
    }

    /**
     * Makes an empty vector. It allocates nothing yet.
     *
     * @param resource where its memory comes from; it must outlive the vector
     */
    public $Kind$Vector(MemoryResource resource) {
        this.resource = Objects.requireNonNull(resource, "resource");
    }

    /**
     * Makes a vector of copies of one value.
     *
     * @param count how many, at least 0
     * @param value the value
     * @param resource where its memory comes from; it must outlive the vector
     * @throws AllocationFailedException if there is no memory
     */
    public $Kind$Vector(long count, $type$ value, MemoryResource resource) {
        this(resource);
        resize(count, value);
    }

    /**
     * Makes a vector with the elements of a sequence.
     *
     * @param elements the elements, copied
     * @param resource where its memory comes from; it must outlive the vector
     * @throws AllocationFailedException if there is no memory
     */
    public $Kind$Vector($Kind$Sequence elements, MemoryResource resource) {
        this(resource);
        appendRange(elements);
    }

    /**
     * Makes a vector with given elements on {@link MemoryResource#system}.
     *
     * @param elements the elements, copied
     * @return the vector
     */
    public static $Kind$Vector of($type$... elements) {
        $Kind$Vector vector = new $Kind$Vector();
        vector.appendRange(elements);
        return vector;
    }

    /**
     * Makes a vector of elements that lie in a block already, as in a {@link
     * dev.kanishk.collections.memory.MappedFile}. O(1); it copies nothing.
     *
     * @param resource where the block comes from; it must outlive the vector
     * @param block a whole block of the resource; the vector owns it from now on
     * @param size how many elements at the block's start there are
     * @return the vector, whose capacity is all of the block
     * @throws IllegalArgumentException if the block is too small for that many elements
     */
    public static $Kind$Vector adopt(MemoryResource resource, MemorySegment block, long size) {
        long capacity = block.byteSize() >> $Kind$Access.SHIFT;
        boolean fits = size >= 0 && size <= capacity && capacity > 0 && capacity <= MAX_SIZE;
        if (!fits || !block.isNative()) {
            throw new IllegalArgumentException(
                    size + " elements are not in a native block of " + block.byteSize() + " bytes");
        }
        $Kind$Vector vector = new $Kind$Vector(resource);
        vector.occupy(block, size);
        return vector;
    }

    @Override
    public long size() {
        return (end - address) >> $Kind$Access.SHIFT;
    }

    /**
     * Returns how many elements fit before the next allocation.
     *
     * @return the capacity, in elements
     */
    public long capacity() {
        return view.byteSize() >> $Kind$Access.SHIFT;
    }

    /**
     * Returns the most elements a vector can have.
     *
     * @return {@link #MAX_SIZE}
     */
    public long maxSize() {
        return MAX_SIZE;
    }

    @Override
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
        if (elements > capacity()) {
            changeCapacity(elements, "reserve");
        }
    }

    /**
     * Gives memory back that no element uses.
     *
     * @throws AllocationFailedException if the resource cannot do so; the vector is as it was
     */
    public void shrinkToFit() {
        requireOpen();
        if (end < limit) {
            changeCapacity(size(), "shrinkToFit");
        }
    }

    /**
     * Reads an element: {@code operator[]}. Unlike C++'s it never leaves the vector's own block,
     * but behind the last element, within the capacity, it returns what happens to be there. {@link
     * #at} checks against the size; {@code package-info} tells how to have that always, or never.
     *
     * @param index from 0 to the size, exclusive
     * @return the element
     * @throws IndexOutOfBoundsException if the index is outside the capacity
     */
    @Override
    public $type$ get(long index) {
        if (Checks.AGAINST_SIZE) {
            requireElement(index);
        }
        if (Checks.NONE) {
            return $Kind$Access.get(AllMemory.SEGMENT, uncheckedPlace(index));
        }
        try {
            return view.get($Kind$Access.ELEMENT, index << $Kind$Access.SHIFT);
        } catch (IndexOutOfBoundsException e) {
            throw outside(index, e);
        }
    }

    /**
     * Writes an element. It checks what {@link #get} checks.
     *
     * @param index from 0 to the size, exclusive
     * @param value the new element
     * @throws IndexOutOfBoundsException if the index is outside the capacity
     */
    @Override
    public void set(long index, $type$ value) {
        if (Checks.AGAINST_SIZE) {
            requireElement(index);
        }
        if (Checks.NONE) {
            $Kind$Access.set(AllMemory.SEGMENT, uncheckedPlace(index), value);
            return;
        }
        try {
            view.set($Kind$Access.ELEMENT, index << $Kind$Access.SHIFT, value);
        } catch (IndexOutOfBoundsException e) {
            throw outside(index, e);
        }
    }

    @Override
    public $type$ at(long index) {
        try {
            if (NativeAccess.isEnabled()) {
                long checked = Objects.checkIndex(index, size() & $Kind$Access.GREATEST_SIZE);
                return AllMemory.SEGMENT.get(
                        $Kind$Access.ELEMENT,
                        (address & AllMemory.GREATEST) + (checked << $Kind$Access.SHIFT));
            }
            long checked = Objects.checkIndex(index, size());
            return view.get($Kind$Access.ELEMENT, checked << $Kind$Access.SHIFT);
        } catch (IndexOutOfBoundsException e) {
            throw outside(index, e);
        }
    }

    /**
     * Adds an element at the end: {@code push_back}. Amortised O(1).
     *
     * @param value the element
     * @throws AllocationFailedException if there is no memory; the vector is as it was
     */
    public void pushBack($type$ value) {
        long place = end;
        if (place >= limit) {
            grow(1, "pushBack");
            place = end;
        }
        end = place + $Kind$Access.BYTES;
        if (NativeAccess.isEnabled()) {
            AllMemory.SEGMENT.set($Kind$Access.ELEMENT, place & AllMemory.GREATEST, value);
        } else {
            view.set($Kind$Access.ELEMENT, place - address, value);
        }
    }

    /**
     * Removes the last element: {@code pop_back}.
     *
     * @return the element removed
     * @throws IndexOutOfBoundsException if there is none
     */
    public $type$ popBack() {
        requireOpen();
        $type$ value = back();
        end -= $Kind$Access.BYTES;
        return value;
    }

    /**
     * Returns an appender: the fastest way to add many elements one by one. Until it is closed it
     * alone may change the vector's size; the vector can be read meanwhile.
     *
     * @return the appender, to be closed by the caller
     * @throws IllegalStateException if there is an open one
     */
    public $Kind$Appender appender() {
        requireOpen();
        $Kind$Appender appender = new $Kind$Appender(this, end, limit);
        limit = APPENDING;
        return appender;
    }

    /**
     * Returns an appender for a known number of elements, whose memory is reserved now: faster
     * still than {@link #appender()}, since the compiler can unroll a loop of its pushes. Until it
     * is closed it alone may change the vector's size; the vector can be read meanwhile.
     *
     * @param count the most elements that will be added, at least 0
     * @return the appender, to be closed by the caller
     * @throws AllocationFailedException if there is no memory; the vector is as it was
     * @throws IllegalStateException if there is an open one
     */
    public $Kind$BoundedAppender appender(long count) {
        requireOpen();
        requireCount(count);
        if (count > room()) {
            grow(count, "appender");
        }
        $Kind$BoundedAppender appender =
                new $Kind$BoundedAppender(this, view, address, end - address, count, limit);
        limit = APPENDING;
        return appender;
    }

    /**
     * Adds the elements of an array at the end: {@code append_range}.
     *
     * @param elements the elements
     * @throws AllocationFailedException if there is no memory; the vector is as it was
     */
    public void appendRange($type$[] elements) {
        insertRange(size(), elements, 0, elements.length);
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
    public void appendRange($type$[] elements, int from, int to) {
        insertRange(size(), elements, from, to);
    }

    /**
     * Adds the elements of a sequence, which may be this vector or a part of it, at the end.
     *
     * @param elements the elements
     * @throws AllocationFailedException if there is no memory; the vector is as it was
     */
    public void appendRange($Kind$Sequence elements) {
        insertRange(size(), elements);
    }

    /**
     * Adds elements that lie in other memory, in the machine's byte order, at the end.
     *
     * @param elements the memory
     * @throws IllegalArgumentException if its size is no multiple of an element's
     * @throws AllocationFailedException if there is no memory; the vector is as it was
     */
    public void appendRange(MemorySegment elements) {
        insertRange(size(), elements);
    }

    /**
     * Adds what a buffer has between its position and its limit, in its byte order, at the end, and
     * moves its position to its limit.
     *
     * @param elements the buffer
     * @throws IllegalArgumentException if what remains is no multiple of an element's size
     * @throws AllocationFailedException if there is no memory; the vector is as it was
     */
    public void appendRange(ByteBuffer elements) {
        MemorySegment source = MemorySegment.ofBuffer(elements);
        long count = wholeElements(source.byteSize());
        requireReadable(source);
        if (isOwn(source)) {
            appendOwnMemory(elements);
            return;
        }
        long at = size();
        openGap(at, count, "appendRange");
        MemorySegment.copy(
                source,
                $Kind$Access.ELEMENT.withOrder(elements.order()),
                0,
                view,
                $Kind$Access.ELEMENT,
                at << $Kind$Access.SHIFT,
                count);
        elements.position(elements.limit());
    }

    /**
     * Adds an element before another. O(size − index).
     *
     * @param index where it will be, from 0 to the size, inclusive
     * @param value the element
     * @throws IndexOutOfBoundsException if the index is outside that
     * @throws AllocationFailedException if there is no memory; the vector is as it was
     */
    public void insert(long index, $type$ value) {
        openGap(index, 1, "insert");
        $Kind$Access.set(view, index, value);
    }

    /**
     * Adds copies of a value before an element. O(size − index + count).
     *
     * @param index where the first will be, from 0 to the size, inclusive
     * @param count how many, at least 0
     * @param value the value
     * @throws IndexOutOfBoundsException if the index is outside that
     * @throws AllocationFailedException if there is no memory; the vector is as it was
     */
    public void insert(long index, long count, $type$ value) {
        requireCount(count);
        openGap(index, count, "insert");
        $Kind$Algorithms.fill(view, index, index + count, value);
    }

    /**
     * Adds the elements of an array before an element: {@code insert_range}.
     *
     * @param index where the first will be, from 0 to the size, inclusive
     * @param elements the elements
     * @throws IndexOutOfBoundsException if the index is outside that
     * @throws AllocationFailedException if there is no memory; the vector is as it was
     */
    public void insertRange(long index, $type$[] elements) {
        insertRange(index, elements, 0, elements.length);
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
    public void insertRange(long index, $type$[] elements, int from, int to) {
        Objects.checkFromToIndex(from, to, elements.length);
        openGap(index, to - from, "insertRange");
        MemorySegment.copy(
                elements,
                from,
                view,
                $Kind$Access.ELEMENT,
                index << $Kind$Access.SHIFT,
                to - from);
    }

    /**
     * Adds the elements of a sequence, which may be this vector or a part of it, before an element.
     *
     * @param index where the first will be, from 0 to the size, inclusive
     * @param elements the elements
     * @throws IndexOutOfBoundsException if the index is outside that
     * @throws AllocationFailedException if there is no memory; the vector is as it was
     */
    public void insertRange(long index, $Kind$Sequence elements) {
        elements.block();
        long start = elements.start();
        long count = elements.size();
        openGap(index, count, "insertRange");
        if (elements.vector() != this) {
            $Kind$Access.copy(elements.block(), start, view, index, count);
            return;
        }
        // What lay behind the index lies behind the gap now.
        long before = Math.clamp(index - start, 0, count);
        $Kind$Access.copy(view, start, view, index, before);
        $Kind$Access.copy(view, start + before + count, view, index + before, count - before);
    }

    /**
     * Adds elements that lie in other memory, in the machine's byte order, before an element.
     *
     * @param index where the first will be, from 0 to the size, inclusive
     * @param elements the memory
     * @throws IllegalArgumentException if its size is no multiple of an element's
     * @throws IndexOutOfBoundsException if the index is outside that
     * @throws AllocationFailedException if there is no memory; the vector is as it was
     */
    public void insertRange(long index, MemorySegment elements) {
        long count = wholeElements(elements.byteSize());
        requireOpen();
        requireReadable(elements);
        if (isOwn(elements)) {
            insertOwnMemory(index, elements);
            return;
        }
        openGap(index, count, "insertRange");
        MemorySegment.copy(
                elements, 0, view, index << $Kind$Access.SHIFT, count << $Kind$Access.SHIFT);
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
        $Kind$Access.copy(view, to, view, from, size() - to);
        end -= (to - from) << $Kind$Access.SHIFT;
        changed("erase");
    }

    /**
     * Removes all elements equal to a value: {@code std::erase}. O(size).
     *
     * @param value the value
     * @return how many were removed
     */
    public long eraseAll($type$ value) {
        requireOpen();
        long kept = $Kind$Algorithms.remove(view, 0, size(), value);
        return truncate(kept, "eraseAll");
    }

    /**
     * Removes all elements that meet a condition: {@code std::erase_if}. O(size). If the condition
     * throws, the elements that it was told of and that met it are removed, and all others remain.
     *
     * @param condition the condition
     * @return how many were removed
     */
    public long removeIf($Wide$Predicate condition) {
        requireOpen();
        long before = size();
        long kept = 0;
        long index = 0;
        try {
            while (index < before) {
                $type$ element = get(index);
                if (!condition.test(element)) {
                    set(kept++, element);
                }
                index++;
            }
        } finally {
            if (size() == before && kept < index) {
                $Kind$Access.copy(block(), index, block(), kept, before - index);
                truncate(kept + before - index, "removeIf");
            }
        }
        return before - kept;
    }

    /**
     * Removes all but the first of elements that are equal and lie one behind the other. O(size).
     *
     * @return how many were removed
     */
    public long unique() {
        requireOpen();
        return truncate($Kind$Algorithms.unique(view, 0, size()), "unique");
    }

    /** Removes all elements and keeps the capacity. */
    public void clear() {
        requireOpen();
        end = address;
        changed("clear");
    }

    /**
     * Changes the size: elements behind it go, new ones are 0.
     *
     * @param newSize the size wanted, at least 0
     * @throws AllocationFailedException if there is no memory; the vector is as it was
     */
    public void resize(long newSize) {
        resize(newSize, $fromInt$0);
    }

    /**
     * Changes the size: elements behind it go, new ones get a value.
     *
     * @param newSize the size wanted, at least 0
     * @param value the value of new elements
     * @throws AllocationFailedException if there is no memory; the vector is as it was
     */
    public void resize(long newSize, $type$ value) {
        requireOpen();
        requireCount(newSize);
        long oldSize = size();
        if (newSize > oldSize) {
            openGap(oldSize, newSize - oldSize, "resize");
            $Kind$Algorithms.fill(view, oldSize, newSize, value);
        } else {
            truncate(newSize, "resize");
        }
    }

    /**
     * Replaces all elements by copies of one value.
     *
     * @param count how many, at least 0
     * @param value the value
     * @throws AllocationFailedException if there is no memory; the vector is as it was
     */
    public void assign(long count, $type$ value) {
        resize(count, value);
        $Kind$Algorithms.fill(view, 0, count, value);
        changed("assign");
    }

    /**
     * Replaces all elements by those of another sequence, which may be a part of this vector: C++'s
     * copy assignment. The resource stays.
     *
     * @param elements the elements
     * @throws AllocationFailedException if there is no memory; the vector is as it was
     */
    public void assignRange($Kind$Sequence elements) {
        requireOpen();
        elements.block();
        long start = elements.start();
        long count = elements.size();
        reserve(count);
        $Kind$Access.copy(elements.vector().block(), start, view, 0, count);
        end = address + (count << $Kind$Access.SHIFT);
        changed("assignRange");
    }

    /**
     * Replaces all elements by those of an array: {@code assign_range}.
     *
     * @param elements the elements
     * @throws AllocationFailedException if there is no memory; the vector is as it was
     */
    public void assignRange($type$... elements) {
        reserve(elements.length);
        end = address;
        changed("assignRange");
        appendRange(elements);
    }

    /**
     * Replaces all elements by those of another vector, which is empty afterwards: C++'s move
     * assignment. O(1) if both are on equal resources; else the elements are copied.
     *
     * @param other the vector to empty; if it is this one nothing happens
     * @throws AllocationFailedException if there is no memory; both vectors are as they were
     */
    public void moveFrom($Kind$Vector other) {
        requireOpen();
        other.requireOpen();
        if (other == this) {
            return;
        }
        if (resource.equals(other.resource)) {
            release("moveFrom");
            exchange(other, "moveFrom");
        } else {
            assignRange(other);
            other.clear();
        }
    }

    /**
     * Moves the elements to a new vector on the same resource: C++'s move construction. O(1).
     *
     * @return the new vector, owned by the caller; this one is empty, without capacity
     */
    public $Kind$Vector move() {
        requireOpen();
        $Kind$Vector moved = new $Kind$Vector(resource);
        moved.exchange(this, "move");
        return moved;
    }

    /**
     * Hands the block over, elements and all; the opposite of {@link #adopt}. O(1). The vector is
     * empty afterwards, without capacity.
     *
     * @return the block, owned by the caller, who gives it back to {@link #resource}; of no bytes if
     *     the vector had no capacity
     */
    public MemorySegment detach() {
        requireOpen();
        MemorySegment block = view;
        vacate();
        changed("detach");
        return block;
    }

    /**
     * Exchanges elements and capacities with another vector. O(1); it copies nothing.
     *
     * @param other the other vector, on an equal resource
     * @throws IllegalArgumentException if the vectors are on different resources
     */
    public void swap($Kind$Vector other) {
        requireOpen();
        other.requireOpen();
        if (!resource.equals(other.resource)) {
            throw new IllegalArgumentException(
                    "swapped vectors need one resource, not "
                            + resource
                            + " and "
                            + other.resource);
        }
        exchange(other, "swap");
    }

    /**
     * Returns a vector with the same elements on the same resource, with no capacity to spare.
     *
     * @return the copy, owned by the caller
     * @throws AllocationFailedException if there is no memory
     */
    public $Kind$Vector copy() {
        return new $Kind$Vector(this, resource);
    }

    @Override
    public $Kind$Cursor cursor(long index) {
        block();
        requireRange(index, size());
        return new $Kind$Cursor(this, this, index);
    }

    @Override
    public List<$Box$> asList() {
        block();
        return new $Kind$List(this, this);
    }

    /**
     * Gives the memory back. A second call does nothing.
     *
     * @throws IllegalStateException if an appender is open
     */
    @Override
    public void close() {
        if (limit == CLOSED) {
            return;
        }
        requireOpen();
        release("close");
        limit = CLOSED;
    }

    @Override
    MemorySegment block() {
        if (limit == CLOSED) {
            requireOpen();
        }
        return view;
    }

    @Override
    long start() {
        return 0;
    }

    @Override
    $Kind$Vector vector() {
        return this;
    }

    /** How many operations invalidated cursors and slices; counted in the debug mode only. */
    long generation() {
        return generation;
    }

    /** The name of the last of them. */
    String changedBy() {
        return changedBy;
    }

    /** Returns the block as a segment that dies when the block is moved or given back. */
    @SuppressWarnings({"restricted", "MustBeClosedChecker"}) // closed when the block is moved
    MemorySegment lend() {
        MemorySegment block = block();
        if (!NativeAccess.isEnabled() || block.equals(NOTHING)) {
            return block;
        }
        if (lent == null) {
            lent = Arena.ofShared();
        }
        return block.reinterpret(lent, null);
    }

    /** What an appender has written becomes part of the vector. */
    void publish(long newEnd) {
        end = newEnd;
    }

    /** Ends or interrupts the time of an appender. */
    void resume(long newEnd, long knownLimit) {
        end = newEnd;
        limit = knownLimit;
    }

    /** Grows for an appender, whose time goes on; what has to be known of the block is read anew. */
    long growForAppender(long newEnd, long knownLimit) {
        resume(newEnd, knownLimit);
        try {
            grow(1, "pushBack");
            return limit;
        } finally {
            limit = APPENDING;
        }
    }

    long address() {
        return address;
    }

    long end() {
        return end;
    }

    /** Returns the offset of an element in all memory, checking no more than that there is a block. */
    private long uncheckedPlace(long index) {
        if (address == 0) {
            throw outside(index, null);
        }
        return (address >> $Kind$Access.SHIFT) + index;
    }

    private long room() {
        return (limit - end) >> $Kind$Access.SHIFT;
    }

    /** Makes room for elements at an index and counts them; their content is undefined. */
    private void openGap(long index, long count, String operation) {
        requireOpen();
        long size = size();
        if (index < 0 || index > size) {
            throw new IndexOutOfBoundsException("index " + index + " to insert at, size " + size);
        }
        if (limit == 0 && count > 0) {
            changeCapacity(count, operation);
        } else if (count > room()) {
            grow(count, operation);
        }
        if (index < size) {
            $Kind$Access.copy(view, index, view, index + count, size - index);
            changed(operation);
        }
        end += count << $Kind$Access.SHIFT;
    }

    private boolean isOwn(MemorySegment elements) {
        return elements.isNative()
                && elements.address() >= address
                && elements.address() < limit;
    }

    /** Looked at before anything changes. */
    private static void requireReadable(MemorySegment elements) {
        if (!elements.scope().isAlive() || !elements.isAccessibleBy(Thread.currentThread())) {
            throw new IllegalStateException(
                    "closed, or of another thread, and so not to be read: " + elements);
        }
    }

    private void appendOwnMemory(ByteBuffer elements) {
        try ($Kind$Vector copy = new $Kind$Vector(resource)) {
            copy.appendRange(elements.duplicate().order(elements.order()));
            appendRange(copy);
        }
        elements.position(elements.limit());
    }

    private void insertOwnMemory(long index, MemorySegment elements) {
        try ($Kind$Vector copy = new $Kind$Vector(resource)) {
            copy.openGap(0, wholeElements(elements.byteSize()), "insertRange");
            MemorySegment.copy(elements, 0, copy.view, 0, elements.byteSize());
            insertRange(index, copy);
        }
    }

    private long truncate(long newSize, String operation) {
        long removed = size() - newSize;
        end = address + (newSize << $Kind$Access.SHIFT);
        if (removed > 0) {
            changed(operation);
        }
        return removed;
    }

    private void grow(long count, String operation) {
        requireOpen();
        long size = size();
        if (count > MAX_SIZE - size) {
            throw new AllocationFailedException(
                    size + " + " + count + " elements are more than MAX_SIZE, " + MAX_SIZE);
        }
        long doubled = Math.min(MAX_SIZE, Math.max(FIRST_CAPACITY, capacity() * 2));
        changeCapacity(Math.max(size + count, doubled), operation);
    }

    private void changeCapacity(long elements, String operation) {
        if (elements > MAX_SIZE) {
            throw new AllocationFailedException(
                    elements + " elements are more than MAX_SIZE, " + MAX_SIZE);
        }
        if (elements == 0) {
            release(operation);
            return;
        }
        long bytes = elements << $Kind$Access.SHIFT;
        if (limit == 0) {
            occupy(resource.allocate(bytes, $Kind$Access.BYTES), 0);
        } else {
            occupy(resource.reallocate(view, bytes, $Kind$Access.BYTES), size());
        }
        recall();
        changed(operation);
    }

    private void occupy(MemorySegment block, long size) {
        view = block;
        address = block.address();
        end = address + (size << $Kind$Access.SHIFT);
        limit = address + ((block.byteSize() >> $Kind$Access.SHIFT) << $Kind$Access.SHIFT);
    }

    private void vacate() {
        view = NOTHING;
        address = 0;
        end = 0;
        limit = 0;
        recall();
    }

    private void release(String operation) {
        if (limit > 0) {
            MemorySegment block = view;
            vacate();
            resource.free(block);
        }
        changed(operation);
    }

    private void exchange($Kind$Vector other, String operation) {
        MemorySegment otherView = other.view;
        long otherAddress = other.address;
        long otherEnd = other.end;
        long otherLimit = other.limit;
        Arena otherLent = other.lent;
        other.view = view;
        other.address = address;
        other.end = end;
        other.limit = limit;
        other.lent = lent;
        view = otherView;
        address = otherAddress;
        end = otherEnd;
        limit = otherLimit;
        lent = otherLent;
        changed(operation);
        other.changed(operation);
    }

    /** Makes segments that {@link #data} returned unusable. */
    private void recall() {
        Arena arena = lent;
        if (arena != null) {
            lent = null;
            arena.close();
        }
    }

    private void changed(String operation) {
        if (Checks.DEBUG) {
            generation++;
            changedBy = operation;
        }
    }

    private void requireOpen() {
        if (limit < 0) {
            throw new IllegalStateException(
                    limit == CLOSED
                            ? "the $Kind$Vector is closed"
                            : "the $Kind$Vector has an open appender; close that first");
        }
    }

    private static void requireCount(long count) {
        if (count < 0) {
            throw new IllegalArgumentException("a count is at least 0, not " + count);
        }
    }

    private static long wholeElements(long bytes) {
        if ((bytes & ($Kind$Access.BYTES - 1)) != 0) {
            throw new IllegalArgumentException(
                    bytes + " bytes are no whole number of " + $Kind$Access.BYTES + "-byte elements");
        }
        return bytes >> $Kind$Access.SHIFT;
    }
}
