package dev.kanishk.collections.similarity;

import java.lang.foreign.MemorySegment;

/**
 * Kernels of {@code float} vectors. Callers have checked the ranges; offsets in segments are in
 * bytes and need no alignment.
 */
interface FloatKernels {
    float dotProduct(float[] a, int aOffset, float[] b, int bOffset, int dimension);

    float cosine(float[] a, int aOffset, float[] b, int bOffset, int dimension);

    float squaredDistance(float[] a, int aOffset, float[] b, int bOffset, int dimension);

    float dotProduct(MemorySegment a, long aOffset, MemorySegment b, long bOffset, int dimension);

    float cosine(MemorySegment a, long aOffset, MemorySegment b, long bOffset, int dimension);

    float squaredDistance(
            MemorySegment a, long aOffset, MemorySegment b, long bOffset, int dimension);

    /**
     * Returns the cosine by its three sums: 0 if one of the vectors has no length, and never
     * outside -1 to 1 for rounding.
     */
    static float cosine(double dotProduct, double aSquared, double bSquared) {
        if (aSquared == 0 || bSquared == 0) {
            return 0;
        }
        double cosine = dotProduct / Math.sqrt(aSquared * bSquared);
        return (float) limitToCosine(cosine);
    }

    /** Undoes what rounding adds beyond -1 and 1; NaN stays. Branches that are never taken. */
    static double limitToCosine(double cosine) {
        return cosine > 1 ? 1 : cosine < -1 ? -1 : cosine;
    }
}
