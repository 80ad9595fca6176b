package dev.kanishk.collections.vector;

import static dev.kanishk.collections.vector.$Kind$Access.copy;
import static dev.kanishk.collections.vector.$Kind$Access.get;
import static dev.kanishk.collections.vector.$Kind$Access.set;

import dev.kanishk.collections.memory.MemoryResource;
import java.lang.foreign.MemorySegment;

/**
 * A merge sort by an order that others wrote.
 *
 * <p>It works in memory of its own and writes the result at the end, so that an order that throws
 * leaves the elements as they were, and one that changes the vector cannot make the sort touch memory
 * that was given back.
 */
final class $Kind$Merging {
    private static final int FEW = 16;

    private $Kind$Merging() {}

    static void sort($Kind$Sequence sequence, $Kind$Comparator order) {
        MemorySegment block = sequence.block();
        long size = sequence.size();
        if (size < 2) {
            return;
        }
        MemoryResource resource = sequence.resource();
        long bytes = size << $Kind$Access.SHIFT;
        MemorySegment both = resource.allocate(2 * bytes, $Kind$Access.BYTES);
        try {
            copy(block, sequence.start(), both, 0, size);
            copy(block, sequence.start(), both, size, size);
            MemorySegment sorted = both.asSlice(0, bytes);
            sort(both.asSlice(bytes), sorted, 0, size, order);
            $Kind$Partition.replace(sequence, sorted, size);
        } finally {
            resource.free(both);
        }
    }

    /** Sorts a range into {@code target}; both hold the same elements there before. */
    private static void sort(
            MemorySegment source,
            MemorySegment target,
            long from,
            long to,
            $Kind$Comparator order) {
        if (to - from <= FEW) {
            insertionSort(target, from, to, order);
            return;
        }
        long middle = (from + to) >>> 1;
        sort(target, source, from, middle, order);
        sort(target, source, middle, to, order);
        merge(source, target, from, middle, to, order);
    }

    private static void insertionSort(
            MemorySegment block, long from, long to, $Kind$Comparator order) {
        for (long index = from + 1; index < to; index++) {
            $type$ element = get(block, index);
            long place = index;
            while (place > from && order.compare(element, get(block, place - 1)) < 0) {
                set(block, place, get(block, place - 1));
                place--;
            }
            set(block, place, element);
        }
    }

    private static void merge(
            MemorySegment source,
            MemorySegment target,
            long from,
            long middle,
            long to,
            $Kind$Comparator order) {
        long left = from;
        long right = middle;
        for (long index = from; index < to; index++) {
            boolean takeRight =
                    left == middle
                            || right < to
                                    && order.compare(get(source, right), get(source, left)) < 0;
            set(target, index, get(source, takeRight ? right++ : left++));
        }
    }
}
