package dev.kanishk.collections.object;

import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A growable array of objects that own something: {@code std::vector<T>} with T's rule of five.
 *
 * <p><b>Ownership.</b> An element belongs to the vector from the moment an operation that takes it
 * has returned, and is destroyed exactly once: when it is removed or overwritten, or on {@link
 * #close}. {@link #pushBack}, {@link #insert} and {@link #set} take the very object, as C++ does
 * with an rvalue; if they throw, it still is the caller's. Methods with "copy" in their names, and
 * those that take another vector, copy and leave the original. {@link #get} lends. No object may be
 * given to a vector twice.
 *
 * <p><b>Failure.</b> The strong guarantee holds wherever {@code std::vector} gives it, and in
 * {@link #insert(int, Object) insert} too: if a construction, a copy or a move throws, or memory
 * for the places is missing, the elements are as they were, nothing leaked. {@link Relocation} says
 * when elements are copied to keep that promise. Exceptions, which give the basic guarantee: {@link
 * #erase}, {@link #sort} and {@link #removeIf} do their work even if a move throws; and elements
 * whose moves may throw and that can't be copied keep their values and order, in other objects.
 *
 * <p>A vector has at most {@link #MAX_SIZE} elements. Using it after {@link #close} throws {@link
 * IllegalStateException}. One thread at a time may use it, and a lifecycle must not use the vector
 * that calls it.
 *
 * @param <T> the elements' class; null is no element
 */
public final class ObjectVector<T> extends ObjectSequence<T> implements AutoCloseable {
    /** The most elements a vector can have: about as many as an array. */
    public static final int MAX_SIZE = Integer.MAX_VALUE - 8;

    private static final int FIRST_CAPACITY = 8;

    /**
     * Makes an empty vector.
     *
     * @param lifecycle how its elements are copied, moved and destroyed
     */
    public ObjectVector(Lifecycle<T> lifecycle) {
        super(lifecycle);
    }

    /**
     * Makes room ahead. Strong.
     *
     * @param capacity the capacity wanted; at or below the present one nothing happens
     * @throws IllegalArgumentException if it is more than {@link #MAX_SIZE}
     */
    public void reserve(int capacity) {
        requireOpen();
        if (capacity > elements.capacity()) {
            requireSize(capacity);
            elements.openGap(size, 0, size, capacity);
            elements.reportDestroyFailure();
        }
    }

    /** Gives places back that no element uses. Strong. */
    public void shrinkToFit() {
        requireOpen();
        if (size < elements.capacity()) {
            elements.openGap(size, 0, size, size);
            elements.reportDestroyFailure();
        }
    }

    /**
     * Adds an element at the end. Amortised O(1). Strong.
     *
     * @param element the element, owned by the vector if this returns
     */
    public void pushBack(T element) {
        insert(size, element);
    }

    /**
     * Adds a copy of an element, which may be one of this vector, at the end. Strong.
     *
     * @param element what to copy
     */
    public void pushBackCopy(T element) {
        emplaceBack(() -> lifecycle.copy(element));
    }

    /**
     * Makes an element at the end. Amortised O(1). Strong: if the growth fails, the element that
     * was made is destroyed.
     *
     * @param constructor makes the element
     * @return the element, lent
     */
    public T emplaceBack(Supplier<? extends T> constructor) {
        return emplace(size, constructor);
    }

    /**
     * Makes an element before another. O(size − index). Strong.
     *
     * @param index where it will be, from 0 to the size, inclusive
     * @param constructor makes the element
     * @return the element, lent
     * @throws IndexOutOfBoundsException if the index is outside that
     */
    public T emplace(int index, Supplier<? extends T> constructor) {
        requireOpen();
        requirePlace(index);
        T element = Objects.requireNonNull(constructor.get(), "constructor returned null");
        try {
            openGap(index, 1);
        } catch (RuntimeException | Error e) {
            elements.destroy(element);
            elements.attachDestroyFailure(e);
            throw e;
        }
        fill(index, element);
        return element;
    }

    /**
     * Adds an element before another. O(size − index). Strong.
     *
     * @param index where it will be, from 0 to the size, inclusive
     * @param element the element, owned by the vector if this returns
     * @throws IndexOutOfBoundsException if the index is outside that
     */
    public void insert(int index, T element) {
        requireOpen();
        Objects.requireNonNull(element, "element");
        requirePlace(index);
        openGap(index, 1);
        fill(index, element);
    }

    /**
     * Adds copies of one element, which may be one of this vector, before another. Strong.
     *
     * @param index where the first will be, from 0 to the size, inclusive
     * @param count how many, at least 0
     * @param element what to copy
     * @throws IndexOutOfBoundsException if the index is outside that
     */
    public void insertCopies(int index, int count, T element) {
        requireOpen();
        requirePlace(index);
        requireCount(count);
        insertMade(index, elements.makeAll(count, i -> lifecycle.copy(element)));
    }

    /**
     * Adds copies of a range of a vector, which may be this one, before an element. Strong.
     *
     * @param index where the first will be, from 0 to the size, inclusive
     * @param source the vector
     * @param from the first index to copy
     * @param to the index behind the last to copy
     * @throws IndexOutOfBoundsException if index or range are wrong
     */
    public void insert(int index, ObjectVector<T> source, int from, int to) {
        requireOpen();
        source.requireOpen();
        requirePlace(index);
        source.requireRange(from, to);
        insertMade(index, elements.makeAll(to - from, i -> lifecycle.copy(source.get(from + i))));
    }

    /**
     * Adds copies of all elements of a vector, which may be this one, at the end. Strong.
     *
     * @param source the vector
     */
    public void append(ObjectVector<T> source) {
        insert(size, source, 0, source.size);
    }

    /**
     * Replaces all elements by copies of one, which may be one of them. Strong.
     *
     * @param count how many, at least 0
     * @param element what to copy
     */
    public void assign(int count, T element) {
        requireOpen();
        requireCount(count);
        replaceAll(elements.makeAll(count, i -> lifecycle.copy(element)));
    }

    /**
     * Replaces all elements by copies of a vector's. Strong.
     *
     * @param source the vector
     */
    public void assign(ObjectVector<T> source) {
        requireOpen();
        source.requireOpen();
        replaceAll(elements.makeAll(source.size, i -> lifecycle.copy(source.get(i))));
    }

    /**
     * Changes the size: elements behind it go, new ones are made. Strong.
     *
     * @param newSize the size wanted, at least 0
     * @param constructor makes each new element
     */
    public void resize(int newSize, Supplier<? extends T> constructor) {
        requireOpen();
        requireCount(newSize);
        if (newSize > size) {
            insertMade(size, elements.makeAll(newSize - size, i -> constructor.get()));
        } else {
            erase(newSize, size);
        }
    }

    /**
     * Removes the last element and destroys it.
     *
     * @throws IndexOutOfBoundsException if there is none
     */
    public void popBack() {
        erase(size - 1);
    }

    /**
     * Removes an element and destroys it. O(size − index).
     *
     * @param index from 0 to the size, exclusive
     * @throws IndexOutOfBoundsException if there is no such element
     */
    public void erase(int index) {
        requireElement(index);
        erase(index, index + 1);
    }

    /**
     * Removes a range and destroys its elements. O(size − from). If a move throws, the range is
     * removed all the same.
     *
     * @param from the first index to remove
     * @param to the index behind the last to remove
     * @throws IndexOutOfBoundsException if the range is not in the vector
     */
    public void erase(int from, int to) {
        requireOpen();
        requireRange(from, to);
        elements.destroyRange(from, to);
        closeGap(from, to - from);
        elements.reportDestroyFailure();
    }

    /**
     * Removes an element and hands it to the caller, who owns it from now on. O(size − index). If a
     * move throws, the element stays the vector's, as the last.
     *
     * @param index from 0 to the size, exclusive
     * @return the element
     * @throws IndexOutOfBoundsException if there is no such element
     */
    public T release(int index) {
        requireElement(index);
        T element = elements.take(index);
        boolean closedGap = false;
        try {
            closeGap(index, 1);
            closedGap = true;
        } finally {
            if (!closedGap) {
                elements.put(size++, element);
            }
        }
        elements.reportDestroyFailure();
        return element;
    }

    /**
     * Removes an element and destroys it, by putting the last in its place. O(1); the order
     * changes. Strong.
     *
     * @param index from 0 to the size, exclusive
     * @throws IndexOutOfBoundsException if there is no such element
     */
    public void swapRemove(int index) {
        requireElement(index);
        T removed = elements.take(index);
        if (index < size - 1) {
            boolean moved = false;
            try {
                elements.moveOne(size - 1, index);
                moved = true;
            } finally {
                if (!moved) {
                    elements.put(index, removed);
                }
            }
        }
        size--;
        elements.destroy(removed);
        elements.reportDestroyFailure();
    }

    /**
     * Removes the elements that a predicate chooses, and destroys them. O(size). If the predicate
     * throws, nothing was removed; if a move throws, all chosen are removed all the same.
     *
     * @param predicate asked once for each element
     * @return how many were removed
     */
    public int removeIf(Predicate<? super T> predicate) {
        requireOpen();
        BitSet chosen = new BitSet(size);
        for (int i = 0; i < size; i++) {
            chosen.set(i, predicate.test(elements.get(i)));
        }
        int count = chosen.cardinality();
        if (count > 0) {
            @Nullable Object[] kept = new Object[size];
            @Nullable Object[] removed = new Object[count];
            for (int i = 0, in = 0, out = 0; i < size; i++) {
                if (chosen.get(i)) {
                    removed[out++] = elements.get(i);
                } else {
                    kept[in++] = elements.get(i);
                }
            }
            elements.arrange(kept);
            size -= count;
            elements.destroyAll(removed, 0, count);
            elements.relocate(size);
            elements.reportDestroyFailure();
        }
        return count;
    }

    /**
     * Sorts stably. If the comparator throws, nothing was changed; if a move throws, the elements
     * are sorted all the same.
     *
     * @param comparator the order
     */
    public void sort(Comparator<? super T> comparator) {
        requireOpen();
        @Nullable Object[] order = elements.snapshot(size);
        @SuppressWarnings("unchecked") // the places in use hold nothing but T
        T[] sorted = (T[]) order;
        Arrays.sort(sorted, comparator);
        elements.arrange(order);
        elements.relocate(size);
        elements.reportDestroyFailure();
    }

    /** Destroys all elements, last to first, and keeps the capacity. */
    public void clear() {
        requireOpen();
        erase(0, size);
    }

    /**
     * Replaces an element; the old one is destroyed.
     *
     * @param index from 0 to the size, exclusive
     * @param element the new one, owned by the vector if this returns; nothing happens if it is the
     *     old one
     * @throws IndexOutOfBoundsException if there is no such element
     */
    public void set(int index, T element) {
        requireElement(index);
        Objects.requireNonNull(element, "element");
        T replaced = elements.get(index);
        if (!isSame(replaced, element)) {
            elements.put(index, element);
            elements.destroy(replaced);
            elements.reportDestroyFailure();
        }
    }

    /**
     * Returns a vector of copies, with no place to spare.
     *
     * @return the copy, owned by the caller
     */
    public ObjectVector<T> copy() {
        ObjectVector<T> copy = new ObjectVector<>(lifecycle);
        copy.assign(this);
        return copy;
    }

    /**
     * Hands all elements to a new vector; this one is empty afterwards. O(1); no element is told.
     *
     * @return the new owner
     */
    public ObjectVector<T> move() {
        requireOpen();
        ObjectVector<T> owner = new ObjectVector<>(lifecycle);
        owner.swap(this);
        return owner;
    }

    /**
     * Exchanges all elements with another vector. O(1); no element is told.
     *
     * @param other a vector with the same lifecycle
     * @throws IllegalArgumentException if the lifecycles are others
     */
    public void swap(ObjectVector<T> other) {
        requireOpen();
        other.requireOpen();
        if (!lifecycle.equals(other.lifecycle)) {
            throw new IllegalArgumentException(
                    "swapped vectors need one lifecycle, not "
                            + lifecycle
                            + " and "
                            + other.lifecycle);
        }
        ElementArray<T> otherElements = other.elements;
        int otherSize = other.size;
        other.elements = elements;
        other.size = size;
        elements = otherElements;
        size = otherSize;
    }

    /** Destroys all elements, last to first. A second call does nothing. */
    @Override
    public void close() {
        if (!closed) {
            closed = true;
            int count = size;
            size = 0;
            elements.destroyRange(0, count);
            elements.reportDestroyFailure();
        }
    }

    private void openGap(int index, int count) {
        int capacity = elements.capacity();
        if (count > capacity - size) {
            requireSize((long) size + count);
            long doubled = Math.min(MAX_SIZE, Math.max(FIRST_CAPACITY, 2L * capacity));
            capacity = (int) Math.max(size + count, doubled);
        }
        elements.openGap(index, count, size, capacity);
    }

    private void fill(int index, T element) {
        elements.put(index, element);
        size++;
        elements.reportDestroyFailure();
    }

    private void insertMade(int index, @Nullable Object[] made) {
        try {
            openGap(index, made.length);
        } catch (RuntimeException | Error e) {
            elements.destroyAll(made, 0, made.length);
            elements.attachDestroyFailure(e);
            throw e;
        }
        elements.putAll(index, made);
        size += made.length;
        elements.reportDestroyFailure();
    }

    private void replaceAll(@Nullable Object[] made) {
        ElementArray<T> replaced = elements;
        int count = size;
        elements = new ElementArray<>(lifecycle, made);
        size = made.length;
        replaced.destroyRange(0, count);
        replaced.reportDestroyFailure();
    }

    private void closeGap(int index, int count) {
        try {
            elements.closeGap(index, count, size);
        } finally {
            size -= count;
        }
    }

    /** The very object, not an equal one, is what would be destroyed. */
    @SuppressWarnings("ReferenceEquality")
    private static boolean isSame(Object one, Object other) {
        return one == other;
    }

    private void requirePlace(int index) {
        if (index < 0 || index > size) {
            throw new IndexOutOfBoundsException("index " + index + " to insert at, size " + size);
        }
    }

    private static void requireCount(int count) {
        if (count < 0) {
            throw new IllegalArgumentException("a vector has at least 0 elements, not " + count);
        }
    }

    private static void requireSize(long elements) {
        if (elements > MAX_SIZE) {
            throw new IllegalArgumentException(
                    elements + " elements are more than MAX_SIZE, " + MAX_SIZE);
        }
    }
}
