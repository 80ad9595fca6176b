package dev.kanishk.collections.vector;

import java.lang.foreign.MemorySegment;

/**
 * Loops over a range of a block that end in one result. Callers have checked the range; those of
 * {@link #min}, {@link #max} and {@link #minMax} are not empty.
 */
interface $Kind$Kernels {
    $sum$ sum(MemorySegment block, long from, long to);

    $sum$ dot(MemorySegment a, long aFrom, MemorySegment b, long bFrom, long count);

    $type$ min(MemorySegment block, long from, long to);

    $type$ max(MemorySegment block, long from, long to);

    $Kind$MinMax minMax(MemorySegment block, long from, long to);

    /** Returns where the value is first, counted from {@code from}, or −1. */
    long indexOf(MemorySegment block, long from, long to, $type$ value);

    long count(MemorySegment block, long from, long to, $type$ value);
}
