package dev.kanishk.agents.graph;

import java.util.AbstractList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.RandomAccess;
import org.jspecify.annotations.Nullable;

/*
 * A list that grows by one element a step must not be copied at each, or a run of n steps costs the
 * square of n. Lists of one history share an array: the newest of them owns the free places behind
 * its end and appends there; an older one, whose next place is taken, copies. No list ever changes:
 * places below its size are written before it is made, and never again. Whoever gets a list through
 * its final fields, or through a lock, sees them.
 */
/** An immutable list to which elements can be appended in constant time. */
final class SharedList extends AbstractList<@Nullable Object> implements RandomAccess {
    private static final int MIN_CAPACITY = 16;

    /** The array that the lists of one history share, and how many of its places are taken. */
    private static final class Shared {
        private @Nullable Object[] elements;
        private int taken;

        Shared(@Nullable Object[] elements, int taken) {
            this.elements = elements;
            this.taken = taken;
        }
    }

    private final Shared shared;
    private final @Nullable Object[] elements;
    private final int size;

    private SharedList(Shared shared, @Nullable Object[] elements, int size) {
        this.shared = shared;
        this.elements = elements;
        this.size = size;
    }

    static SharedList of(@Nullable List<?> list) {
        if (list instanceof SharedList shared) {
            return shared;
        }
        @Nullable Object[] elements = list == null ? new Object[0] : list.toArray();
        return new SharedList(new Shared(elements, elements.length), elements, elements.length);
    }

    SharedList plus(Collection<?> more) {
        @Nullable Object[] added = more.toArray();
        synchronized (shared) {
            Shared target = shared;
            if (shared.taken != size) {
                @Nullable Object[] copy = Arrays.copyOf(elements, capacity(size + added.length));
                Arrays.fill(copy, size, copy.length, null);
                target = new Shared(copy, size);
            } else if (shared.elements.length < size + added.length) {
                target.elements = Arrays.copyOf(elements, capacity(size + added.length));
            }
            System.arraycopy(added, 0, target.elements, size, added.length);
            target.taken = size + added.length;
            return new SharedList(target, target.elements, target.taken);
        }
    }

    private static int capacity(int needed) {
        return Math.max(MIN_CAPACITY, needed + (needed >> 1));
    }

    @Override
    public @Nullable Object get(int index) {
        return elements[Objects.checkIndex(index, size)];
    }

    @Override
    public int size() {
        return size;
    }
}
