package dev.kanishk.collections.similarity;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;
import static jdk.incubator.vector.VectorOperators.ADD;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Kernels of {@code float} vectors on the Vector API.
 *
 * <p>What makes them fast, and breaks them quietly when changed:
 *
 * <ul>
 *   <li>The species is a constant of this class. Passed as a parameter, or read from another
 *       object, the compiler boxes every vector, and a kernel is 10 to 70 times slower.
 *   <li>Four sums, since a fused multiply-add has a latency of four cycles. The loops are written
 *       out: vectors kept in an array are boxed as well.
 *   <li>For dot product and distance, segments are cut to the vector first, and their offsets
 *       counted by an {@code int} from 0. The compiler then proves most bounds for the whole loop
 *       at once. Eight checked loads a step in place were no faster for 384 elements, and slower
 *       for 1536.
 *   <li>The cosine, which no pass over rows needs, reads segments in place. Its two slices were
 *       made on the heap in some JVMs and not in others, and with them its vectors. Its loop ends
 *       by {@code !=}, which the compiler doesn't take for a counted loop: it checks each load
 *       instead of beginning with a proof for all. Its loads are written out, since behind a method
 *       of ours they are inlined only as long as the compiler's budget for a method lasts.
 *   <li>Lanes are added up by the API's reduction, in an order that it may change when the code is
 *       compiled. An order of our own, by exchanges of lanes, would give the same bits always, and
 *       was slower.
 *   <li>What is left after whole registers is added by plain loops. Masked loads are slow on
 *       processors without AVX-512, and rows of the index are padded so that nothing is left.
 * </ul>
 */
final class VectorApiFloatKernels implements FloatKernels {
    private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
    private static final int LANES = SPECIES.length();
    private static final int BYTES = SPECIES.vectorByteSize();
    private static final ByteOrder ORDER = ByteOrder.nativeOrder();

    /** For segments over arrays: the Vector API takes those of bytes alone. */
    private static final FloatKernels ON_HEAP = new ScalarFloatKernels();

    @Override
    public float dotProduct(float[] a, int aOffset, float[] b, int bOffset, int dimension) {
        FloatVector sum0 = FloatVector.zero(SPECIES);
        FloatVector sum1 = sum0;
        FloatVector sum2 = sum0;
        FloatVector sum3 = sum0;
        int i = 0;
        for (; i <= dimension - 4 * LANES; i += 4 * LANES) {
            int atA = aOffset + i;
            int atB = bOffset + i;
            sum0 = load(a, atA).fma(load(b, atB), sum0);
            sum1 = load(a, atA + LANES).fma(load(b, atB + LANES), sum1);
            sum2 = load(a, atA + 2 * LANES).fma(load(b, atB + 2 * LANES), sum2);
            sum3 = load(a, atA + 3 * LANES).fma(load(b, atB + 3 * LANES), sum3);
        }
        for (; i <= dimension - LANES; i += LANES) {
            sum0 = load(a, aOffset + i).fma(load(b, bOffset + i), sum0);
        }
        float sum = sum0.add(sum1).add(sum2.add(sum3)).reduceLanes(ADD);
        for (; i < dimension; i++) {
            sum += a[aOffset + i] * b[bOffset + i];
        }
        return sum;
    }

    @Override
    public float cosine(float[] a, int aOffset, float[] b, int bOffset, int dimension) {
        FloatVector dot0 = FloatVector.zero(SPECIES);
        FloatVector dot1 = dot0;
        FloatVector aSquared0 = dot0;
        FloatVector aSquared1 = dot0;
        FloatVector bSquared0 = dot0;
        FloatVector bSquared1 = dot0;
        int i = 0;
        for (; i <= dimension - 2 * LANES; i += 2 * LANES) {
            FloatVector a0 = load(a, aOffset + i);
            FloatVector b0 = load(b, bOffset + i);
            FloatVector a1 = load(a, aOffset + i + LANES);
            FloatVector b1 = load(b, bOffset + i + LANES);
            dot0 = a0.fma(b0, dot0);
            aSquared0 = a0.fma(a0, aSquared0);
            bSquared0 = b0.fma(b0, bSquared0);
            dot1 = a1.fma(b1, dot1);
            aSquared1 = a1.fma(a1, aSquared1);
            bSquared1 = b1.fma(b1, bSquared1);
        }
        if (i <= dimension - LANES) {
            FloatVector lastA = load(a, aOffset + i);
            FloatVector lastB = load(b, bOffset + i);
            dot0 = lastA.fma(lastB, dot0);
            aSquared0 = lastA.fma(lastA, aSquared0);
            bSquared0 = lastB.fma(lastB, bSquared0);
            i += LANES;
        }
        float dot = dot0.add(dot1).reduceLanes(ADD);
        float aSquared = aSquared0.add(aSquared1).reduceLanes(ADD);
        float bSquared = bSquared0.add(bSquared1).reduceLanes(ADD);
        for (; i < dimension; i++) {
            float left = a[aOffset + i];
            float right = b[bOffset + i];
            dot += left * right;
            aSquared += left * left;
            bSquared += right * right;
        }
        return FloatKernels.cosine(dot, aSquared, bSquared);
    }

    @Override
    public float squaredDistance(float[] a, int aOffset, float[] b, int bOffset, int dimension) {
        FloatVector sum0 = FloatVector.zero(SPECIES);
        FloatVector sum1 = sum0;
        FloatVector sum2 = sum0;
        FloatVector sum3 = sum0;
        int i = 0;
        for (; i <= dimension - 4 * LANES; i += 4 * LANES) {
            int atA = aOffset + i;
            int atB = bOffset + i;
            FloatVector difference0 = load(a, atA).sub(load(b, atB));
            FloatVector difference1 = load(a, atA + LANES).sub(load(b, atB + LANES));
            FloatVector difference2 = load(a, atA + 2 * LANES).sub(load(b, atB + 2 * LANES));
            FloatVector difference3 = load(a, atA + 3 * LANES).sub(load(b, atB + 3 * LANES));
            sum0 = difference0.fma(difference0, sum0);
            sum1 = difference1.fma(difference1, sum1);
            sum2 = difference2.fma(difference2, sum2);
            sum3 = difference3.fma(difference3, sum3);
        }
        for (; i <= dimension - LANES; i += LANES) {
            FloatVector difference = load(a, aOffset + i).sub(load(b, bOffset + i));
            sum0 = difference.fma(difference, sum0);
        }
        float sum = sum0.add(sum1).add(sum2.add(sum3)).reduceLanes(ADD);
        for (; i < dimension; i++) {
            float difference = a[aOffset + i] - b[bOffset + i];
            sum += difference * difference;
        }
        return sum;
    }

    @Override
    public float dotProduct(
            MemorySegment a, long aOffset, MemorySegment b, long bOffset, int dimension) {
        if (!a.isNative() || !b.isNative()) {
            return ON_HEAP.dotProduct(a, aOffset, b, bOffset, dimension);
        }
        int byteSize = dimension * Float.BYTES;
        MemorySegment left = a.asSlice(aOffset, byteSize);
        MemorySegment right = b.asSlice(bOffset, byteSize);
        FloatVector sum0 = FloatVector.zero(SPECIES);
        FloatVector sum1 = sum0;
        FloatVector sum2 = sum0;
        FloatVector sum3 = sum0;
        int i = 0;
        for (; i <= byteSize - 4 * BYTES; i += 4 * BYTES) {
            sum0 = load(left, i).fma(load(right, i), sum0);
            sum1 = load(left, i + BYTES).fma(load(right, i + BYTES), sum1);
            sum2 = load(left, i + 2 * BYTES).fma(load(right, i + 2 * BYTES), sum2);
            sum3 = load(left, i + 3 * BYTES).fma(load(right, i + 3 * BYTES), sum3);
        }
        for (; i <= byteSize - BYTES; i += BYTES) {
            sum0 = load(left, i).fma(load(right, i), sum0);
        }
        float sum = sum0.add(sum1).add(sum2.add(sum3)).reduceLanes(ADD);
        for (; i < byteSize; i += Float.BYTES) {
            sum += left.get(JAVA_FLOAT_UNALIGNED, i) * right.get(JAVA_FLOAT_UNALIGNED, i);
        }
        return sum;
    }

    @Override
    public float cosine(
            MemorySegment a, long aOffset, MemorySegment b, long bOffset, int dimension) {
        if (!a.isNative() || !b.isNative()) {
            return ON_HEAP.cosine(a, aOffset, b, bOffset, dimension);
        }
        int byteSize = dimension * Float.BYTES;
        FloatVector dot0 = FloatVector.zero(SPECIES);
        FloatVector dot1 = dot0;
        FloatVector aSquared0 = dot0;
        FloatVector aSquared1 = dot0;
        FloatVector bSquared0 = dot0;
        FloatVector bSquared1 = dot0;
        int i = 0;
        for (int end = byteSize & -(2 * BYTES); i != end; i += 2 * BYTES) {
            long atA = aOffset + i;
            long atB = bOffset + i;
            FloatVector a0 = FloatVector.fromMemorySegment(SPECIES, a, atA, ORDER);
            FloatVector b0 = FloatVector.fromMemorySegment(SPECIES, b, atB, ORDER);
            FloatVector a1 = FloatVector.fromMemorySegment(SPECIES, a, atA + BYTES, ORDER);
            FloatVector b1 = FloatVector.fromMemorySegment(SPECIES, b, atB + BYTES, ORDER);
            dot0 = a0.fma(b0, dot0);
            aSquared0 = a0.fma(a0, aSquared0);
            bSquared0 = b0.fma(b0, bSquared0);
            dot1 = a1.fma(b1, dot1);
            aSquared1 = a1.fma(a1, aSquared1);
            bSquared1 = b1.fma(b1, bSquared1);
        }
        if (i != (byteSize & -BYTES)) {
            FloatVector lastA = FloatVector.fromMemorySegment(SPECIES, a, aOffset + i, ORDER);
            FloatVector lastB = FloatVector.fromMemorySegment(SPECIES, b, bOffset + i, ORDER);
            dot0 = lastA.fma(lastB, dot0);
            aSquared0 = lastA.fma(lastA, aSquared0);
            bSquared0 = lastB.fma(lastB, bSquared0);
            i += BYTES;
        }
        float dot = dot0.add(dot1).reduceLanes(ADD);
        float aSquared = aSquared0.add(aSquared1).reduceLanes(ADD);
        float bSquared = bSquared0.add(bSquared1).reduceLanes(ADD);
        for (; i != byteSize; i += Float.BYTES) {
            float left = get(a, aOffset + i);
            float right = get(b, bOffset + i);
            dot += left * right;
            aSquared += left * left;
            bSquared += right * right;
        }
        return FloatKernels.cosine(dot, aSquared, bSquared);
    }

    @Override
    public float squaredDistance(
            MemorySegment a, long aOffset, MemorySegment b, long bOffset, int dimension) {
        if (!a.isNative() || !b.isNative()) {
            return ON_HEAP.squaredDistance(a, aOffset, b, bOffset, dimension);
        }
        int byteSize = dimension * Float.BYTES;
        MemorySegment left = a.asSlice(aOffset, byteSize);
        MemorySegment right = b.asSlice(bOffset, byteSize);
        FloatVector sum0 = FloatVector.zero(SPECIES);
        FloatVector sum1 = sum0;
        FloatVector sum2 = sum0;
        FloatVector sum3 = sum0;
        int i = 0;
        for (; i <= byteSize - 4 * BYTES; i += 4 * BYTES) {
            FloatVector difference0 = load(left, i).sub(load(right, i));
            FloatVector difference1 = load(left, i + BYTES).sub(load(right, i + BYTES));
            FloatVector difference2 = load(left, i + 2 * BYTES).sub(load(right, i + 2 * BYTES));
            FloatVector difference3 = load(left, i + 3 * BYTES).sub(load(right, i + 3 * BYTES));
            sum0 = difference0.fma(difference0, sum0);
            sum1 = difference1.fma(difference1, sum1);
            sum2 = difference2.fma(difference2, sum2);
            sum3 = difference3.fma(difference3, sum3);
        }
        for (; i <= byteSize - BYTES; i += BYTES) {
            FloatVector difference = load(left, i).sub(load(right, i));
            sum0 = difference.fma(difference, sum0);
        }
        float sum = sum0.add(sum1).add(sum2.add(sum3)).reduceLanes(ADD);
        for (; i < byteSize; i += Float.BYTES) {
            float difference =
                    left.get(JAVA_FLOAT_UNALIGNED, i) - right.get(JAVA_FLOAT_UNALIGNED, i);
            sum += difference * difference;
        }
        return sum;
    }

    private static FloatVector load(float[] array, int offset) {
        return FloatVector.fromArray(SPECIES, array, offset);
    }

    private static FloatVector load(MemorySegment segment, long byteOffset) {
        return FloatVector.fromMemorySegment(SPECIES, segment, byteOffset, ORDER);
    }

    private static float get(MemorySegment segment, long byteOffset) {
        return segment.get(JAVA_FLOAT_UNALIGNED, byteOffset);
    }
}
