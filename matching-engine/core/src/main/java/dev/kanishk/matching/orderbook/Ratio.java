package dev.kanishk.matching.orderbook;

/** Parts per million of numbers of 64 bits, exact, without an object. */
final class Ratio {
    private static final long MILLION = 1_000_000;

    private Ratio() {}

    /** Returns value × ppm / 1,000,000 rounded towards negative infinity, |ppm| below a million. */
    static long ppm(long value, int ppm) {
        long whole = Math.floorDiv(value, MILLION);
        long rest = Math.floorMod(value, MILLION);
        return whole * ppm + Math.floorDiv(rest * ppm, MILLION);
    }

    /** Returns a sum, or the greatest number if it is beyond it; neither is negative. */
    static long saturatedSum(long a, long b) {
        long sum = a + b;
        return sum < 0 ? Long.MAX_VALUE : sum;
    }

    /** Returns whether a product of numbers that are not negative has more than 63 bits. */
    static boolean overflows(long a, long b) {
        return Math.multiplyHigh(a, b) != 0 || a * b < 0;
    }

    /** Returns a product, or the greatest number if it is beyond it; neither is negative. */
    static long saturatedProduct(long a, long b) {
        return overflows(a, b) ? Long.MAX_VALUE : a * b;
    }

    /** Returns a time some nanoseconds later, or the last there is. */
    static long later(long timeNanos, long nanos) {
        long sum = timeNanos + nanos;
        return timeNanos > 0 && sum < 0 ? Long.MAX_VALUE : sum;
    }
}
