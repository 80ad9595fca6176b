package dev.kanishk.collections.vector;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Sorts few enough elements that they, as much room again and the counters stay in the cache.
 *
 * <p>Two digits, counted in one pass, together somewhat wider than the logarithm of the number of
 * elements: so the elements are moved by the lower digit, then by the higher, and hardly two have
 * both in common. Those that do stand side by side then and are sorted by the bits below: by
 * insertion if they are few, else in the same way. An insertion sort instead of the second digit
 * would move less, but mispredict a branch for nearly each element.
 *
 * <p><b>Keys.</b> An element's bits are turned so that their unsigned order is that of the elements.
 *
 * <p><b>Loops.</b> Each is a method of its own that counts offsets by {@code long}: written out in
 * their caller, the compiler made code of them that took half as long again.
 */
final class $Kind$BucketSort {
    /** How many elements may be sorted here: as 8 bytes each, 128 KiB, and twice that in all. */
    static final long MOST = 16384;

    static final ValueLayout.Of$Bits$ ELEMENT = ValueLayout.$BITS_LAYOUT$;

    /** A bucket up to this size is left to the insertion sort. */
    static final int TINY = 24;

    /** How much wider both digits together are than the number of elements. */
    private static final int SPARE_BITS = 8;

    /** Counts bytes, not elements; there are fewer than 2<sup>18</sup>. */
    private static final ValueLayout.OfInt COUNTER = ValueLayout.JAVA_INT_UNALIGNED;

    private $Kind$BucketSort() {}

    /** Returns how many bytes both tables take for so many elements. */
    static long tableBytes(long size) {
        return 8L << digitBits((int) size);
    }

    /**
     * Sorts elements by their low bits.
     *
     * @param source where they are, from {@code sourceAt}; may be where they go
     * @param scratch has the tables at its beginning, and room for the elements at {@code middle}
     * @param target where they go, from {@code targetAt}
     * @param bits how many low bits they may differ in
     */
    static void sort(
            MemorySegment source,
            long sourceAt,
            MemorySegment scratch,
            long middle,
            MemorySegment target,
            long targetAt,
            int size,
            int bits) {
        long bytes = (long) size << $Kind$Access.SHIFT;
        if (size <= TINY) {
            copy(source, sourceAt, target, targetAt, bytes);
            insertionSort(target, targetAt, targetAt + bytes);
            return;
        }
        int both = Math.min(bits, 2 * digitBits(size));
        int high = (both + 1) >> 1;
        int low = both - high;
        int shift = bits - both;
        long lowMask = (1L << low) - 1;
        long highMask = (1L << high) - 1;
        long highTable = 4L << low;
        clear(scratch, highTable + (4L << high));
        count(
                source,
                sourceAt,
                bytes,
                shift,
                lowMask,
                shift + low,
                highMask,
                scratch,
                highTable);
        startsFromCounts(scratch, 0, lowMask);
        startsFromCounts(scratch, highTable, highMask);
        scatter(source, sourceAt, bytes, shift, lowMask, scratch, middle, scratch, 0);
        scatter(
                scratch,
                middle,
                bytes,
                shift + low,
                highMask,
                target,
                targetAt,
                scratch,
                highTable);
        if (shift > 0) {
            sortTies(target, targetAt, bytes, shift, scratch, middle);
        }
    }

    private static int digitBits(int size) {
        return (Integer.SIZE - Integer.numberOfLeadingZeros(size) + SPARE_BITS) >> 1;
    }

    private static void clear(MemorySegment tables, long bytes) {
        for (long counter = 0; counter < bytes; counter += 4) {
            tables.set(COUNTER, counter, 0);
        }
    }

    private static void count(
            MemorySegment source,
            long sourceAt,
            long bytes,
            int lowShift,
            long lowMask,
            int highShift,
            long highMask,
            MemorySegment tables,
            long highTable) {
        for (long offset = sourceAt; offset < sourceAt + bytes; offset += $Kind$Access.BYTES) {
            long key = key(source, offset);
            long low = ((key >>> lowShift) & lowMask) << 2;
            tables.set(COUNTER, low, tables.get(COUNTER, low) + (int) $Kind$Access.BYTES);
            long high = highTable + (((key >>> highShift) & highMask) << 2);
            tables.set(COUNTER, high, tables.get(COUNTER, high) + (int) $Kind$Access.BYTES);
        }
    }

    private static void startsFromCounts(MemorySegment tables, long table, long mask) {
        int start = 0;
        for (long counter = table; counter <= table + (mask << 2); counter += 4) {
            int count = tables.get(COUNTER, counter);
            tables.set(COUNTER, counter, start);
            start += count;
        }
    }

    private static void scatter(
            MemorySegment source,
            long sourceAt,
            long bytes,
            int shift,
            long mask,
            MemorySegment target,
            long targetAt,
            MemorySegment tables,
            long table) {
        for (long offset = sourceAt; offset < sourceAt + bytes; offset += $Kind$Access.BYTES) {
            $bits$ element = source.get(ELEMENT, offset);
            long counter = table + (((key(element) >>> shift) & mask) << 2);
            int place = tables.get(COUNTER, counter);
            tables.set(COUNTER, counter, place + (int) $Kind$Access.BYTES);
            target.set(ELEMENT, targetAt + place, element);
        }
    }

    /** Sorts each run of elements that agree in all bits from {@code shift} on. */
    private static void sortTies(
            MemorySegment target,
            long targetAt,
            long bytes,
            int shift,
            MemorySegment scratch,
            long middle) {
        long start = targetAt;
        long first = key(target, start) >>> shift;
        for (long offset = start; offset < targetAt + bytes; offset += $Kind$Access.BYTES) {
            long next = key(target, offset) >>> shift;
            if (next != first) {
                if (offset - start > $Kind$Access.BYTES) {
                    sortTie(target, start, offset, shift, scratch, middle);
                }
                start = offset;
                first = next;
            }
        }
        sortTie(target, start, targetAt + bytes, shift, scratch, middle);
    }

    private static void sortTie(
            MemorySegment target,
            long from,
            long to,
            int shift,
            MemorySegment scratch,
            long middle) {
        int size = (int) ((to - from) >>> $Kind$Access.SHIFT);
        if (size <= TINY) {
            insertionSort(target, from, to);
        } else {
            sort(target, from, scratch, middle, target, from, size, shift);
        }
    }

    private static void copy(
            MemorySegment source, long sourceAt, MemorySegment target, long targetAt, long bytes) {
        for (long offset = 0; offset < bytes; offset += $Kind$Access.BYTES) {
            target.set(ELEMENT, targetAt + offset, source.get(ELEMENT, sourceAt + offset));
        }
    }

    private static void insertionSort(MemorySegment block, long from, long to) {
        for (long offset = from; offset < to; offset += $Kind$Access.BYTES) {
            $bits$ element = block.get(ELEMENT, offset);
            long key = key(element);
            long place = offset;
            while (place > from
                    && Long.compareUnsigned(key, key(block, place - $Kind$Access.BYTES)) < 0) {
                block.set(ELEMENT, place, block.get(ELEMENT, place - $Kind$Access.BYTES));
                place -= $Kind$Access.BYTES;
            }
            block.set(ELEMENT, place, element);
        }
    }

    static long key(MemorySegment block, long offset) {
        return key(block.get(ELEMENT, offset));
    }

    static long key($bits$ element) {
        // #if byte
        return (element ^ 0x80) & 0xFF;
        // #end
        // #if short
        return (element ^ 0x8000) & 0xFFFF;
        // #end
        // #if char
        return element;
        // #end
        // #if int
        return (element ^ 0x8000_0000) & 0xFFFF_FFFFL;
        // #end
        // #if long
        return element ^ Long.MIN_VALUE;
        // #end
        // #if float
        return ($Kind$Access.ordered(element) ^ 0x8000_0000) & 0xFFFF_FFFFL;
        // #end
        // #if double
        return $Kind$Access.ordered(element) ^ Long.MIN_VALUE;
        // #end
    }
    // #if byte short char int

    /** Returns the element that has a key. */
    static $type$ element(long key) {
        return ($type$) (key ^ key($fromInt$0));
    }
    // #end
    // #if long

    /** Returns the element that has a key. */
    static long element(long key) {
        return key ^ key(0);
    }
    // #end
}
