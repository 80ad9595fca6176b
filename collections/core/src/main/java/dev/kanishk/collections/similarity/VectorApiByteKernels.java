package dev.kanishk.collections.similarity;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static jdk.incubator.vector.VectorOperators.ADD;
import static jdk.incubator.vector.VectorOperators.ASHR;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LSHR;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Kernels of signed 8-bit vectors on the Vector API, which has no dot product of bytes.
 *
 * <p>Widening each byte to an {@code int} by conversions moves it across the register, the slow
 * kind of instruction. Here bytes stay where they are. A register of bytes is read as 16-bit lanes
 * of two bytes each; shifts make the lower and the upper byte a number of 16 bits, and a product of
 * two bytes fits such a lane.
 *
 * <ul>
 *   <li>Dot product: the two products of a lane add up to -32,512 … 32,768, one more than 16 signed
 *       bits hold. With 32,767 added, it is 255 … 65,535 and fits unsigned.
 *   <li>Distance: a square of a difference is at most 65,025, and fits unsigned.
 * </ul>
 *
 * <p>Unsigned 16-bit lanes are summed up as pairs in 32-bit lanes: {@code whole} adds the pairs as
 * they are, {@code upper} the upper halves alone. Modulo 2^32, {@code whole} is the sum of the
 * lower halves plus 65,536 times {@code upper}; so both halves' sums come out, with two additions
 * and one shift for 32 products. No lane overflows: with the largest dimension each adds up fewer
 * than 2^12 halves below 2^16, at any register width from 128 bits.
 */
final class VectorApiByteKernels implements ByteKernels {
    private static final VectorSpecies<Byte> BYTES = ByteVector.SPECIES_PREFERRED;
    private static final VectorSpecies<Integer> INTS = IntVector.SPECIES_PREFERRED;
    private static final int STEP = BYTES.length();
    private static final short BIAS = Short.MAX_VALUE;
    private static final ByteOrder ORDER = ByteOrder.nativeOrder();

    /** For segments over arrays: the Vector API takes those of bytes alone. */
    private static final ByteKernels ON_HEAP = new ScalarByteKernels();

    @Override
    public int dotProduct(byte[] a, int aOffset, byte[] b, int bOffset, int dimension) {
        IntVector whole = IntVector.zero(INTS);
        IntVector upper = whole;
        int i = 0;
        for (; i <= dimension - STEP; i += STEP) {
            ShortVector x = load(a, aOffset + i);
            ShortVector y = load(b, bOffset + i);
            IntVector pairs = pairProducts(x, y);
            whole = whole.add(pairs);
            upper = upper.add(pairs.lanewise(LSHR, 16));
        }
        int sum = total(whole, upper) - BIAS * (i / 2);
        for (; i < dimension; i++) {
            sum += a[aOffset + i] * b[bOffset + i];
        }
        return sum;
    }

    @Override
    public float cosine(byte[] a, int aOffset, byte[] b, int bOffset, int dimension) {
        IntVector whole = IntVector.zero(INTS);
        IntVector upper = whole;
        IntVector aWhole = whole;
        IntVector aUpper = whole;
        IntVector bWhole = whole;
        IntVector bUpper = whole;
        int i = 0;
        for (; i <= dimension - STEP; i += STEP) {
            ShortVector x = load(a, aOffset + i);
            ShortVector y = load(b, bOffset + i);
            IntVector pairs = pairProducts(x, y);
            whole = whole.add(pairs);
            upper = upper.add(pairs.lanewise(LSHR, 16));
            IntVector aPairs = pairProducts(x, x);
            aWhole = aWhole.add(aPairs);
            aUpper = aUpper.add(aPairs.lanewise(LSHR, 16));
            IntVector bPairs = pairProducts(y, y);
            bWhole = bWhole.add(bPairs);
            bUpper = bUpper.add(bPairs.lanewise(LSHR, 16));
        }
        int bias = BIAS * (i / 2);
        int dot = total(whole, upper) - bias;
        int aSquared = total(aWhole, aUpper) - bias;
        int bSquared = total(bWhole, bUpper) - bias;
        for (; i < dimension; i++) {
            int x = a[aOffset + i];
            int y = b[bOffset + i];
            dot += x * y;
            aSquared += x * x;
            bSquared += y * y;
        }
        return FloatKernels.cosine(dot, aSquared, bSquared);
    }

    @Override
    public int squaredDistance(byte[] a, int aOffset, byte[] b, int bOffset, int dimension) {
        IntVector whole = IntVector.zero(INTS);
        IntVector upper = whole;
        int i = 0;
        for (; i <= dimension - STEP; i += STEP) {
            ShortVector x = load(a, aOffset + i);
            ShortVector y = load(b, bOffset + i);
            ShortVector even = low(x).sub(low(y));
            ShortVector odd = high(x).sub(high(y));
            IntVector evenSquares = even.mul(even).reinterpretAsInts();
            IntVector oddSquares = odd.mul(odd).reinterpretAsInts();
            whole = whole.add(evenSquares).add(oddSquares);
            upper = upper.add(evenSquares.lanewise(LSHR, 16)).add(oddSquares.lanewise(LSHR, 16));
        }
        int sum = total(whole, upper);
        for (; i < dimension; i++) {
            int difference = a[aOffset + i] - b[bOffset + i];
            sum += difference * difference;
        }
        return sum;
    }

    @Override
    public int dotProduct(
            MemorySegment a, long aOffset, MemorySegment b, long bOffset, int dimension) {
        if (!a.isNative() || !b.isNative()) {
            return ON_HEAP.dotProduct(a, aOffset, b, bOffset, dimension);
        }
        MemorySegment left = a.asSlice(aOffset, dimension);
        MemorySegment right = b.asSlice(bOffset, dimension);
        IntVector whole = IntVector.zero(INTS);
        IntVector upper = whole;
        int i = 0;
        for (; i <= dimension - STEP; i += STEP) {
            ShortVector x = load(left, i);
            ShortVector y = load(right, i);
            IntVector pairs = pairProducts(x, y);
            whole = whole.add(pairs);
            upper = upper.add(pairs.lanewise(LSHR, 16));
        }
        int sum = total(whole, upper) - BIAS * (i / 2);
        for (; i < dimension; i++) {
            sum += left.get(JAVA_BYTE, i) * right.get(JAVA_BYTE, i);
        }
        return sum;
    }

    @Override
    public float cosine(
            MemorySegment a, long aOffset, MemorySegment b, long bOffset, int dimension) {
        if (!a.isNative() || !b.isNative()) {
            return ON_HEAP.cosine(a, aOffset, b, bOffset, dimension);
        }
        MemorySegment left = a.asSlice(aOffset, dimension);
        MemorySegment right = b.asSlice(bOffset, dimension);
        IntVector whole = IntVector.zero(INTS);
        IntVector upper = whole;
        IntVector aWhole = whole;
        IntVector aUpper = whole;
        IntVector bWhole = whole;
        IntVector bUpper = whole;
        int i = 0;
        for (; i <= dimension - STEP; i += STEP) {
            ShortVector x = load(left, i);
            ShortVector y = load(right, i);
            IntVector pairs = pairProducts(x, y);
            whole = whole.add(pairs);
            upper = upper.add(pairs.lanewise(LSHR, 16));
            IntVector aPairs = pairProducts(x, x);
            aWhole = aWhole.add(aPairs);
            aUpper = aUpper.add(aPairs.lanewise(LSHR, 16));
            IntVector bPairs = pairProducts(y, y);
            bWhole = bWhole.add(bPairs);
            bUpper = bUpper.add(bPairs.lanewise(LSHR, 16));
        }
        int bias = BIAS * (i / 2);
        int dot = total(whole, upper) - bias;
        int aSquared = total(aWhole, aUpper) - bias;
        int bSquared = total(bWhole, bUpper) - bias;
        for (; i < dimension; i++) {
            int x = left.get(JAVA_BYTE, i);
            int y = right.get(JAVA_BYTE, i);
            dot += x * y;
            aSquared += x * x;
            bSquared += y * y;
        }
        return FloatKernels.cosine(dot, aSquared, bSquared);
    }

    @Override
    public int squaredDistance(
            MemorySegment a, long aOffset, MemorySegment b, long bOffset, int dimension) {
        if (!a.isNative() || !b.isNative()) {
            return ON_HEAP.squaredDistance(a, aOffset, b, bOffset, dimension);
        }
        MemorySegment left = a.asSlice(aOffset, dimension);
        MemorySegment right = b.asSlice(bOffset, dimension);
        IntVector whole = IntVector.zero(INTS);
        IntVector upper = whole;
        int i = 0;
        for (; i <= dimension - STEP; i += STEP) {
            ShortVector x = load(left, i);
            ShortVector y = load(right, i);
            ShortVector even = low(x).sub(low(y));
            ShortVector odd = high(x).sub(high(y));
            IntVector evenSquares = even.mul(even).reinterpretAsInts();
            IntVector oddSquares = odd.mul(odd).reinterpretAsInts();
            whole = whole.add(evenSquares).add(oddSquares);
            upper = upper.add(evenSquares.lanewise(LSHR, 16)).add(oddSquares.lanewise(LSHR, 16));
        }
        int sum = total(whole, upper);
        for (; i < dimension; i++) {
            int difference = left.get(JAVA_BYTE, i) - right.get(JAVA_BYTE, i);
            sum += difference * difference;
        }
        return sum;
    }

    private static ShortVector load(byte[] array, int offset) {
        return ByteVector.fromArray(BYTES, array, offset).reinterpretAsShorts();
    }

    private static ShortVector load(MemorySegment segment, long offset) {
        return ByteVector.fromMemorySegment(BYTES, segment, offset, ORDER).reinterpretAsShorts();
    }

    private static ShortVector low(ShortVector bytes) {
        return bytes.lanewise(LSHL, 8).lanewise(ASHR, 8);
    }

    private static ShortVector high(ShortVector bytes) {
        return bytes.lanewise(ASHR, 8);
    }

    /** Returns, for each lane, the sum of its two products and {@link #BIAS}, 16 bits unsigned. */
    private static IntVector pairProducts(ShortVector x, ShortVector y) {
        return low(x).mul(low(y)).add(high(x).mul(high(y))).add(BIAS).reinterpretAsInts();
    }

    private static int total(IntVector whole, IntVector upper) {
        IntVector lower = whole.sub(upper.lanewise(LSHL, 16));
        return lower.add(upper).reduceLanes(ADD);
    }
}
