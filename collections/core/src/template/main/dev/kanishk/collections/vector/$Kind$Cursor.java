package dev.kanishk.collections.vector;

import java.util.ConcurrentModificationException;
import java.util.NoSuchElementException;
import java.util.PrimitiveIterator;
import java.util.function.$Wide$Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A place between two elements that moves both ways: what an iterator is in C++.
 *
 * <p>{@link $Kind$Vector} says how long it is valid; after its own {@link #remove} it is.
 // #if byte short char float
 * As a {@link PrimitiveIterator} it hands elements out as {@code $wide$}.
 // #end
 */
public final class $Kind$Cursor implements PrimitiveIterator.Of$Wide$ {
    private static final long NONE = -1;

    private final $Kind$Sequence sequence;
    private final @Nullable $Kind$Vector erasable;
    private long index;
    private long last = NONE;
    private long generation;

    $Kind$Cursor($Kind$Sequence sequence, @Nullable $Kind$Vector erasable, long index) {
        this.sequence = sequence;
        this.erasable = erasable;
        this.index = index;
        this.generation = sequence.vector().generation();
    }

    @Override
    public boolean hasNext() {
        return index < sequence.size();
    }

    @Override
    public $wide$ next$Wide$() {
        return advance();
    }

    /**
     * Returns the element behind the cursor and moves behind it.
     *
     * @return the element
     * @throws NoSuchElementException if there is none
     */
    public $type$ advance() {
        requireValid();
        if (index >= sequence.size()) {
            throw new NoSuchElementException("at the end, " + sequence.size());
        }
        last = index;
        return sequence.get(index++);
    }

    /**
     * Returns whether there is an element before the cursor.
     *
     * @return whether it is not at the start
     */
    public boolean hasPrevious() {
        return index > 0;
    }

    /**
     * Returns the element before the cursor and moves before it.
     *
     * @return the element
     * @throws NoSuchElementException if there is none
     */
    public $type$ retreat() {
        requireValid();
        if (index <= 0) {
            throw new NoSuchElementException("at the start");
        }
        last = --index;
        return sequence.at(index);
    }

    /**
     * Returns the index of the element behind the cursor.
     *
     * @return from 0 to the size, inclusive
     */
    public long index() {
        return index;
    }

    /**
     * Replaces the element that was returned last.
     *
     * @param value the new element
     * @throws IllegalStateException if none was returned, or it was removed
     */
    public void set($type$ value) {
        requireValid();
        requireLast();
        sequence.requireElement(last);
        sequence.set(last, value);
    }

    /**
     * Removes the element that was returned last.
     *
     * @throws IllegalStateException if none was returned, or it was removed
     * @throws UnsupportedOperationException if the cursor is a slice's
     */
    @Override
    public void remove() {
        requireValid();
        if (erasable == null) {
            throw new UnsupportedOperationException("a slice has a fixed size");
        }
        requireLast();
        erasable.erase(last);
        if (last < index) {
            index--;
        }
        last = NONE;
        generation = erasable.generation();
    }

    @Override
    public void forEachRemaining($Wide$Consumer action) {
        while (index < sequence.size()) {
            action.accept(advance());
        }
    }

    private void requireLast() {
        if (last == NONE) {
            throw new IllegalStateException("no element was returned since the last removal");
        }
    }

    private void requireValid() {
        $Kind$Vector vector = sequence.vector();
        vector.block();
        if (Checks.DEBUG && generation != vector.generation()) {
            throw new ConcurrentModificationException(
                    "the cursor was made before " + vector.changedBy() + "()");
        }
    }
}
