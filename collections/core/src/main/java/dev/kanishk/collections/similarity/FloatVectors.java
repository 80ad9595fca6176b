package dev.kanishk.collections.similarity;

import java.lang.foreign.MemorySegment;
import java.util.Objects;

/**
 * Dot product, cosine and Euclidean distance of {@code float} vectors, in arrays and outside the
 * heap.
 *
 * <p>Nothing is allocated, and any thread may call these at any time. Sums are {@code float}. A dot
 * product or squared distance of {@code n} terms differs from the exact one by at most {@code (n /
 * 4 + 8) * 2^-24} times the sum of the terms' magnitudes, whichever {@linkplain KernelProvider
 * provider} computes it; a cosine by at most four times {@code (n / 2 + 8) * 2^-24}. Both hold as
 * long as no sum overflows and no term falls below the smallest normal number. NaN and infinite
 * elements give what IEEE 754 arithmetic gives, with the sums in any order. The order may change
 * while the JVM compiles, so the last bits of a result may differ between calls.
 *
 * <p>A segment holds its elements in the order of the machine. Offsets are in bytes and need no
 * alignment; elements aligned to 64 bytes are read fastest.
 */
public final class FloatVectors {
    /** The most elements that a vector in a segment may have. */
    public static final int MAX_DIMENSION = 1 << 28;

    private static final FloatKernels KERNELS = Kernels.SELECTED.floats();

    private FloatVectors() {}

    /**
     * Returns the sum of the products of the elements.
     *
     * @param a a vector
     * @param b another one of the same length
     * @return the dot product
     * @throws IllegalArgumentException if the lengths differ
     */
    public static float dotProduct(float[] a, float[] b) {
        checkLengths(a.length, b.length);
        return KERNELS.dotProduct(a, 0, b, 0, a.length);
    }

    /**
     * Returns the sum of the products of the elements.
     *
     * @param a holds a vector
     * @param aOffset the index of its first element
     * @param b holds the other one
     * @param bOffset the index of its first element
     * @param dimension how many elements
     * @return the dot product
     * @throws IndexOutOfBoundsException if a vector does not lie in its array
     */
    public static float dotProduct(float[] a, int aOffset, float[] b, int bOffset, int dimension) {
        checkRanges(a, aOffset, b, bOffset, dimension);
        return KERNELS.dotProduct(a, aOffset, b, bOffset, dimension);
    }

    /**
     * Returns the sum of the products of the elements.
     *
     * @param a holds a vector
     * @param aOffset where it begins, in bytes
     * @param b holds the other one
     * @param bOffset where it begins, in bytes
     * @param dimension how many elements, up to {@link #MAX_DIMENSION}
     * @return the dot product
     * @throws IllegalArgumentException if the dimension is over the limit
     * @throws IndexOutOfBoundsException if a vector does not lie in its segment
     * @throws IllegalStateException if a segment's arena was closed
     */
    public static float dotProduct(
            MemorySegment a, long aOffset, MemorySegment b, long bOffset, int dimension) {
        checkRanges(a, aOffset, b, bOffset, dimension);
        return KERNELS.dotProduct(a, aOffset, b, bOffset, dimension);
    }

    /**
     * Returns the cosine of the angle between two vectors, from -1 to 1; 0 if the squares of one
     * add up to nothing.
     *
     * @param a a vector
     * @param b another one of the same length
     * @return the cosine
     * @throws IllegalArgumentException if the lengths differ
     */
    public static float cosine(float[] a, float[] b) {
        checkLengths(a.length, b.length);
        return KERNELS.cosine(a, 0, b, 0, a.length);
    }

    /**
     * Returns the cosine of the angle between two vectors, from -1 to 1; 0 if the squares of one
     * add up to nothing.
     *
     * @param a holds a vector
     * @param aOffset the index of its first element
     * @param b holds the other one
     * @param bOffset the index of its first element
     * @param dimension how many elements
     * @return the cosine
     * @throws IndexOutOfBoundsException if a vector does not lie in its array
     */
    public static float cosine(float[] a, int aOffset, float[] b, int bOffset, int dimension) {
        checkRanges(a, aOffset, b, bOffset, dimension);
        return KERNELS.cosine(a, aOffset, b, bOffset, dimension);
    }

    /**
     * Returns the cosine of the angle between two vectors, from -1 to 1; 0 if the squares of one
     * add up to nothing.
     *
     * @param a holds a vector
     * @param aOffset where it begins, in bytes
     * @param b holds the other one
     * @param bOffset where it begins, in bytes
     * @param dimension how many elements, up to {@link #MAX_DIMENSION}
     * @return the cosine
     * @throws IllegalArgumentException if the dimension is over the limit
     * @throws IndexOutOfBoundsException if a vector does not lie in its segment
     * @throws IllegalStateException if a segment's arena was closed
     */
    public static float cosine(
            MemorySegment a, long aOffset, MemorySegment b, long bOffset, int dimension) {
        checkRanges(a, aOffset, b, bOffset, dimension);
        return KERNELS.cosine(a, aOffset, b, bOffset, dimension);
    }

    /**
     * Returns the square of the Euclidean distance, which orders like the distance and is cheaper.
     *
     * @param a a vector
     * @param b another one of the same length
     * @return the squared distance
     * @throws IllegalArgumentException if the lengths differ
     */
    public static float squaredDistance(float[] a, float[] b) {
        checkLengths(a.length, b.length);
        return KERNELS.squaredDistance(a, 0, b, 0, a.length);
    }

    /**
     * Returns the square of the Euclidean distance, which orders like the distance and is cheaper.
     *
     * @param a holds a vector
     * @param aOffset the index of its first element
     * @param b holds the other one
     * @param bOffset the index of its first element
     * @param dimension how many elements
     * @return the squared distance
     * @throws IndexOutOfBoundsException if a vector does not lie in its array
     */
    public static float squaredDistance(
            float[] a, int aOffset, float[] b, int bOffset, int dimension) {
        checkRanges(a, aOffset, b, bOffset, dimension);
        return KERNELS.squaredDistance(a, aOffset, b, bOffset, dimension);
    }

    /**
     * Returns the square of the Euclidean distance, which orders like the distance and is cheaper.
     *
     * @param a holds a vector
     * @param aOffset where it begins, in bytes
     * @param b holds the other one
     * @param bOffset where it begins, in bytes
     * @param dimension how many elements, up to {@link #MAX_DIMENSION}
     * @return the squared distance
     * @throws IllegalArgumentException if the dimension is over the limit
     * @throws IndexOutOfBoundsException if a vector does not lie in its segment
     * @throws IllegalStateException if a segment's arena was closed
     */
    public static float squaredDistance(
            MemorySegment a, long aOffset, MemorySegment b, long bOffset, int dimension) {
        checkRanges(a, aOffset, b, bOffset, dimension);
        return KERNELS.squaredDistance(a, aOffset, b, bOffset, dimension);
    }

    /**
     * Returns the Euclidean distance.
     *
     * @param a a vector
     * @param b another one of the same length
     * @return the distance
     * @throws IllegalArgumentException if the lengths differ
     */
    public static float distance(float[] a, float[] b) {
        return (float) Math.sqrt(squaredDistance(a, b));
    }

    /**
     * Returns the Euclidean distance.
     *
     * @param a holds a vector
     * @param aOffset the index of its first element
     * @param b holds the other one
     * @param bOffset the index of its first element
     * @param dimension how many elements
     * @return the distance
     * @throws IndexOutOfBoundsException if a vector does not lie in its array
     */
    public static float distance(float[] a, int aOffset, float[] b, int bOffset, int dimension) {
        return (float) Math.sqrt(squaredDistance(a, aOffset, b, bOffset, dimension));
    }

    /**
     * Returns the Euclidean distance.
     *
     * @param a holds a vector
     * @param aOffset where it begins, in bytes
     * @param b holds the other one
     * @param bOffset where it begins, in bytes
     * @param dimension how many elements, up to {@link #MAX_DIMENSION}
     * @return the distance
     * @throws IllegalArgumentException if the dimension is over the limit
     * @throws IndexOutOfBoundsException if a vector does not lie in its segment
     * @throws IllegalStateException if a segment's arena was closed
     */
    public static float distance(
            MemorySegment a, long aOffset, MemorySegment b, long bOffset, int dimension) {
        return (float) Math.sqrt(squaredDistance(a, aOffset, b, bOffset, dimension));
    }

    private static void checkLengths(int a, int b) {
        if (a != b) {
            throw new IllegalArgumentException(
                    "vectors of " + a + " and of " + b + " elements; both must have the same");
        }
    }

    private static void checkRanges(float[] a, int aOffset, float[] b, int bOffset, int dimension) {
        Objects.checkFromIndexSize(aOffset, dimension, a.length);
        Objects.checkFromIndexSize(bOffset, dimension, b.length);
    }

    private static void checkRanges(
            MemorySegment a, long aOffset, MemorySegment b, long bOffset, int dimension) {
        if (dimension > MAX_DIMENSION) {
            throw new IllegalArgumentException(
                    "dimension " + dimension + " is over the limit of " + MAX_DIMENSION);
        }
        long byteSize = (long) dimension * Float.BYTES;
        Objects.checkFromIndexSize(aOffset, byteSize, a.byteSize());
        Objects.checkFromIndexSize(bOffset, byteSize, b.byteSize());
    }
}
