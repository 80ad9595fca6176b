package dev.kanishk.collections.struct;

import dev.kanishk.collections.memory.MemoryResource;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.jspecify.annotations.Nullable;

/**
 * The order that elements will have once sorted, found without touching them.
 *
 * <p>Pairs of a key and an index, 16 bytes each, are sorted by merging, from runs of {@value #RUN}
 * that an insertion sort made: stable, O(n log n) at worst, and a comparison reads the pairs from
 * front to back; the elements are looked at only where keys are equal. Since nothing is moved until
 * the order stands, a comparator that throws leaves the elements as they were.
 */
final class SlotOrder implements AutoCloseable {
    private static final ValueLayout.OfLong WORD = ValueLayout.JAVA_LONG_UNALIGNED;
    private static final long PAIR = 2 * Long.BYTES;
    private static final long RUN = 8;

    private final MemoryResource resource;
    private final MemorySegment memory;
    private final long count;
    private final @Nullable SlotComparator ties;
    private MemorySegment pairs;
    private MemorySegment target;

    /** Sorts {@code count} elements, at least 1; takes 32 bytes each from the resource. */
    SlotOrder(long count, SlotKey key, @Nullable SlotComparator ties, MemoryResource resource) {
        this.resource = resource;
        this.count = count;
        this.ties = ties;
        this.memory = resource.allocate(2 * PAIR * count, Long.BYTES);
        this.pairs = memory.asSlice(0, PAIR * count);
        this.target = memory.asSlice(PAIR * count);
        boolean sorted = false;
        try {
            for (long i = 0; i < count; i++) {
                pairs.set(WORD, i * PAIR, key.key(i));
                pairs.set(WORD, i * PAIR + Long.BYTES, i);
            }
            sort();
            sorted = true;
        } finally {
            if (!sorted) {
                close();
            }
        }
    }

    long count() {
        return count;
    }

    /** Returns which element comes to a place. */
    long index(long place) {
        return pairs.get(WORD, place * PAIR + Long.BYTES);
    }

    @Override
    public void close() {
        resource.free(memory);
    }

    private void sort() {
        for (long from = 0; from < count; from += RUN) {
            insertionSort(from, Math.min(from + RUN, count));
        }
        for (long width = RUN; width < count; width *= 2) {
            for (long from = 0; from < count; from += 2 * width) {
                long middle = Math.min(from + width, count);
                merge(from, middle, Math.min(middle + width, count));
            }
            MemorySegment merged = target;
            target = pairs;
            pairs = merged;
        }
    }

    private void insertionSort(long from, long to) {
        for (long i = from + 1; i < to; i++) {
            long key = key(i);
            long index = index(i);
            long place = i;
            while (place > from && isBefore(key, index, key(place - 1), index(place - 1))) {
                put(pairs, place, key(place - 1), index(place - 1));
                place--;
            }
            put(pairs, place, key, index);
        }
    }

    private void merge(long from, long middle, long to) {
        boolean ordered =
                middle == to
                        || !isBefore(
                                key(middle), index(middle), key(middle - 1), index(middle - 1));
        if (ordered) {
            MemorySegment.copy(pairs, from * PAIR, target, from * PAIR, (to - from) * PAIR);
            return;
        }
        long left = from;
        long right = middle;
        for (long place = from; place < to; place++) {
            boolean takeRight =
                    left == middle
                            || (right < to
                                    && isBefore(key(right), index(right), key(left), index(left)));
            long taken = takeRight ? right++ : left++;
            put(target, place, key(taken), index(taken));
        }
    }

    private boolean isBefore(long key, long index, long otherKey, long otherIndex) {
        if (key != otherKey) {
            return key < otherKey;
        }
        return ties != null && ties.compare(index, otherIndex) < 0;
    }

    private long key(long place) {
        return pairs.get(WORD, place * PAIR);
    }

    private static void put(MemorySegment to, long place, long key, long index) {
        to.set(WORD, place * PAIR, key);
        to.set(WORD, place * PAIR + Long.BYTES, index);
    }
}
