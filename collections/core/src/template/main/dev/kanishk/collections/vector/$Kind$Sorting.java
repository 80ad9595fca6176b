package dev.kanishk.collections.vector;

import static dev.kanishk.collections.vector.$Kind$BucketSort.ELEMENT;
import static dev.kanishk.collections.vector.$Kind$BucketSort.key;

import dev.kanishk.collections.memory.MemoryResource;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * A radix sort: from the most significant digit down to buckets that fit the processor's cache,
 * and within each of those, by {@link $Kind$BucketSort}, from the least significant digit up.
 *
 * <p><b>Why so.</b> A first pass reads the elements and finds the highest bit in which any two
 * differ: digits above it cost nothing, and neither do elements that are in order. The next pass
 * moves each element to the bucket of its highest digit; that digit is so narrow that the ends of
 * all buckets stay in the cache. A bucket is then sorted where nothing it touches leaves the cache,
 * by two more moves of each element, whatever its width. So random elements are moved three times,
 * and no step has a branch that depends on them. A bucket too large for the cache is distributed by
 * its next digit.
 *
 // #if byte short char int long
 * <p>Where there are more elements than different values they can have, counting the values is
 * enough, and nothing is moved.
 *
 // #end
 * <p><b>Memory.</b> One block: the counters and the middle of the bucket sort, the counters of this
 * class, one table a level, and room for the elements. A bucket has the same place there as in the
 * vector, levels swap the two, and the last move of a bucket sort goes to the vector.
 */
final class $Kind$Sorting {
    /** Up to this size nothing is allocated. */
    static final long SMALL = 48;

    private static final int LEAST_DIGIT_BITS = 6;
    private static final int GREATEST_DIGIT_BITS = 10;
    private static final int BUCKET_BITS = 10;
    // #if byte short char int long

    /** Counters for so many bits, 512 KiB of them, stay in the cache. */
    private static final int MOST_COUNTED_BITS = 16;

    // #end
    private static final ValueLayout.OfLong COUNTER = ValueLayout.JAVA_LONG_UNALIGNED;
    private static final int KEY_BITS = 8 * (int) $Kind$Access.BYTES;

    private $Kind$Sorting() {}

    static void sort(MemorySegment block, long start, long size, MemoryResource resource) {
        if (size <= SMALL) {
            $Kind$Selection.insertionSort(block, start, start + size);
            return;
        }
        long at = start << $Kind$Access.SHIFT;
        int bits = unequalBits(block, at, size);
        if (bits == 0) {
            return;
        }
        long elementBytes = size << $Kind$Access.SHIFT;
        // #if byte short char int long
        if (bits <= MOST_COUNTED_BITS && 8L << bits <= Math.max(elementBytes, 8L << 8)) {
            MemorySegment counters = resource.allocate(8L << bits, Long.BYTES);
            try {
                countValues(block, at, size, counters, bits);
            } finally {
                resource.free(counters);
            }
            return;
        }
        // #end
        boolean fitsCache = size <= $Kind$BucketSort.MOST;
        long middle = $Kind$BucketSort.tableBytes(Math.min(size, $Kind$BucketSort.MOST));
        long table = middle + ($Kind$BucketSort.MOST << $Kind$Access.SHIFT);
        // Narrower digits of lower levels take less than a table of this width for as many bits.
        int digit = digitBits(size, bits);
        long elements = fitsCache ? middle : table + ((long) (KEY_BITS / digit + 2) << digit << 3);
        MemorySegment scratch = resource.allocate(elements + elementBytes, Long.BYTES);
        try {
            if (fitsCache) {
                $Kind$BucketSort.sort(block, at, scratch, middle, block, at, (int) size, bits);
            } else {
                distribute(block, at, scratch, elements, true, table, size, bits);
            }
        } finally {
            resource.free(scratch);
        }
    }

    /** Returns how many low bits not all keys have in common; 0 also if all are in order. */
    private static int unequalBits(MemorySegment elements, long at, long size) {
        long first = key(elements, at);
        long before = first;
        long unequal = 0;
        boolean ordered = true;
        long end = at + (size << $Kind$Access.SHIFT);
        for (long offset = at; offset < end; offset += $Kind$Access.BYTES) {
            long key = key(elements, offset);
            unequal |= key ^ first;
            ordered &= Long.compareUnsigned(before, key) <= 0;
            before = key;
        }
        return ordered ? 0 : Long.SIZE - Long.numberOfLeadingZeros(unequal);
    }

    /**
     * Sorts a range by its low bits.
     *
     * @param block where it belongs, from {@code blockAt}
     * @param scratch has room for it at {@code scratchAt}, and all counters
     * @param inBlock which of the two has the elements now
     * @param table where the counters of this level begin
     */
    private static void distribute(
            MemorySegment block,
            long blockAt,
            MemorySegment scratch,
            long scratchAt,
            boolean inBlock,
            long table,
            long size,
            int bits) {
        int digit = digitBits(size, bits);
        int shift = bits - digit;
        long mask = (1L << digit) - 1;
        MemorySegment from = inBlock ? block : scratch;
        MemorySegment to = inBlock ? scratch : block;
        long fromAt = inBlock ? blockAt : scratchAt;
        long toAt = inBlock ? scratchAt : blockAt;
        clear(scratch, table, 8L << digit);
        count(from, fromAt, size, shift, mask, scratch, table);
        startsFromCounts(scratch, table, mask, toAt);
        scatter(from, fromAt, size, shift, mask, to, scratch, table);
        long start = toAt;
        for (long bucket = 0; bucket <= mask; bucket++) {
            long end = scratch.get(COUNTER, table + (bucket << 3));
            long count = (end - start) >>> $Kind$Access.SHIFT;
            long target = blockAt + (start - toAt);
            if (count > $Kind$BucketSort.MOST) {
                long spare = scratchAt + (start - toAt);
                int rest = shift == 0 ? 0 : unequalBits(to, start, count);
                if (rest > 0) {
                    long nextTable = table + (8L << digit);
                    distribute(
                            block, target, scratch, spare, !inBlock, nextTable, count, rest);
                } else if (inBlock) {
                    NativeBlocks.copy(to, start, block, target, end - start);
                }
            } else if (count > 0) {
                $Kind$BucketSort.sort(
                        to,
                        start,
                        scratch,
                        $Kind$BucketSort.tableBytes($Kind$BucketSort.MOST),
                        block,
                        target,
                        (int) count,
                        shift);
            }
            start = end;
        }
    }

    private static void clear(MemorySegment tables, long table, long bytes) {
        for (long counter = table; counter < table + bytes; counter += 8) {
            tables.set(COUNTER, counter, 0);
        }
    }

    private static void count(
            MemorySegment from,
            long fromAt,
            long size,
            int shift,
            long mask,
            MemorySegment tables,
            long table) {
        long end = fromAt + (size << $Kind$Access.SHIFT);
        for (long offset = fromAt; offset < end; offset += $Kind$Access.BYTES) {
            long counter = table + (((key(from, offset) >>> shift) & mask) << 3);
            tables.set(COUNTER, counter, tables.get(COUNTER, counter) + 1);
        }
    }

    /** Turns counts into the offset of each bucket's start. */
    private static void startsFromCounts(
            MemorySegment tables, long table, long mask, long toAt) {
        long start = toAt;
        for (long counter = table; counter <= table + (mask << 3); counter += 8) {
            long count = tables.get(COUNTER, counter);
            tables.set(COUNTER, counter, start);
            start += count << $Kind$Access.SHIFT;
        }
    }

    private static void scatter(
            MemorySegment from,
            long fromAt,
            long size,
            int shift,
            long mask,
            MemorySegment to,
            MemorySegment tables,
            long table) {
        long end = fromAt + (size << $Kind$Access.SHIFT);
        for (long offset = fromAt; offset < end; offset += $Kind$Access.BYTES) {
            $bits$ element = from.get(ELEMENT, offset);
            long counter = table + (((key(element) >>> shift) & mask) << 3);
            long place = tables.get(COUNTER, counter);
            tables.set(COUNTER, counter, place + $Kind$Access.BYTES);
            to.set(ELEMENT, place, element);
        }
    }

    // #if byte short char int long
    /** Writes each value as often as it is there; all share the bits above the low ones. */
    private static void countValues(
            MemorySegment block, long at, long size, MemorySegment counters, int bits) {
        clear(counters, 0, 8L << bits);
        long mask = (1L << bits) - 1;
        count(block, at, size, 0, mask, counters, 0);
        long common = key(block, at) & ~mask;
        long start = at >>> $Kind$Access.SHIFT;
        for (long value = 0; value <= mask; value++) {
            long end = start + counters.get(COUNTER, value << 3);
            if (end > start) {
                $type$ element = $Kind$BucketSort.element(common | value);
                $Kind$Algorithms.fill(block, start, end, element);
                start = end;
            }
        }
    }

    // #end
    /** Returns the width of the digit that makes buckets of a good size. */
    private static int digitBits(long size, int bits) {
        int wanted = Long.SIZE - Long.numberOfLeadingZeros(size) - BUCKET_BITS;
        return Math.min(bits, Math.clamp(wanted, LEAST_DIGIT_BITS, GREATEST_DIGIT_BITS));
    }
}
