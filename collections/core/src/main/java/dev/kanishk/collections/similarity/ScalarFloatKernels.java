package dev.kanishk.collections.similarity;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;

import java.lang.foreign.MemorySegment;

/**
 * Plain loops with several sums each: an addition waits only for the one before it in the same sum.
 * That also keeps the error within what {@link FloatVectors} promises.
 */
final class ScalarFloatKernels implements FloatKernels {
    @Override
    public float dotProduct(float[] a, int aOffset, float[] b, int bOffset, int dimension) {
        float sum0 = 0;
        float sum1 = 0;
        float sum2 = 0;
        float sum3 = 0;
        int i = 0;
        for (; i <= dimension - 4; i += 4) {
            sum0 += a[aOffset + i] * b[bOffset + i];
            sum1 += a[aOffset + i + 1] * b[bOffset + i + 1];
            sum2 += a[aOffset + i + 2] * b[bOffset + i + 2];
            sum3 += a[aOffset + i + 3] * b[bOffset + i + 3];
        }
        for (; i < dimension; i++) {
            sum0 += a[aOffset + i] * b[bOffset + i];
        }
        return (sum0 + sum1) + (sum2 + sum3);
    }

    @Override
    public float cosine(float[] a, int aOffset, float[] b, int bOffset, int dimension) {
        float dot0 = 0;
        float dot1 = 0;
        float aSquared0 = 0;
        float aSquared1 = 0;
        float bSquared0 = 0;
        float bSquared1 = 0;
        int i = 0;
        for (; i <= dimension - 2; i += 2) {
            float a0 = a[aOffset + i];
            float a1 = a[aOffset + i + 1];
            float b0 = b[bOffset + i];
            float b1 = b[bOffset + i + 1];
            dot0 += a0 * b0;
            dot1 += a1 * b1;
            aSquared0 += a0 * a0;
            aSquared1 += a1 * a1;
            bSquared0 += b0 * b0;
            bSquared1 += b1 * b1;
        }
        if (i < dimension) {
            float lastA = a[aOffset + i];
            float lastB = b[bOffset + i];
            dot0 += lastA * lastB;
            aSquared0 += lastA * lastA;
            bSquared0 += lastB * lastB;
        }
        return FloatKernels.cosine(dot0 + dot1, aSquared0 + aSquared1, bSquared0 + bSquared1);
    }

    @Override
    public float squaredDistance(float[] a, int aOffset, float[] b, int bOffset, int dimension) {
        float sum0 = 0;
        float sum1 = 0;
        float sum2 = 0;
        float sum3 = 0;
        int i = 0;
        for (; i <= dimension - 4; i += 4) {
            float difference0 = a[aOffset + i] - b[bOffset + i];
            float difference1 = a[aOffset + i + 1] - b[bOffset + i + 1];
            float difference2 = a[aOffset + i + 2] - b[bOffset + i + 2];
            float difference3 = a[aOffset + i + 3] - b[bOffset + i + 3];
            sum0 += difference0 * difference0;
            sum1 += difference1 * difference1;
            sum2 += difference2 * difference2;
            sum3 += difference3 * difference3;
        }
        for (; i < dimension; i++) {
            float difference = a[aOffset + i] - b[bOffset + i];
            sum0 += difference * difference;
        }
        return (sum0 + sum1) + (sum2 + sum3);
    }

    @Override
    public float dotProduct(
            MemorySegment a, long aOffset, MemorySegment b, long bOffset, int dimension) {
        float sum0 = 0;
        float sum1 = 0;
        float sum2 = 0;
        float sum3 = 0;
        int i = 0;
        for (; i <= dimension - 4; i += 4) {
            sum0 += get(a, aOffset, i) * get(b, bOffset, i);
            sum1 += get(a, aOffset, i + 1) * get(b, bOffset, i + 1);
            sum2 += get(a, aOffset, i + 2) * get(b, bOffset, i + 2);
            sum3 += get(a, aOffset, i + 3) * get(b, bOffset, i + 3);
        }
        for (; i < dimension; i++) {
            sum0 += get(a, aOffset, i) * get(b, bOffset, i);
        }
        return (sum0 + sum1) + (sum2 + sum3);
    }

    @Override
    public float cosine(
            MemorySegment a, long aOffset, MemorySegment b, long bOffset, int dimension) {
        float dot0 = 0;
        float dot1 = 0;
        float aSquared0 = 0;
        float aSquared1 = 0;
        float bSquared0 = 0;
        float bSquared1 = 0;
        int i = 0;
        for (; i <= dimension - 2; i += 2) {
            float a0 = get(a, aOffset, i);
            float a1 = get(a, aOffset, i + 1);
            float b0 = get(b, bOffset, i);
            float b1 = get(b, bOffset, i + 1);
            dot0 += a0 * b0;
            dot1 += a1 * b1;
            aSquared0 += a0 * a0;
            aSquared1 += a1 * a1;
            bSquared0 += b0 * b0;
            bSquared1 += b1 * b1;
        }
        if (i < dimension) {
            float lastA = get(a, aOffset, i);
            float lastB = get(b, bOffset, i);
            dot0 += lastA * lastB;
            aSquared0 += lastA * lastA;
            bSquared0 += lastB * lastB;
        }
        return FloatKernels.cosine(dot0 + dot1, aSquared0 + aSquared1, bSquared0 + bSquared1);
    }

    @Override
    public float squaredDistance(
            MemorySegment a, long aOffset, MemorySegment b, long bOffset, int dimension) {
        float sum0 = 0;
        float sum1 = 0;
        float sum2 = 0;
        float sum3 = 0;
        int i = 0;
        for (; i <= dimension - 4; i += 4) {
            float difference0 = get(a, aOffset, i) - get(b, bOffset, i);
            float difference1 = get(a, aOffset, i + 1) - get(b, bOffset, i + 1);
            float difference2 = get(a, aOffset, i + 2) - get(b, bOffset, i + 2);
            float difference3 = get(a, aOffset, i + 3) - get(b, bOffset, i + 3);
            sum0 += difference0 * difference0;
            sum1 += difference1 * difference1;
            sum2 += difference2 * difference2;
            sum3 += difference3 * difference3;
        }
        for (; i < dimension; i++) {
            float difference = get(a, aOffset, i) - get(b, bOffset, i);
            sum0 += difference * difference;
        }
        return (sum0 + sum1) + (sum2 + sum3);
    }

    private static float get(MemorySegment segment, long offset, int index) {
        return segment.get(JAVA_FLOAT_UNALIGNED, offset + (long) index * Float.BYTES);
    }
}
