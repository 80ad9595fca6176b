package dev.kanishk.collections.vector;

import dev.kanishk.collections.memory.AllocationFailedException;
import dev.kanishk.collections.memory.MemoryResource;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Spliterator;
import java.util.function.$Wide$BinaryOperator;
import java.util.function.$Wide$Consumer;
import java.util.function.$Wide$Predicate;
import java.util.function.$Wide$UnaryOperator;
import java.util.stream.$Wide$Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * Elements of type {@code $type$} one behind the other: a whole {@link $Kind$Vector} or a {@link
 * $Kind$Slice} of one, and the algorithms that keep their number.
 *
 * <p>The algorithms are those of C++'s {@code <algorithm>} and {@code <numeric>} under their names.
 *
 // #if float double
 * <p><b>Order and equality</b> are those of {@link $Box$#compare}: a total order in which −0.0 is
 * less than 0.0, and NaN equals itself and is greater than all else. So sorting, searching, {@code
 * equals} and {@code hashCode} agree with each other and with {@link List}'s, where C++'s {@code
 * operator<} leaves NaN undefined.
 *
 // #end
 * <p>Functions given to an algorithm see elements as {@code $wide$}. If one throws, the exception
 * comes out, and the elements are all still there: in their order where the method says so, else in
 * any. A function must not change the sequence; if it does, results are unspecified, but memory that
 * isn't the vector's is never touched.
 */
public abstract sealed class $Kind$Sequence implements Comparable<$Kind$Sequence>
        permits $Kind$Vector, $Kind$Slice {
    private static final int SHOWN_ELEMENTS = 32;

    /** How far loops count with an {@code int}, which the compiler turns into vector instructions. */
    private static final long STRIDE = 1 << 30;

    private static final int GREATEST_ARRAY = Integer.MAX_VALUE - 8;

    $Kind$Sequence() {}

    /**
     * Returns the block that the elements lie in. It may be moved by any operation that changes the
     * vector's size, so no one may keep it while code of others runs.
     *
     * @throws IllegalStateException if the vector is closed
     */
    abstract MemorySegment block();

    /** Returns the index of the first element in the block. */
    abstract long start();

    /** Returns the vector that the elements belong to. */
    abstract $Kind$Vector vector();

    /**
     * Returns how many elements there are.
     *
     * @return the size, at least 0
     */
    public abstract long size();

    /**
     * Reads an element: {@code operator[]}.
     *
     * @param index from 0 to the size, exclusive
     * @return the element
     * @throws IndexOutOfBoundsException if the index is outside the memory of the sequence
     */
    public abstract $type$ get(long index);

    /**
     * Writes an element. It checks what {@link #get} checks.
     *
     * @param index from 0 to the size, exclusive
     * @param value the new element
     * @throws IndexOutOfBoundsException if the index is outside the memory of the sequence
     */
    public abstract void set(long index, $type$ value);

    /**
     * Returns a cursor that stands before an element.
     *
     * @param index from 0 to the size, inclusive
     * @return the cursor
     * @throws IndexOutOfBoundsException if the index is outside that
     */
    public abstract $Kind$Cursor cursor(long index);

    /**
     * Returns the elements as a list of boxed numbers, without copying them.
     *
     * @return a view: of a vector one that can grow, of a slice one of fixed size; its size is
     *     {@link Integer#MAX_VALUE} if there are more elements
     */
    public abstract List<$Box$> asList();

    /**
     * Returns where memory comes from.
     *
     * @return the vector's resource
     */
    public abstract MemoryResource resource();

    /**
     * Returns whether there are no elements.
     *
     * @return whether the size is 0
     */
    public final boolean isEmpty() {
        return size() == 0;
    }

    /**
     * Reads an element, checked against the size always.
     *
     * @param index from 0 to the size, exclusive
     * @return the element
     * @throws IndexOutOfBoundsException if there is no such element
     */
    public abstract $type$ at(long index);

    /**
     * Returns the first element.
     *
     * @return the element at 0
     * @throws IndexOutOfBoundsException if there is none
     */
    public final $type$ front() {
        return at(0);
    }

    /**
     * Returns the last element.
     *
     * @return the element before the end
     * @throws IndexOutOfBoundsException if there is none
     */
    public final $type$ back() {
        return at(size() - 1);
    }

    /**
     * Returns a view of a range: what is written to one is seen in the other. It is valid until
     * the vector moves its elements, inserts or erases.
     *
     * @param from the first index
     * @param to the index behind the last
     * @return the view
     * @throws IndexOutOfBoundsException if the range is not in the sequence
     */
    public final $Kind$Slice slice(long from, long to) {
        block();
        requireRange(from, to);
        return new $Kind$Slice(vector(), start() + from, to - from);
    }

    /**
     * Returns a cursor that stands before the first element: {@code begin()}.
     *
     * @return the cursor
     */
    public final $Kind$Cursor iterator() {
        return cursor(0);
    }

    /**
     * Returns a spliterator over the elements: sized, ordered, binding when it is first used.
     *
     * @return the spliterator
     */
    public final Spliterator.Of$Wide$ spliterator() {
        block();
        return new $Kind$Spliterator(this);
    }

    /**
     * Returns the elements as a stream. They must not be moved, inserted or erased while it is used.
     *
     * @return the elements from the first to the last
     */
    public final $Wide$Stream stream() {
        return StreamSupport.$wide$Stream(spliterator(), false);
    }

    /**
     * Hands each element to a function, in order.
     *
     * @param action the function
     */
    public final void forEach($Wide$Consumer action) {
        block();
        long size = size();
        for (long from = 0; from < size; from += STRIDE) {
            int count = (int) Math.min(STRIDE, size - from);
            for (int index = 0; index < count; index++) {
                action.accept(get(from + index));
            }
        }
    }

    /**
     * Sets all elements to one value.
     *
     * @param value the value
     */
    public final void fill($type$ value) {
        fill(0, size(), value);
    }

    /**
     * Sets a range to one value.
     *
     * @param from the first index to set
     * @param to the index behind the last to set
     * @param value the value
     * @throws IndexOutOfBoundsException if the range is not in the sequence
     */
    public final void fill(long from, long to, $type$ value) {
        MemorySegment block = block();
        requireRange(from, to);
        $Kind$Algorithms.fill(block, start() + from, start() + to, value);
    }

    /**
     * Replaces each element by a function of it, in order. If the function throws, the elements
     * before are replaced and those from there on are not.
     *
     // #if byte short char float
     * @param function the function; its result is cast to {@code $type$}
     // #else
     * @param function the function
     // #end
     */
    public final void transform($Wide$UnaryOperator function) {
        block();
        long size = size();
        for (long from = 0; from < size; from += STRIDE) {
            int count = (int) Math.min(STRIDE, size - from);
            for (int index = 0; index < count; index++) {
                set(from + index, $narrow$(function.applyAs$Wide$(get(from + index))));
            }
        }
    }

    /**
     * Folds the elements from the first to the last.
     *
     * @param initial what to begin with
     * @param function combines what there is with the next element
     * @return the last result, {@code initial} for no elements
     */
    public final $wide$ accumulate($wide$ initial, $Wide$BinaryOperator function) {
        block();
        $wide$ result = initial;
        long size = size();
        for (long from = 0; from < size; from += STRIDE) {
            int count = (int) Math.min(STRIDE, size - from);
            for (int index = 0; index < count; index++) {
                result = function.applyAs$Wide$(result, get(from + index));
            }
        }
        return result;
    }

    /**
     // #if float double
     * Adds all elements up as {@code double}, in {@value $Kind$Reductions#LANES} partial sums: the
     * result is the same on every machine, but may differ from that of a loop in the last bits.
     // #else
     * Adds all elements up as {@code long}; overflow wraps around.
     // #end
     *
     * @return the sum, 0 for none
     */
    public final $sum$ sum() {
        return $Kind$Reductions.sum(block(), start(), start() + size());
    }

    /**
     * Returns the inner product with another sequence, added up as {@link #sum} adds.
     *
     * @param other as many elements
     * @return the sum of the products, 0 for none
     * @throws IllegalArgumentException if the sizes differ
     */
    public final $sum$ dot($Kind$Sequence other) {
        if (other.size() != size()) {
            throw new IllegalArgumentException(
                    "a product of " + size() + " and " + other.size() + " elements");
        }
        return $Kind$Reductions.dot(block(), start(), other.block(), other.start(), size());
    }

    /**
     * Returns the least element.
     *
     * @return the least
     * @throws NoSuchElementException if there is none
     */
    public final $type$ min() {
        MemorySegment block = block();
        requireSome();
        return $Kind$Reductions.min(block, start(), start() + size());
    }

    /**
     * Returns the greatest element.
     *
     * @return the greatest
     * @throws NoSuchElementException if there is none
     */
    public final $type$ max() {
        MemorySegment block = block();
        requireSome();
        return $Kind$Reductions.max(block, start(), start() + size());
    }

    /**
     * Returns the least and the greatest element.
     *
     * @return both
     * @throws NoSuchElementException if there is none
     */
    public final $Kind$MinMax minMax() {
        MemorySegment block = block();
        requireSome();
        return $Kind$Reductions.minMax(block, start(), start() + size());
    }

    /**
     * Finds the first element equal to a value. O(size).
     *
     * @param value the value
     * @return its index, or −1
     */
    public final long indexOf($type$ value) {
        return $Kind$Reductions.indexOf(block(), start(), start() + size(), value);
    }

    /**
     * Finds the last element equal to a value. O(size).
     *
     * @param value the value
     * @return its index, or −1
     */
    public final long lastIndexOf($type$ value) {
        return $Kind$Algorithms.lastIndexOf(block(), start(), start() + size(), value);
    }

    /**
     * Returns whether an element equals a value. O(size).
     *
     * @param value the value
     * @return whether there is one
     */
    public final boolean contains($type$ value) {
        return indexOf(value) >= 0;
    }

    /**
     * Counts the elements equal to a value. O(size).
     *
     * @param value the value
     * @return how many there are
     */
    public final long count($type$ value) {
        return $Kind$Reductions.count(block(), start(), start() + size(), value);
    }

    /**
     * Finds the first element that is not less than a value, in a sorted sequence. O(log size).
     *
     * @param value the value
     * @return its index, or the size if all are less
     */
    public final long lowerBound($type$ value) {
        return $Kind$Algorithms.lowerBound(block(), start(), start() + size(), value) - start();
    }

    /**
     * Finds the first element that is greater than a value, in a sorted sequence. O(log size).
     *
     * @param value the value
     * @return its index, or the size if none is greater
     */
    public final long upperBound($type$ value) {
        return $Kind$Algorithms.upperBound(block(), start(), start() + size(), value) - start();
    }

    /**
     * Returns the elements equal to a value, in a sorted sequence. O(log size).
     *
     * @param value the value
     * @return a view of them, which may be empty
     */
    public final $Kind$Slice equalRange($type$ value) {
        return slice(lowerBound(value), upperBound(value));
    }

    /**
     * Finds a value in a sorted sequence. O(log size).
     *
     * @param value the value
     * @return the index of the first element equal to it; if there is none, −1 minus the index
     *     where it would be inserted
     */
    public final long binarySearch($type$ value) {
        long index = lowerBound(value);
        boolean found = index < size() && $Kind$Access.same(get(index), value);
        return found ? index : -1 - index;
    }

    /**
     * Returns whether no element is less than the one before it. O(size).
     *
     * @return whether the sequence is sorted
     */
    public final boolean isSorted() {
        return $Kind$Algorithms.isSorted(block(), start(), start() + size());
    }

    /**
     * Sorts in ascending order. O(size): a radix sort, which takes as much memory again from the
     * resource while it runs; few elements are sorted in place.
     *
     * @throws AllocationFailedException if there is no memory; the elements are as they were
     */
    public final void sort() {
        $Kind$Sorting.sort(block(), start(), size(), resource());
    }

    /**
     * Sorts by an order. It is stable. O(size log size), with twice as much memory again.
     *
     * @param order the order; if it throws, the elements are as they were
     * @throws AllocationFailedException if there is no memory; the elements are as they were
     */
    public final void sort($Kind$Comparator order) {
        $Kind$Merging.sort(this, order);
    }

    /**
     * Sorts in ascending order. For primitive elements it is what {@link #sort()} is, since equal
     * ones cannot be told apart.
     *
     * @throws AllocationFailedException if there is no memory; the elements are as they were
     */
    public final void stableSort() {
        sort();
    }

    /**
     * Sorts by an order; equivalent elements keep theirs.
     *
     * @param order the order; if it throws, the elements are as they were
     * @throws AllocationFailedException if there is no memory; the elements are as they were
     */
    public final void stableSort($Kind$Comparator order) {
        sort(order);
    }

    /**
     * Brings the least elements to the front, sorted, and the others behind them in any order.
     * O(size + middle log middle), in place.
     *
     * @param middle how many to sort, from 0 to the size
     * @throws IndexOutOfBoundsException if there are fewer
     */
    public final void partialSort(long middle) {
        MemorySegment block = block();
        requireRange(0, middle);
        $Kind$Selection.partialSort(block, start(), start() + middle, start() + size());
    }

    /**
     * Brings to a place the element that sorting would bring there; none before it is greater, none
     * behind it less. O(size) on average and O(size log size) at worst, in place.
     *
     * @param index the place
     * @throws IndexOutOfBoundsException if there is no such element
     */
    public final void nthElement(long index) {
        MemorySegment block = block();
        requireElement(index);
        $Kind$Selection.select(block, start(), start() + index, start() + size());
    }

    /**
     * Brings the elements that meet a condition before those that don't. O(size), in place.
     *
     * @param condition the condition
     * @return how many meet it
     */
    public final long partition($Wide$Predicate condition) {
        block();
        return $Kind$Partition.partition(this, condition);
    }

    /**
     * Brings the elements that meet a condition before those that don't; both keep their order.
     * O(size), with as much memory again.
     *
     * @param condition the condition; if it throws, the elements are as they were
     * @return how many meet it
     * @throws AllocationFailedException if there is no memory; the elements are as they were
     */
    public final long stablePartition($Wide$Predicate condition) {
        block();
        return $Kind$Partition.stablePartition(this, condition);
    }

    /**
     * Brings an element to the front, those behind it after it, and then those that were before it.
     * O(size), in place.
     *
     * @param middle the index of the element that is to be the first, from 0 to the size
     * @return where the element that was the first is now
     * @throws IndexOutOfBoundsException if the index is outside that
     */
    public final long rotate(long middle) {
        MemorySegment block = block();
        requireRange(0, middle);
        $Kind$Algorithms.rotate(block, start(), start() + middle, start() + size());
        return size() - middle;
    }

    /** Turns the order around. O(size), in place. */
    public final void reverse() {
        $Kind$Algorithms.reverse(block(), start(), start() + size());
    }

    /**
     * Finds the first index at which two sequences differ.
     *
     * @param other the other
     * @return the index, the smaller size if one begins with the other, or −1 if they are equal
     */
    public final long mismatch($Kind$Sequence other) {
        long common = Math.min(size(), other.size());
        long index =
                $Kind$Algorithms.mismatch(block(), start(), other.block(), other.start(), common);
        return index < 0 && size() != other.size() ? common : index;
    }

    /** Compares element by element: the first that differ decide, else the sizes. */
    @Override
    public final int compareTo($Kind$Sequence other) {
        long index = mismatch(other);
        return index < 0 || index == size() || index == other.size()
                ? Long.compare(size(), other.size())
                : $Box$.compare(get(index), other.get(index));
    }

    /**
     * Returns the memory of the elements: {@code data()}. It is valid until the vector moves its
     * elements or is closed. Where native access is enabled it throws {@link IllegalStateException}
     * from then on; where it isn't, it may instead show memory that the resource keeps for later.
     *
     * @return a segment of exactly the elements
     */
    public final MemorySegment data() {
        return vector()
                .lend()
                .asSlice(start() << $Kind$Access.SHIFT, size() << $Kind$Access.SHIFT);
    }

    /**
     * Copies the elements to the heap.
     *
     * @return a new array of all elements
     * @throws IllegalStateException if there are more than an array can hold
     */
    public final $type$[] toArray() {
        MemorySegment block = block();
        if (size() > GREATEST_ARRAY) {
            throw new IllegalStateException(
                    "no array holds " + size() + " elements; copy slices of it");
        }
        $type$[] elements = new $type$[(int) size()];
        copy(block, elements, 0);
        return elements;
    }

    /**
     * Copies the elements into an array.
     *
     * @param target the array
     * @param at where the first goes
     * @throws IndexOutOfBoundsException if there is no room for all
     */
    public final void copyTo($type$[] target, int at) {
        MemorySegment block = block();
        Objects.checkFromIndexSize(at, size(), (long) target.length);
        copy(block, target, at);
    }

    /**
     * Copies the elements into a buffer, in its byte order, from its position on, and moves the
     * position behind them.
     *
     * @param target the buffer
     * @throws IndexOutOfBoundsException if there is no room for all
     */
    public final void copyTo(ByteBuffer target) {
        MemorySegment block = block();
        MemorySegment room = MemorySegment.ofBuffer(target);
        Objects.checkFromIndexSize(0, size() << $Kind$Access.SHIFT, room.byteSize());
        MemorySegment.copy(
                block,
                $Kind$Access.ELEMENT,
                start() << $Kind$Access.SHIFT,
                room,
                $Kind$Access.ELEMENT.withOrder(target.order()),
                0,
                size());
        target.position(target.position() + (int) (size() << $Kind$Access.SHIFT));
    }

    /**
     * Copies the elements into other memory, in the machine's byte order.
     *
     * @param target the memory
     * @param offsetBytes where the first goes
     * @throws IndexOutOfBoundsException if there is no room for all
     */
    public final void copyTo(MemorySegment target, long offsetBytes) {
        MemorySegment.copy(
                block(),
                start() << $Kind$Access.SHIFT,
                target,
                offsetBytes,
                size() << $Kind$Access.SHIFT);
    }

    /** Two sequences are equal if their elements are, in order; capacity and resource don't count. */
    @Override
    public final boolean equals(Object other) {
        return this == other
                || other instanceof $Kind$Sequence sequence
                        && size() == sequence.size()
                        && $Kind$Algorithms.equal(
                                block(), start(), sequence.block(), sequence.start(), size());
    }

    /** Returns what {@link List#hashCode} returns for these elements. */
    @Override
    public final int hashCode() {
        return $Kind$Algorithms.hash(block(), start(), start() + size());
    }

    /** Returns the elements as text; of many only the first and the size. */
    @Override
    public final String toString() {
        StringBuilder text = new StringBuilder("[");
        long shown = Math.min(size(), SHOWN_ELEMENTS);
        for (long index = 0; index < shown; index++) {
            text.append(index == 0 ? "" : ", ").append(get(index));
        }
        return (shown < size() ? text.append(", … ").append(size()).append(" in all") : text) + "]";
    }

    final void requireElement(long index) {
        if (index < 0 || index >= size()) {
            throw outside(index, null);
        }
    }

    final void requireRange(long from, long to) {
        if (from < 0 || from > to || to > size()) {
            block();
            throw new IndexOutOfBoundsException("from " + from + " to " + to + ", size " + size());
        }
    }

    /** Returns what to throw for an index; throws another exception if the vector is closed. */
    final IndexOutOfBoundsException outside(long index, @Nullable Throwable cause) {
        block();
        IndexOutOfBoundsException outside =
                new IndexOutOfBoundsException("index " + index + ", size " + size());
        outside.initCause(cause);
        return outside;
    }

    private void requireSome() {
        if (isEmpty()) {
            throw new NoSuchElementException("no elements");
        }
    }

    private void copy(MemorySegment block, $type$[] target, int at) {
        MemorySegment.copy(
                block,
                $Kind$Access.ELEMENT,
                start() << $Kind$Access.SHIFT,
                target,
                at,
                (int) size());
    }
}
