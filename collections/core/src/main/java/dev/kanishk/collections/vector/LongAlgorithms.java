package dev.kanishk.collections.vector;

import dev.kanishk.collections.memory.MemoryResource;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/** Loops over a block of {@code long}s. */
final class LongAlgorithms {
    /** From this size on a radix sort is faster than the comparison sort of arrays. */
    static final int RADIX_SIZE = 1024;

    private static final ValueLayout.OfLong ELEMENT = ValueLayout.JAVA_LONG_UNALIGNED;
    private static final int DIGIT_BITS = 8;
    private static final int DIGITS = Long.SIZE / DIGIT_BITS;
    private static final int BUCKETS = 1 << DIGIT_BITS;
    private static final int TOP = DIGITS - 1;

    private LongAlgorithms() {}

    /** Adds up with four sums, since one would make each addition wait for the one before it. */
    static long sum(MemorySegment elements, long size) {
        long a = 0;
        long b = 0;
        long c = 0;
        long d = 0;
        long index = 0;
        for (; index <= size - 4; index += 4) {
            a += elements.get(ELEMENT, index << 3);
            b += elements.get(ELEMENT, (index << 3) + 8);
            c += elements.get(ELEMENT, (index << 3) + 16);
            d += elements.get(ELEMENT, (index << 3) + 24);
        }
        for (; index < size; index++) {
            a += elements.get(ELEMENT, index << 3);
        }
        return a + b + c + d;
    }

    /**
     * Sorts by the least significant byte first, each pass stable. All histograms come from one
     * reading; a byte that is the same in all elements needs no pass.
     */
    static void sort(MemorySegment elements, long size, MemoryResource resource) {
        if (size < RADIX_SIZE) {
            long[] few = new long[(int) size];
            MemorySegment.copy(elements, ELEMENT, 0, few, 0, few.length);
            Arrays.sort(few);
            MemorySegment.copy(few, 0, elements, ELEMENT, 0, few.length);
            return;
        }
        MemorySegment scratch = resource.allocate(size << 3, Long.BYTES);
        try {
            MemorySegment source = elements;
            MemorySegment target = scratch;
            boolean inScratch = false;
            long[][] counts = histograms(elements, size);
            for (int digit = 0; digit < DIGITS; digit++) {
                if (startsFromCounts(counts[digit], size)) {
                    pass(source, target, size, digit, counts[digit]);
                    MemorySegment written = target;
                    target = source;
                    source = written;
                    inScratch = !inScratch;
                }
            }
            if (inScratch) {
                MemorySegment.copy(source, 0, elements, 0, size << 3);
            }
        } finally {
            resource.free(scratch);
        }
    }

    private static long[][] histograms(MemorySegment elements, long size) {
        long[][] counts = new long[DIGITS][BUCKETS];
        for (long index = 0; index < size; index++) {
            long element = elements.get(ELEMENT, index << 3);
            for (int digit = 0; digit < DIGITS; digit++) {
                counts[digit][bucket(element, digit)]++;
            }
        }
        return counts;
    }

    /** Turns counts into the index of each bucket's start; false if one bucket holds all. */
    private static boolean startsFromCounts(long[] counts, long size) {
        long start = 0;
        for (int bucket = 0; bucket < BUCKETS; bucket++) {
            long count = counts[bucket];
            if (count == size) {
                return false;
            }
            counts[bucket] = start;
            start += count;
        }
        return true;
    }

    private static void pass(
            MemorySegment source, MemorySegment target, long size, int digit, long[] starts) {
        for (long index = 0; index < size; index++) {
            long element = source.get(ELEMENT, index << 3);
            long place = starts[bucket(element, digit)]++;
            target.set(ELEMENT, place << 3, element);
        }
    }

    /** The top byte holds the sign, which turns the order of its halves around. */
    private static int bucket(long element, int digit) {
        int bits = (int) (element >>> (digit * DIGIT_BITS)) & (BUCKETS - 1);
        return digit == TOP ? bits ^ (BUCKETS / 2) : bits;
    }
}
