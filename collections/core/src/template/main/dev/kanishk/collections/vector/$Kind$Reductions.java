package dev.kanishk.collections.vector;

import java.lang.foreign.MemorySegment;

/**
 * Sums, products, extremes and searches of a range of a block, by the kernels that suit it: those
 * of the Vector API where the JVM has it, but for ranges that fill no more than a few of its
 * vectors. All return the same, bit for bit.
 */
final class $Kind$Reductions {
    // #if float double
    /** How many partial sums there are: the element at {@code i} goes to the sum at {@code i % 8}. */
    static final int LANES = 8;

    // #end
    static final $Kind$Kernels SCALAR = new $Kind$ScalarKernels();
    static final $Kind$Kernels SELECTED =
            KernelSelection.select($Kind$Kernels.class, "$Kind$VectorApiKernels", SCALAR);

    /** From how many elements on the selected kernels are used. */
    private static final long MANY = KernelSelection.MANY_BYTES >> $Kind$Access.SHIFT;

    private $Kind$Reductions() {}

    static $sum$ sum(MemorySegment block, long from, long to) {
        return to - from < MANY ? SCALAR.sum(block, from, to) : SELECTED.sum(block, from, to);
    }

    static $sum$ dot(MemorySegment a, long aFrom, MemorySegment b, long bFrom, long count) {
        return count < MANY
                ? SCALAR.dot(a, aFrom, b, bFrom, count)
                : SELECTED.dot(a, aFrom, b, bFrom, count);
    }

    static $type$ min(MemorySegment block, long from, long to) {
        return to - from < MANY ? SCALAR.min(block, from, to) : SELECTED.min(block, from, to);
    }

    static $type$ max(MemorySegment block, long from, long to) {
        return to - from < MANY ? SCALAR.max(block, from, to) : SELECTED.max(block, from, to);
    }

    static $Kind$MinMax minMax(MemorySegment block, long from, long to) {
        return to - from < MANY
                ? SCALAR.minMax(block, from, to)
                : SELECTED.minMax(block, from, to);
    }

    static long indexOf(MemorySegment block, long from, long to, $type$ value) {
        return to - from < MANY
                ? SCALAR.indexOf(block, from, to, value)
                : SELECTED.indexOf(block, from, to, value);
    }

    static long count(MemorySegment block, long from, long to, $type$ value) {
        return to - from < MANY
                ? SCALAR.count(block, from, to, value)
                : SELECTED.count(block, from, to, value);
    }
}
