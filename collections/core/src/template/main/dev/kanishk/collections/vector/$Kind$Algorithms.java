package dev.kanishk.collections.vector;

import static dev.kanishk.collections.vector.$Kind$Access.get;
import static dev.kanishk.collections.vector.$Kind$Access.less;
import static dev.kanishk.collections.vector.$Kind$Access.same;
import static dev.kanishk.collections.vector.$Kind$Access.set;

import java.lang.foreign.MemorySegment;

/** Loops over a range of a block that call no code of others: filling, searching, reordering. */
final class $Kind$Algorithms {
    private $Kind$Algorithms() {}

    static void fill(MemorySegment block, long from, long to, $type$ value) {
        // #if byte
        block.asSlice(from, to - from).fill(value);
        // #else
        for (long index = from; index < to; index++) {
            set(block, index, value);
        }
        // #end
    }

    /** Returns where the value is last, counted from {@code from}, or −1. */
    static long lastIndexOf(MemorySegment block, long from, long to, $type$ value) {
        for (long index = to - 1; index >= from; index--) {
            if (same(get(block, index), value)) {
                return index - from;
            }
        }
        return -1;
    }

    static long lowerBound(MemorySegment block, long from, long to, $type$ value) {
        long low = from;
        long high = to;
        while (low < high) {
            long middle = (low + high) >>> 1;
            if (less(get(block, middle), value)) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    static long upperBound(MemorySegment block, long from, long to, $type$ value) {
        long low = from;
        long high = to;
        while (low < high) {
            long middle = (low + high) >>> 1;
            if (less(value, get(block, middle))) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }

    static boolean isSorted(MemorySegment block, long from, long to) {
        for (long index = from + 1; index < to; index++) {
            if (less(get(block, index), get(block, index - 1))) {
                return false;
            }
        }
        return true;
    }

    static void swap(MemorySegment block, long a, long b) {
        $type$ element = get(block, a);
        set(block, a, get(block, b));
        set(block, b, element);
    }

    static void reverse(MemorySegment block, long from, long to) {
        for (long low = from, high = to - 1; low < high; low++, high--) {
            swap(block, low, high);
        }
    }

    /** Turns both parts around, then the whole. */
    static void rotate(MemorySegment block, long from, long middle, long to) {
        if (middle > from && middle < to) {
            reverse(block, from, middle);
            reverse(block, middle, to);
            reverse(block, from, to);
        }
    }

    /** Moves what differs from the value to the front; returns where it ends. */
    static long remove(MemorySegment block, long from, long to, $type$ value) {
        long kept = from;
        for (long index = from; index < to; index++) {
            $type$ element = get(block, index);
            if (!same(element, value)) {
                set(block, kept++, element);
            }
        }
        return kept;
    }

    /** Moves what differs from the element before it to the front; returns where it ends. */
    static long unique(MemorySegment block, long from, long to) {
        if (from == to) {
            return to;
        }
        long kept = from;
        for (long index = from + 1; index < to; index++) {
            $type$ element = get(block, index);
            if (!same(element, get(block, kept))) {
                set(block, ++kept, element);
            }
        }
        return kept + 1;
    }

    static boolean equal(MemorySegment a, long aFrom, MemorySegment b, long bFrom, long count) {
        // #if float double
        boolean same =
                NativeBlocks.same(
                        a,
                        aFrom << $Kind$Access.SHIFT,
                        b,
                        bFrom << $Kind$Access.SHIFT,
                        count << $Kind$Access.SHIFT);
        return same || mismatch(a, aFrom, b, bFrom, count) < 0;
        // #else
        return NativeBlocks.same(
                a,
                aFrom << $Kind$Access.SHIFT,
                b,
                bFrom << $Kind$Access.SHIFT,
                count << $Kind$Access.SHIFT);
        // #end
    }

    /** Returns the first index, from 0, at which the ranges differ, or −1. */
    static long mismatch(MemorySegment a, long aFrom, MemorySegment b, long bFrom, long count) {
        long index = 0;
        while (index < count) {
            long offset =
                    MemorySegment.mismatch(
                            a,
                            (aFrom + index) << $Kind$Access.SHIFT,
                            (aFrom + count) << $Kind$Access.SHIFT,
                            b,
                            (bFrom + index) << $Kind$Access.SHIFT,
                            (bFrom + count) << $Kind$Access.SHIFT);
            if (offset < 0) {
                return -1;
            }
            index += offset >> $Kind$Access.SHIFT;
            if (!same(get(a, aFrom + index), get(b, bFrom + index))) {
                return index;
            }
            // Two NaNs of different bits.
            index++;
        }
        return -1;
    }

    static int hash(MemorySegment block, long from, long to) {
        int hash = 1;
        for (long index = from; index < to; index++) {
            hash = 31 * hash + $Box$.hashCode(get(block, index));
        }
        return hash;
    }
}
