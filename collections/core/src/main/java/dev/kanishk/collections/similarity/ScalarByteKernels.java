package dev.kanishk.collections.similarity;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.MemorySegment;

/** Plain loops: integer additions take one cycle, so that one sum is enough. */
final class ScalarByteKernels implements ByteKernels {
    @Override
    public int dotProduct(byte[] a, int aOffset, byte[] b, int bOffset, int dimension) {
        int sum = 0;
        for (int i = 0; i < dimension; i++) {
            sum += a[aOffset + i] * b[bOffset + i];
        }
        return sum;
    }

    @Override
    public float cosine(byte[] a, int aOffset, byte[] b, int bOffset, int dimension) {
        int dot = 0;
        int aSquared = 0;
        int bSquared = 0;
        for (int i = 0; i < dimension; i++) {
            int left = a[aOffset + i];
            int right = b[bOffset + i];
            dot += left * right;
            aSquared += left * left;
            bSquared += right * right;
        }
        return FloatKernels.cosine(dot, aSquared, bSquared);
    }

    @Override
    public int squaredDistance(byte[] a, int aOffset, byte[] b, int bOffset, int dimension) {
        int sum = 0;
        for (int i = 0; i < dimension; i++) {
            int difference = a[aOffset + i] - b[bOffset + i];
            sum += difference * difference;
        }
        return sum;
    }

    @Override
    public int dotProduct(
            MemorySegment a, long aOffset, MemorySegment b, long bOffset, int dimension) {
        int sum = 0;
        for (int i = 0; i < dimension; i++) {
            sum += a.get(JAVA_BYTE, aOffset + i) * b.get(JAVA_BYTE, bOffset + i);
        }
        return sum;
    }

    @Override
    public float cosine(
            MemorySegment a, long aOffset, MemorySegment b, long bOffset, int dimension) {
        int dot = 0;
        int aSquared = 0;
        int bSquared = 0;
        for (int i = 0; i < dimension; i++) {
            int left = a.get(JAVA_BYTE, aOffset + i);
            int right = b.get(JAVA_BYTE, bOffset + i);
            dot += left * right;
            aSquared += left * left;
            bSquared += right * right;
        }
        return FloatKernels.cosine(dot, aSquared, bSquared);
    }

    @Override
    public int squaredDistance(
            MemorySegment a, long aOffset, MemorySegment b, long bOffset, int dimension) {
        int sum = 0;
        for (int i = 0; i < dimension; i++) {
            int difference = a.get(JAVA_BYTE, aOffset + i) - b.get(JAVA_BYTE, bOffset + i);
            sum += difference * difference;
        }
        return sum;
    }
}
