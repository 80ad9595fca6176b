package dev.kanishk.collections.similarity;

import java.lang.foreign.MemorySegment;
import java.util.Objects;

/**
 * Dot product, cosine and Euclidean distance of vectors of signed bytes, in arrays and outside the
 * heap.
 *
 * <p>Nothing is allocated, and any thread may call these at any time. Dot products and squared
 * distances are exact, and all results the same with every {@linkplain KernelProvider provider}.
 */
public final class ByteVectors {
    /** The most elements that a vector may have: any squared distance still fits an int. */
    public static final int MAX_DIMENSION = 32_768;

    private static final ByteKernels KERNELS = Kernels.SELECTED.bytes();

    private ByteVectors() {}

    /**
     * Returns the sum of the products of the elements.
     *
     * @param a a vector
     * @param b another one of the same length
     * @return the dot product
     * @throws IllegalArgumentException if the lengths differ or are over {@link #MAX_DIMENSION}
     */
    public static int dotProduct(byte[] a, byte[] b) {
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
     * @param dimension how many elements, up to {@link #MAX_DIMENSION}
     * @return the dot product
     * @throws IllegalArgumentException if the dimension is over the limit
     * @throws IndexOutOfBoundsException if a vector does not lie in its array
     */
    public static int dotProduct(byte[] a, int aOffset, byte[] b, int bOffset, int dimension) {
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
    public static int dotProduct(
            MemorySegment a, long aOffset, MemorySegment b, long bOffset, int dimension) {
        checkRanges(a, aOffset, b, bOffset, dimension);
        return KERNELS.dotProduct(a, aOffset, b, bOffset, dimension);
    }

    /**
     * Returns the cosine of the angle between two vectors, from -1 to 1; 0 if one is all zeros.
     *
     * @param a a vector
     * @param b another one of the same length
     * @return the cosine
     * @throws IllegalArgumentException if the lengths differ or are over {@link #MAX_DIMENSION}
     */
    public static float cosine(byte[] a, byte[] b) {
        checkLengths(a.length, b.length);
        return KERNELS.cosine(a, 0, b, 0, a.length);
    }

    /**
     * Returns the cosine of the angle between two vectors, from -1 to 1; 0 if one is all zeros.
     *
     * @param a holds a vector
     * @param aOffset the index of its first element
     * @param b holds the other one
     * @param bOffset the index of its first element
     * @param dimension how many elements, up to {@link #MAX_DIMENSION}
     * @return the cosine
     * @throws IllegalArgumentException if the dimension is over the limit
     * @throws IndexOutOfBoundsException if a vector does not lie in its array
     */
    public static float cosine(byte[] a, int aOffset, byte[] b, int bOffset, int dimension) {
        checkRanges(a, aOffset, b, bOffset, dimension);
        return KERNELS.cosine(a, aOffset, b, bOffset, dimension);
    }

    /**
     * Returns the cosine of the angle between two vectors, from -1 to 1; 0 if one is all zeros.
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
     * @throws IllegalArgumentException if the lengths differ or are over {@link #MAX_DIMENSION}
     */
    public static int squaredDistance(byte[] a, byte[] b) {
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
     * @param dimension how many elements, up to {@link #MAX_DIMENSION}
     * @return the squared distance
     * @throws IllegalArgumentException if the dimension is over the limit
     * @throws IndexOutOfBoundsException if a vector does not lie in its array
     */
    public static int squaredDistance(byte[] a, int aOffset, byte[] b, int bOffset, int dimension) {
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
    public static int squaredDistance(
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
     * @throws IllegalArgumentException if the lengths differ or are over {@link #MAX_DIMENSION}
     */
    public static float distance(byte[] a, byte[] b) {
        return (float) Math.sqrt(squaredDistance(a, b));
    }

    /**
     * Returns the Euclidean distance.
     *
     * @param a holds a vector
     * @param aOffset the index of its first element
     * @param b holds the other one
     * @param bOffset the index of its first element
     * @param dimension how many elements, up to {@link #MAX_DIMENSION}
     * @return the distance
     * @throws IllegalArgumentException if the dimension is over the limit
     * @throws IndexOutOfBoundsException if a vector does not lie in its array
     */
    public static float distance(byte[] a, int aOffset, byte[] b, int bOffset, int dimension) {
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
        checkDimension(a);
    }

    private static void checkRanges(byte[] a, int aOffset, byte[] b, int bOffset, int dimension) {
        checkDimension(dimension);
        Objects.checkFromIndexSize(aOffset, dimension, a.length);
        Objects.checkFromIndexSize(bOffset, dimension, b.length);
    }

    private static void checkRanges(
            MemorySegment a, long aOffset, MemorySegment b, long bOffset, int dimension) {
        checkDimension(dimension);
        Objects.checkFromIndexSize(aOffset, (long) dimension, a.byteSize());
        Objects.checkFromIndexSize(bOffset, (long) dimension, b.byteSize());
    }

    private static void checkDimension(int dimension) {
        if (dimension > MAX_DIMENSION) {
            throw new IllegalArgumentException(
                    "dimension " + dimension + " is over the limit of " + MAX_DIMENSION);
        }
    }
}
