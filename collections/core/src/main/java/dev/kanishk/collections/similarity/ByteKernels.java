package dev.kanishk.collections.similarity;

import java.lang.foreign.MemorySegment;

/**
 * Kernels of signed 8-bit vectors of up to {@link ByteVectors#MAX_DIMENSION} elements, so that no
 * sum leaves an {@code int}. Callers have checked dimension and ranges. The sums are exact.
 */
interface ByteKernels {
    int dotProduct(byte[] a, int aOffset, byte[] b, int bOffset, int dimension);

    float cosine(byte[] a, int aOffset, byte[] b, int bOffset, int dimension);

    int squaredDistance(byte[] a, int aOffset, byte[] b, int bOffset, int dimension);

    int dotProduct(MemorySegment a, long aOffset, MemorySegment b, long bOffset, int dimension);

    float cosine(MemorySegment a, long aOffset, MemorySegment b, long bOffset, int dimension);

    int squaredDistance(
            MemorySegment a, long aOffset, MemorySegment b, long bOffset, int dimension);
}
