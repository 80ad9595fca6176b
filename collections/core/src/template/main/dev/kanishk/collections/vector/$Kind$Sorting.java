package dev.kanishk.collections.vector;

import dev.kanishk.collections.memory.MemoryResource;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * A radix sort from the most significant digit down.
 *
 * <p><b>Why so.</b> A first pass reads the elements and finds the highest bit in which any two
 * differ; digits above it cost nothing. The next distributes by as many bits as make parts that fit
 * the processor's first cache; each of those is distributed once more, by about half as many buckets
 * as it has elements, and is then so nearly in order that an insertion sort over the whole part ends
 * it. So random elements are moved twice and no more, the second time within the cache. Where a bucket
 * stays large, it is distributed by its next digit.
 *
 * <p><b>Memory.</b> One block: room for the elements, and behind it the counters, one table a level.
 * A range of the elements has the same place in both halves, so a bucket is the same range of the
 * other half, and levels swap the halves' roles.
 *
 * <p><b>Keys.</b> An element's bits are turned so that their unsigned order is that of the elements.
 */
final class $Kind$Sorting {
    /** Up to this size nothing is allocated. */
    static final long SMALL = 48;

    /** A bucket up to this size is left to the insertion sort. */
    private static final long TINY = 24;

    private static final int GREATEST_DIGIT_BITS = 11;
    private static final ValueLayout.Of$Bits$ ELEMENT = ValueLayout.$BITS_LAYOUT$;
    private static final ValueLayout.OfLong COUNTER = ValueLayout.JAVA_LONG_UNALIGNED;
    private static final int KEY_BITS = 8 * (int) $Kind$Access.BYTES;

    private $Kind$Sorting() {}

    static void sort(MemorySegment block, long start, long size, MemoryResource resource) {
        if (size <= SMALL) {
            $Kind$Selection.insertionSort(block, start, start + size);
            return;
        }
        MemorySegment elements =
                block.asSlice(start << $Kind$Access.SHIFT, size << $Kind$Access.SHIFT);
        int bits = unequalBits(elements, size);
        if (bits == 0) {
            return;
        }
        long tables = ((size << $Kind$Access.SHIFT) + 7) & -8;
        int digit = digitBits(size, bits);
        // Narrower digits of lower levels take less than a table of this width for as many bits.
        long tableBytes = (long) (KEY_BITS / digit + 2) << digit << 3;
        MemorySegment scratch = resource.allocate(tables + tableBytes, Long.BYTES);
        try {
            distribute(elements, scratch, scratch, tables, 0, size, bits, true);
        } finally {
            resource.free(scratch);
        }
    }

    /** Returns how many low bits not all keys have in common; 0 also if all are in order. */
    private static int unequalBits(MemorySegment elements, long size) {
        long first = key(elements, 0);
        long before = first;
        long unequal = 0;
        boolean ordered = true;
        for (long index = 1; index < size; index++) {
            long key = key(elements, index);
            unequal |= key ^ first;
            ordered &= Long.compareUnsigned(before, key) <= 0;
            before = key;
        }
        return ordered ? 0 : Long.SIZE - Long.numberOfLeadingZeros(unequal);
    }

    /**
     * Sorts a range by its low bits.
     *
     * @param here where its elements are
     * @param there where they go
     * @param tables holds the counters
     * @param table where those of this level begin
     * @param stays whether the result belongs here, not there
     */
    private static void distribute(
            MemorySegment here,
            MemorySegment there,
            MemorySegment tables,
            long table,
            long from,
            long to,
            int bits,
            boolean stays) {
        int digit = digitBits(to - from, bits);
        int shift = bits - digit;
        int mask = (1 << digit) - 1;
        tables.asSlice(table, 8L << digit).fill((byte) 0);
        for (long index = from; index < to; index++) {
            long counter = table + (((key(here, index) >>> shift) & mask) << 3);
            tables.set(COUNTER, counter, tables.get(COUNTER, counter) + 1);
        }
        long greatest = startsFromCounts(tables, table, mask, from);
        for (long index = from; index < to; index++) {
            $bits$ element = here.get(ELEMENT, index << $Kind$Access.SHIFT);
            long counter = table + (((key(element) >>> shift) & mask) << 3);
            long place = tables.get(COUNTER, counter);
            tables.set(COUNTER, counter, place + 1);
            there.set(ELEMENT, place << $Kind$Access.SHIFT, element);
        }
        if (shift == 0 || greatest <= TINY) {
            MemorySegment result = stays ? here : there;
            if (stays) {
                $Kind$Access.copy(there, from, here, from, to - from);
            }
            if (shift > 0) {
                insertionSort(result, from, to);
            }
            return;
        }
        long start = from;
        for (int bucket = 0; bucket <= mask; bucket++) {
            long end = tables.get(COUNTER, table + ((long) bucket << 3));
            if (end - start > TINY) {
                distribute(
                        there, here, tables, table + (8L << digit), start, end, shift, !stays);
            } else if (end > start) {
                insertionSort(there, start, end);
                if (stays) {
                    $Kind$Access.copy(there, start, here, start, end - start);
                }
            }
            start = end;
        }
    }

    /** Turns counts into the index of each bucket's start; returns the greatest count. */
    private static long startsFromCounts(
            MemorySegment tables, long table, int mask, long from) {
        long start = from;
        long greatest = 0;
        for (int bucket = 0; bucket <= mask; bucket++) {
            long counter = table + ((long) bucket << 3);
            long count = tables.get(COUNTER, counter);
            tables.set(COUNTER, counter, start);
            start += count;
            greatest = Math.max(greatest, count);
        }
        return greatest;
    }

    private static void insertionSort(MemorySegment block, long from, long to) {
        for (long index = from + 1; index < to; index++) {
            $bits$ element = block.get(ELEMENT, index << $Kind$Access.SHIFT);
            long key = key(element);
            long place = index;
            while (place > from && Long.compareUnsigned(key, key(block, place - 1)) < 0) {
                block.set(
                        ELEMENT,
                        place << $Kind$Access.SHIFT,
                        block.get(ELEMENT, (place - 1) << $Kind$Access.SHIFT));
                place--;
            }
            block.set(ELEMENT, place << $Kind$Access.SHIFT, element);
        }
    }

    private static int digitBits(long count, int bits) {
        int wanted = Long.SIZE - 2 - Long.numberOfLeadingZeros(count);
        return Math.min(bits, Math.clamp(wanted, 4, GREATEST_DIGIT_BITS));
    }

    private static long key(MemorySegment block, long index) {
        return key(block.get(ELEMENT, index << $Kind$Access.SHIFT));
    }

    private static long key($bits$ element) {
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
}
