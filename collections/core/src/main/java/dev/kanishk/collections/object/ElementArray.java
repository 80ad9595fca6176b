package dev.kanishk.collections.object;

import java.util.Arrays;
import java.util.Objects;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * The places of elements, and what brings elements to other places or ends them.
 *
 * <p><b>Where elements live.</b> They are Java objects on the heap, and a place holds a reference.
 * Memory of one's own with objects constructed in it, as C++ has it, would give nothing here: a
 * Java object can't be put there, and data that can is a struct or a string and has its own
 * vectors. A reference can be moved without the object noticing, so relocation by reference is the
 * rule. An element that must notice, since something else knows where it is or since a move makes a
 * new owner, says so by its {@link Relocation}; then every change of place is a move.
 *
 * <p><b>The strong guarantee.</b> All that can throw happens before anything is changed:
 *
 * <ol>
 *   <li>New elements are made first, beside the array. If one fails, those before it are destroyed.
 *   <li>Then the old ones are brought to where they will be. By reference that can't fail. By moves
 *       that don't throw it can't either. If moves may throw, elements are copied to a new array,
 *       and a failure destroys the copies: the old ones were never touched.
 *   <li>Then fields are set, and what is left over is destroyed.
 * </ol>
 *
 * <p>What remains are elements whose moves may throw and that can't be copied. C++ gives up there.
 * Here the elements moved before the failure are put back by reference where the emptied ones were:
 * each value is where it was, though in another object.
 *
 * <p><b>Exactly once.</b> An element is in one place of one array, or in none while it is on its
 * way and held by a local variable of a method that destroys it if it can't arrive.
 */
final class ElementArray<T> {
    private final Lifecycle<T> lifecycle;
    private final boolean byReference;
    private final boolean copies;
    private @Nullable Object[] places;
    private @Nullable Throwable destroyFailure;

    ElementArray(Lifecycle<T> lifecycle) {
        this.lifecycle = lifecycle;
        this.byReference = lifecycle.relocation() == Relocation.BY_REFERENCE;
        this.copies = lifecycle.relocation() == Relocation.MOVE_MAY_THROW && lifecycle.isCopyable();
        this.places = new Object[0];
    }

    /** Takes elements that were made, with the array they are in. */
    ElementArray(Lifecycle<T> lifecycle, @Nullable Object[] made) {
        this(lifecycle);
        this.places = made;
    }

    int capacity() {
        return places.length;
    }

    @SuppressWarnings("unchecked") // only a T is ever put in, and none is read from an empty place
    T get(int index) {
        return (T) places[index];
    }

    void put(int index, T element) {
        places[index] = element;
    }

    /** Takes an element out; its place is empty then. */
    T take(int index) {
        T element = get(index);
        places[index] = null;
        return element;
    }

    /** Makes elements beside the array, all or none. */
    @Nullable Object[] makeAll(int count, IntFunction<? extends T> maker) {
        @Nullable Object[] made = new Object[count];
        int done = 0;
        try {
            for (; done < count; done++) {
                made[done] = Objects.requireNonNull(maker.apply(done), "null was constructed");
            }
        } catch (RuntimeException | Error e) {
            destroyAll(made, 0, done);
            attachDestroyFailure(e);
            throw e;
        }
        return made;
    }

    /** Puts elements into the empty places from an index on. */
    void putAll(int index, @Nullable Object[] made) {
        System.arraycopy(made, 0, places, index, made.length);
    }

    /**
     * Makes room for elements at an index, in this array or a new one of a capacity. The places of
     * the gap are empty. Strong, but as the essay says for what can't be copied.
     */
    void openGap(int index, int gap, int size, int newCapacity) {
        if (newCapacity != places.length) {
            relocate(new Object[newCapacity], index, gap, size);
        } else if (byReference || index == size) {
            System.arraycopy(places, index, places, index + gap, size - index);
            Arrays.fill(places, index, Math.min(index + gap, size), null);
        } else if (copies) {
            relocate(new Object[newCapacity], index, gap, size);
        } else {
            moveUp(index, gap, size);
        }
    }

    /** Brings all elements to a new array, as if they were new. */
    void relocate(int size) {
        if (!byReference) {
            relocate(new Object[places.length], size, 0, size);
        }
    }

    private void relocate(@Nullable Object[] target, int index, int gap, int size) {
        if (byReference) {
            System.arraycopy(places, 0, target, 0, index);
            System.arraycopy(places, index, target, index + gap, size - index);
            places = target;
            return;
        }
        int done = 0;
        try {
            for (; done < size; done++) {
                T element = get(done);
                target[done < index ? done : done + gap] =
                        copies ? lifecycle.copy(element) : lifecycle.move(element);
            }
        } catch (RuntimeException | Error e) {
            for (int i = done - 1; i >= 0; i--) {
                Object made = target[i < index ? i : i + gap];
                Object emptied = copies ? made : places[i];
                if (!copies) {
                    places[i] = made;
                }
                destroy(emptied);
            }
            attachDestroyFailure(e);
            throw e;
        }
        @Nullable Object[] left = places;
        places = target;
        destroyAll(left, 0, size);
    }

    private void moveUp(int index, int gap, int size) {
        int from = size - 1;
        try {
            for (; from >= index; from--) {
                moveOne(from, from + gap);
            }
        } catch (RuntimeException | Error e) {
            System.arraycopy(places, from + 1 + gap, places, from + 1, size - 1 - from);
            Arrays.fill(places, size, size + gap, null);
            attachDestroyFailure(e);
            throw e;
        }
    }

    /**
     * Closes a gap of empty places. If a move throws, what was not moved yet is brought down by
     * reference; the gap is closed all the same.
     */
    void closeGap(int index, int gap, int size) {
        int from = index + gap;
        try {
            for (; !byReference && from < size; from++) {
                moveOne(from, from - gap);
            }
        } finally {
            System.arraycopy(places, from, places, from - gap, size - from);
            Arrays.fill(places, size - gap, size, null);
        }
    }

    /** Brings an element to an empty place; if its move throws, it stays. */
    void moveOne(int from, int to) {
        T element = get(from);
        if (byReference) {
            places[to] = element;
        } else {
            places[to] = lifecycle.move(element);
            destroy(element);
        }
        places[from] = null;
    }

    /** Takes away elements, last to first; their places are empty then. */
    void destroyRange(int from, int to) {
        destroyAll(places, from, to);
    }

    void destroyAll(@Nullable Object[] elements, int from, int to) {
        for (int i = to - 1; i >= from; i--) {
            Object element = elements[i];
            elements[i] = null;
            destroy(element);
        }
    }

    @SuppressWarnings("unchecked") // as in get
    void destroy(@Nullable Object element) {
        T gone = (T) Objects.requireNonNull(element);
        try {
            lifecycle.destroy(gone);
        } catch (RuntimeException | Error e) {
            if (destroyFailure == null) {
                destroyFailure = e;
            } else {
                destroyFailure.addSuppressed(e);
            }
        }
    }

    /** Throws what the destruction of an element threw during an operation that is now finished. */
    void reportDestroyFailure() {
        Throwable failure = destroyFailure;
        if (failure != null) {
            destroyFailure = null;
            if (failure instanceof Error error) {
                throw error;
            }
            throw (RuntimeException) failure;
        }
    }

    void attachDestroyFailure(Throwable thrown) {
        Throwable failure = destroyFailure;
        if (failure != null) {
            destroyFailure = null;
            thrown.addSuppressed(failure);
        }
    }

    /** Replaces the order of the first places; the elements are the same. */
    void arrange(@Nullable Object[] order) {
        System.arraycopy(order, 0, places, 0, order.length);
    }

    @Nullable Object[] snapshot(int size) {
        return Arrays.copyOf(places, size);
    }
}
