package dev.kanishk.collections.object;

import java.util.Arrays;
import java.util.Iterator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What can be asked of the objects in a vector. All that is returned is lent: the vector owns it.
 *
 * @param <T> the elements' class
 */
public abstract sealed class ObjectSequence<T> implements Iterable<T> permits ObjectVector {
    private static final int SHOWN_ELEMENTS = 32;

    final Lifecycle<T> lifecycle;
    ElementArray<T> elements;
    int size;
    boolean closed;

    ObjectSequence(Lifecycle<T> lifecycle) {
        this.lifecycle = lifecycle;
        this.elements = new ElementArray<>(lifecycle);
    }

    /**
     * Returns how many elements there are.
     *
     * @return from 0 to the capacity
     */
    public final int size() {
        return size;
    }

    /**
     * Returns whether there are no elements.
     *
     * @return whether the size is 0
     */
    public final boolean isEmpty() {
        return size == 0;
    }

    /**
     * Returns how many elements fit before places are allocated again.
     *
     * @return the capacity, in elements
     */
    public final int capacity() {
        return elements.capacity();
    }

    /**
     * Returns what the elements' lives are like.
     *
     * @return the lifecycle given when the vector was made
     */
    public final Lifecycle<T> lifecycle() {
        return lifecycle;
    }

    /**
     * Reads an element, checked. It is lent: the vector still owns it.
     *
     * @param index from 0 to the size, exclusive
     * @return the element
     * @throws IndexOutOfBoundsException if there is no such element
     */
    public final T get(int index) {
        requireElement(index);
        return elements.get(index);
    }

    /**
     * Does what {@link #get} does, under the name of {@code std::vector}'s checked access.
     *
     * @param index from 0 to the size, exclusive
     * @return the element, lent
     * @throws IndexOutOfBoundsException if there is no such element
     */
    public final T at(int index) {
        return get(index);
    }

    /**
     * Returns the first element.
     *
     * @return the element at 0, lent
     * @throws IndexOutOfBoundsException if there is none
     */
    public final T front() {
        return get(0);
    }

    /**
     * Returns the last element.
     *
     * @return the element before the end, lent
     * @throws IndexOutOfBoundsException if there is none
     */
    public final T back() {
        return get(size - 1);
    }

    /**
     * Returns the elements as a stream. The vector must not be changed while it is used.
     *
     * @return the elements from the first to the last, lent
     */
    public final Stream<T> stream() {
        requireOpen();
        return IntStream.range(0, size).mapToObj(this::get);
    }

    /** Returns the elements one after the other. The vector must not be changed meanwhile. */
    @Override
    public final Iterator<T> iterator() {
        return stream().iterator();
    }

    /** Two vectors are equal if their elements are, in order. */
    @Override
    public final boolean equals(@Nullable Object other) {
        return other instanceof ObjectSequence<?> vector
                && Arrays.equals(elements.snapshot(size), vector.elements.snapshot(vector.size));
    }

    /** Returns what {@link java.util.List#hashCode} returns for these elements. */
    @Override
    public final int hashCode() {
        return Arrays.hashCode(elements.snapshot(size));
    }

    /** Returns the elements as text; of many only the first and the size. */
    @Override
    public final String toString() {
        StringBuilder text = new StringBuilder("[");
        int shown = Math.min(size, SHOWN_ELEMENTS);
        for (int index = 0; index < shown; index++) {
            text.append(index == 0 ? "" : ", ").append(elements.get(index));
        }
        return (shown < size ? text.append(", … ").append(size).append(" in all") : text) + "]";
    }

    final void requireOpen() {
        if (closed) {
            throw new IllegalStateException("the ObjectVector is closed");
        }
    }

    final void requireElement(int index) {
        if (index < 0 || index >= size) {
            requireOpen();
            throw new IndexOutOfBoundsException("index " + index + ", size " + size);
        }
    }

    final void requireRange(int from, int to) {
        if (from < 0 || from > to || to > size) {
            throw new IndexOutOfBoundsException("from " + from + " to " + to + ", size " + size);
        }
    }
}
