package dev.kanishk.collections.memory;

/**
 * Which sizes blocks are rounded up to: multiples of 16 to 128, then four steps to each doubling,
 * so that at most a fifth of a larger block is lost. Every power of two from 16 on is one of them.
 */
final class SizeClasses {
    private static final int LINEAR = 8;
    private static final int LINEAR_MAX_BYTES = 128;
    private static final int FIRST_LOG = 7;

    private SizeClasses() {}

    /** Returns the class of a size, the smallest that holds it. */
    static int of(long byteSize) {
        if (byteSize <= LINEAR_MAX_BYTES) {
            return (int) ((byteSize + 15) >>> 4) - 1;
        }
        long last = byteSize - 1;
        int log = 63 - Long.numberOfLeadingZeros(last);
        return LINEAR + (log - FIRST_LOG) * 4 + (int) ((last >>> (log - 2)) & 3);
    }

    /** Returns how many bytes a block of a class has. */
    static long byteSize(int sizeClass) {
        if (sizeClass < LINEAR) {
            return (sizeClass + 1L) << 4;
        }
        int log = FIRST_LOG + (sizeClass - LINEAR) / 4;
        long steps = (sizeClass - LINEAR) % 4 + 1L;
        return (1L << log) + (steps << (log - 2));
    }
}
