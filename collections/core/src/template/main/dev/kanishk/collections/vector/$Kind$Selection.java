package dev.kanishk.collections.vector;

import static dev.kanishk.collections.vector.$Kind$Access.get;
import static dev.kanishk.collections.vector.$Kind$Access.less;
import static dev.kanishk.collections.vector.$Kind$Access.set;
import static dev.kanishk.collections.vector.$Kind$Algorithms.swap;

import java.lang.foreign.MemorySegment;

/**
 * Selection and sorting in place: quickselect and quicksort (Hoare), which turn to a heap when their
 * pivots are bad for too long (Musser's introspection), so that nothing is quadratic.
 */
final class $Kind$Selection {
    /** Up to this size an insertion sort is the fastest. */
    static final int FEW = 24;

    private $Kind$Selection() {}

    static void partialSort(MemorySegment block, long from, long middle, long to) {
        if (middle > from) {
            select(block, from, middle - 1, to);
            sort(block, from, middle, limit(middle - from));
        }
    }

    static void select(MemorySegment block, long from, long place, long to) {
        long low = from;
        long high = to;
        int pivots = limit(to - from);
        while (high - low > FEW) {
            if (pivots-- == 0) {
                heapSort(block, low, high);
                return;
            }
            long split = split(block, low, high);
            if (place < split) {
                high = split;
            } else {
                low = split;
            }
        }
        insertionSort(block, low, high);
    }

    private static void sort(MemorySegment block, long from, long to, int pivots) {
        long low = from;
        int left = pivots;
        while (to - low > FEW) {
            if (left-- == 0) {
                heapSort(block, low, to);
                return;
            }
            long split = split(block, low, to);
            sort(block, low, split, left);
            low = split;
        }
        insertionSort(block, low, to);
    }

    private static int limit(long count) {
        return 2 * (Long.SIZE - Long.numberOfLeadingZeros(count));
    }

    /** Returns where the second part begins: neither is empty, none in it is less than one before. */
    private static long split(MemorySegment block, long from, long to) {
        long middle = (from + to) >>> 1;
        order(block, from, middle);
        order(block, middle, to - 1);
        order(block, from, middle);
        $type$ pivot = get(block, middle);
        long low = from;
        long high = to - 1;
        while (true) {
            while (less(get(block, low), pivot)) {
                low++;
            }
            while (less(pivot, get(block, high))) {
                high--;
            }
            if (low >= high) {
                return Math.clamp(high + 1, from + 1, to - 1);
            }
            swap(block, low++, high--);
        }
    }

    private static void order(MemorySegment block, long first, long second) {
        if (less(get(block, second), get(block, first))) {
            swap(block, first, second);
        }
    }

    static void insertionSort(MemorySegment block, long from, long to) {
        for (long index = from + 1; index < to; index++) {
            $type$ element = get(block, index);
            long place = index;
            while (place > from && less(element, get(block, place - 1))) {
                set(block, place, get(block, place - 1));
                place--;
            }
            set(block, place, element);
        }
    }

    static void heapSort(MemorySegment block, long from, long to) {
        long count = to - from;
        for (long root = count / 2 - 1; root >= 0; root--) {
            sink(block, from, root, count);
        }
        for (long last = count - 1; last > 0; last--) {
            swap(block, from, from + last);
            sink(block, from, 0, last);
        }
    }

    private static void sink(MemorySegment block, long from, long start, long count) {
        $type$ element = get(block, from + start);
        long root = start;
        long child = 2 * root + 1;
        while (child < count) {
            if (child + 1 < count
                    && less(get(block, from + child), get(block, from + child + 1))) {
                child++;
            }
            if (!less(element, get(block, from + child))) {
                break;
            }
            set(block, from + root, get(block, from + child));
            root = child;
            child = 2 * root + 1;
        }
        set(block, from + root, element);
    }
}
