package dev.kanishk.collections.vector;

import dev.kanishk.collections.memory.NativeAccess;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
// #if byte
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
// #end
// #if short char
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
// #end
// #if int
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.LongVector;
// #end
// #if long
import jdk.incubator.vector.LongVector;
// #end
// #if float
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
// #end
// #if double
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.LongVector;
// #end
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
// #if int
import jdk.incubator.vector.VectorShape;
// #end
import jdk.incubator.vector.VectorSpecies;

/**
 * The kernels on the Vector API.
 *
 * <p>What makes them fast, and breaks them quietly when changed: species are constants of this
 * class; each loop runs over a chunk of the range with an {@code int} that counts from 0, to which
 * the chunk's origin in all memory is added, so that the compiler has no bounds to check;
 * accumulators are locals, and no method that the compiler might not inline returns one. Else
 * vectors become objects. A range that is no whole number of vectors has its last one looked at
 * twice by the extremes.
 *
 // #if byte short char
 * <p><b>Widening.</b> Sums are kept in lanes of {@code int}, and a chunk is so short that none can
 * overflow. An {@code int} lane is loaded with the elements that lie in it, which shifts take apart.
 // #end
 // #if float double
 * <p><b>Sums</b> have the eight partial sums that the scalar kernels have, in two vectors of four
 * {@code double} lanes, and so the same bits. <b>Extremes</b> are those of the bits, turned so that
 * their order is the total one.
 // #end
 */
final class $Kind$VectorApiKernels implements $Kind$Kernels {
    private static final VectorSpecies<$LaneBox$> SPECIES = $Lane$Vector.SPECIES_PREFERRED;
    private static final int VECTOR_BYTES = SPECIES.vectorByteSize();

    /** How many elements a vector has; a power of two. */
    private static final int LANES = SPECIES.length();

    private static final ByteOrder ORDER = ByteOrder.nativeOrder();

    /** A multiple of what a step of any loop covers: 512 KiB. */
    private static final long CHUNK = (1L << 19) >> $Kind$Access.SHIFT;

    // #if byte
    private static final VectorSpecies<Short> SHORTS = ShortVector.SPECIES_PREFERRED;
    // #end
    // #if byte short char
    private static final VectorSpecies<Integer> INTS = IntVector.SPECIES_PREFERRED;
    // #end
    // #if int
    private static final VectorSpecies<Long> LONGS = LongVector.SPECIES_PREFERRED;
    private static final VectorSpecies<Integer> HALF =
            VectorSpecies.of(int.class, VectorShape.forBitSize(LONGS.vectorBitSize() / 2));
    private static final int HALF_BYTES = HALF.vectorByteSize();
    // #end
    // #if float double
    private static final VectorSpecies<Double> DOUBLES = DoubleVector.SPECIES_256;
    private static final int STEP_BYTES = $Kind$Reductions.LANES * (int) $Kind$Access.BYTES;
    private static final int SIGN_SHIFT = 8 * (int) $Kind$Access.BYTES - 1;
    private static final $lane$ MAGNITUDE = $LaneBox$.MAX_VALUE;
    private static final $lane$ INFINITY = $Box$.$type$ToRaw$Bits$Bits($Box$.POSITIVE_INFINITY);

    /** The key of all NaNs: greater than that of any number. */
    private static final $lane$ NAN = INFINITY + 1;
    // #end

    /** Makes them where vectors have 256 bits at least; with narrower ones plain loops win. */
    $Kind$VectorApiKernels() {
        if (SPECIES.vectorBitSize() < 256) {
            throw new UnsupportedOperationException("vectors of 128 bits");
        }
    }

    // #if float double
    @Override
    public double sum(MemorySegment block, long from, long to) {
        DoubleVector low = DoubleVector.zero(DOUBLES);
        DoubleVector high = low;
        long end = from + ((to - from) & -$Kind$Reductions.LANES);
        for (long at = from; at < end; at += CHUNK) {
            int bytes = (int) (Math.min(CHUNK, end - at) << $Kind$Access.SHIFT);
            MemorySegment memory = memory(block);
            long origin = origin(block, at << $Kind$Access.SHIFT);
            for (int i = 0; i < bytes; i += STEP_BYTES) {
                low = low.add(wide(memory, origin + i));
                high = high.add(wide(memory, origin + i + STEP_BYTES / 2));
            }
        }
        double rest = 0;
        for (long index = end; index < to; index++) {
            rest += $Kind$Access.get(block, index);
        }
        return total(low.add(high)) + rest;
    }

    @Override
    public double dot(MemorySegment a, long aFrom, MemorySegment b, long bFrom, long count) {
        DoubleVector low = DoubleVector.zero(DOUBLES);
        DoubleVector high = low;
        long whole = count & -$Kind$Reductions.LANES;
        for (long at = 0; at < whole; at += CHUNK) {
            int bytes = (int) (Math.min(CHUNK, whole - at) << $Kind$Access.SHIFT);
            MemorySegment left = memory(a);
            MemorySegment right = memory(b);
            long leftOrigin = origin(a, (aFrom + at) << $Kind$Access.SHIFT);
            long rightOrigin = origin(b, (bFrom + at) << $Kind$Access.SHIFT);
            for (int i = 0; i < bytes; i += STEP_BYTES) {
                int j = i + STEP_BYTES / 2;
                low = low.add(wide(left, leftOrigin + i).mul(wide(right, rightOrigin + i)));
                high = high.add(wide(left, leftOrigin + j).mul(wide(right, rightOrigin + j)));
            }
        }
        double rest = 0;
        for (long at = whole; at < count; at++) {
            double left = $Kind$Access.get(a, aFrom + at);
            rest += left * $Kind$Access.get(b, bFrom + at);
        }
        return total(low.add(high)) + rest;
    }

    private static double total(DoubleVector sums) {
        return (sums.lane(0) + sums.lane(2)) + (sums.lane(1) + sums.lane(3));
    }
    // #else
    @Override
    public long sum(MemorySegment block, long from, long to) {
        long sum = 0;
        long end = from + ((to - from) & -LANES);
        for (long at = from; at < end; at += CHUNK) {
            int bytes = (int) (Math.min(CHUNK, end - at) << $Kind$Access.SHIFT);
            sum += partialSum(block, at << $Kind$Access.SHIFT, bytes);
        }
        return sum + $Kind$Reductions.SCALAR.sum(block, end, to);
    }

    @Override
    public long dot(MemorySegment a, long aFrom, MemorySegment b, long bFrom, long count) {
        long sum = 0;
        long whole = count & -LANES;
        for (long at = 0; at < whole; at += CHUNK) {
            int bytes = (int) (Math.min(CHUNK, whole - at) << $Kind$Access.SHIFT);
            long aAt = (aFrom + at) << $Kind$Access.SHIFT;
            long bAt = (bFrom + at) << $Kind$Access.SHIFT;
            sum += partialDot(a, aAt, b, bAt, bytes);
        }
        long rest = count - whole;
        return sum + $Kind$Reductions.SCALAR.dot(a, aFrom + whole, b, bFrom + whole, rest);
    }
    // #end
    // #if double

    private static DoubleVector wide(MemorySegment memory, long offset) {
        return DoubleVector.fromMemorySegment(DOUBLES, memory, offset, ORDER);
    }
    // #end
    // #if float

    private static DoubleVector wide(MemorySegment memory, long offset) {
        return (DoubleVector)
                FloatVector.fromMemorySegment(FloatVector.SPECIES_128, memory, offset, ORDER)
                        .castShape(DOUBLES, 0);
    }
    // #end
    // #if long

    private static long partialSum(MemorySegment block, long at, int bytes) {
        MemorySegment memory = memory(block);
        long origin = origin(block, at);
        LongVector sum0 = LongVector.zero(SPECIES);
        LongVector sum1 = sum0;
        LongVector sum2 = sum0;
        LongVector sum3 = sum0;
        int i = 0;
        for (; i <= bytes - 4 * VECTOR_BYTES; i += 4 * VECTOR_BYTES) {
            sum0 = sum0.add(load(memory, origin + i));
            sum1 = sum1.add(load(memory, origin + i + VECTOR_BYTES));
            sum2 = sum2.add(load(memory, origin + i + 2 * VECTOR_BYTES));
            sum3 = sum3.add(load(memory, origin + i + 3 * VECTOR_BYTES));
        }
        for (; i < bytes; i += VECTOR_BYTES) {
            sum0 = sum0.add(load(memory, origin + i));
        }
        return sum0.add(sum1).add(sum2.add(sum3)).reduceLanes(VectorOperators.ADD);
    }

    private static long partialDot(
            MemorySegment a, long aAt, MemorySegment b, long bAt, int bytes) {
        MemorySegment left = memory(a);
        MemorySegment right = memory(b);
        long leftOrigin = origin(a, aAt);
        long rightOrigin = origin(b, bAt);
        LongVector sum0 = LongVector.zero(SPECIES);
        LongVector sum1 = sum0;
        LongVector sum2 = sum0;
        LongVector sum3 = sum0;
        int i = 0;
        for (; i <= bytes - 4 * VECTOR_BYTES; i += 4 * VECTOR_BYTES) {
            int i1 = i + VECTOR_BYTES;
            int i2 = i + 2 * VECTOR_BYTES;
            int i3 = i + 3 * VECTOR_BYTES;
            sum0 = sum0.add(load(left, leftOrigin + i).mul(load(right, rightOrigin + i)));
            sum1 = sum1.add(load(left, leftOrigin + i1).mul(load(right, rightOrigin + i1)));
            sum2 = sum2.add(load(left, leftOrigin + i2).mul(load(right, rightOrigin + i2)));
            sum3 = sum3.add(load(left, leftOrigin + i3).mul(load(right, rightOrigin + i3)));
        }
        for (; i < bytes; i += VECTOR_BYTES) {
            sum0 = sum0.add(load(left, leftOrigin + i).mul(load(right, rightOrigin + i)));
        }
        return sum0.add(sum1).add(sum2.add(sum3)).reduceLanes(VectorOperators.ADD);
    }
    // #end
    // #if int

    private static long partialSum(MemorySegment block, long at, int bytes) {
        MemorySegment memory = memory(block);
        long origin = origin(block, at);
        LongVector sum0 = LongVector.zero(LONGS);
        LongVector sum1 = sum0;
        for (int i = 0; i < bytes; i += VECTOR_BYTES) {
            sum0 = sum0.add(wide(memory, origin + i));
            sum1 = sum1.add(wide(memory, origin + i + HALF_BYTES));
        }
        return sum0.add(sum1).reduceLanes(VectorOperators.ADD);
    }

    private static long partialDot(
            MemorySegment a, long aAt, MemorySegment b, long bAt, int bytes) {
        MemorySegment left = memory(a);
        MemorySegment right = memory(b);
        long leftOrigin = origin(a, aAt);
        long rightOrigin = origin(b, bAt);
        LongVector sum0 = LongVector.zero(LONGS);
        LongVector sum1 = sum0;
        for (int i = 0; i < bytes; i += VECTOR_BYTES) {
            int i1 = i + HALF_BYTES;
            sum0 = sum0.add(wide(left, leftOrigin + i).mul(wide(right, rightOrigin + i)));
            sum1 = sum1.add(wide(left, leftOrigin + i1).mul(wide(right, rightOrigin + i1)));
        }
        return sum0.add(sum1).reduceLanes(VectorOperators.ADD);
    }

    private static LongVector wide(MemorySegment memory, long offset) {
        return (LongVector)
                IntVector.fromMemorySegment(HALF, memory, offset, ORDER).castShape(LONGS, 0);
    }
    // #end
    // #if short char

    private static long partialSum(MemorySegment block, long at, int bytes) {
        MemorySegment memory = memory(block);
        long origin = origin(block, at);
        IntVector evenSum = IntVector.zero(INTS);
        IntVector oddSum = evenSum;
        for (int i = 0; i < bytes; i += VECTOR_BYTES) {
            IntVector pairs = IntVector.fromMemorySegment(INTS, memory, origin + i, ORDER);
            evenSum = evenSum.add(even(pairs));
            oddSum = oddSum.add(odd(pairs));
        }
        return total(evenSum) + total(oddSum);
    }

    /** Adds the halves of products up apart, since two whole ones can exceed an {@code int}. */
    private static long partialDot(
            MemorySegment a, long aAt, MemorySegment b, long bAt, int bytes) {
        MemorySegment left = memory(a);
        MemorySegment right = memory(b);
        long leftOrigin = origin(a, aAt);
        long rightOrigin = origin(b, bAt);
        IntVector evenLow = IntVector.zero(INTS);
        IntVector evenHigh = evenLow;
        IntVector oddLow = evenLow;
        IntVector oddHigh = evenLow;
        for (int i = 0; i < bytes; i += VECTOR_BYTES) {
            IntVector leftPairs =
                    IntVector.fromMemorySegment(INTS, left, leftOrigin + i, ORDER);
            IntVector rightPairs =
                    IntVector.fromMemorySegment(INTS, right, rightOrigin + i, ORDER);
            IntVector even = even(leftPairs).mul(even(rightPairs));
            IntVector odd = odd(leftPairs).mul(odd(rightPairs));
            evenLow = evenLow.add(even.and(0xFFFF));
            evenHigh = evenHigh.add(odd(even));
            oddLow = oddLow.add(odd.and(0xFFFF));
            oddHigh = oddHigh.add(odd(odd));
        }
        return total(evenLow) + total(oddLow) + ((total(evenHigh) + total(oddHigh)) << 16);
    }
    // #end
    // #if char

    private static IntVector even(IntVector pairs) {
        return pairs.and(0xFFFF);
    }

    private static IntVector odd(IntVector pairs) {
        return pairs.lanewise(VectorOperators.LSHR, 16);
    }
    // #end
    // #if byte

    private static long partialSum(MemorySegment block, long at, int bytes) {
        MemorySegment memory = memory(block);
        long origin = origin(block, at);
        IntVector evenSum = IntVector.zero(INTS);
        IntVector oddSum = evenSum;
        for (int i = 0; i < bytes; i += VECTOR_BYTES) {
            ShortVector pairs = ShortVector.fromMemorySegment(SHORTS, memory, origin + i, ORDER);
            IntVector sums = even(pairs).add(odd(pairs)).reinterpretAsInts();
            evenSum = evenSum.add(even(sums));
            oddSum = oddSum.add(odd(sums));
        }
        return total(evenSum) + total(oddSum);
    }

    private static long partialDot(
            MemorySegment a, long aAt, MemorySegment b, long bAt, int bytes) {
        MemorySegment left = memory(a);
        MemorySegment right = memory(b);
        long leftOrigin = origin(a, aAt);
        long rightOrigin = origin(b, bAt);
        IntVector evenSum = IntVector.zero(INTS);
        IntVector oddSum = evenSum;
        for (int i = 0; i < bytes; i += VECTOR_BYTES) {
            ShortVector leftPairs =
                    ShortVector.fromMemorySegment(SHORTS, left, leftOrigin + i, ORDER);
            ShortVector rightPairs =
                    ShortVector.fromMemorySegment(SHORTS, right, rightOrigin + i, ORDER);
            IntVector even = even(leftPairs).mul(even(rightPairs)).reinterpretAsInts();
            IntVector odd = odd(leftPairs).mul(odd(rightPairs)).reinterpretAsInts();
            evenSum = evenSum.add(even(even)).add(even(odd));
            oddSum = oddSum.add(odd(even)).add(odd(odd));
        }
        return total(evenSum) + total(oddSum);
    }

    private static ShortVector even(ShortVector pairs) {
        return pairs.lanewise(VectorOperators.LSHL, 8).lanewise(VectorOperators.ASHR, 8);
    }

    private static ShortVector odd(ShortVector pairs) {
        return pairs.lanewise(VectorOperators.ASHR, 8);
    }
    // #end
    // #if byte short

    private static IntVector even(IntVector pairs) {
        return pairs.lanewise(VectorOperators.LSHL, 16).lanewise(VectorOperators.ASHR, 16);
    }

    private static IntVector odd(IntVector pairs) {
        return pairs.lanewise(VectorOperators.ASHR, 16);
    }
    // #end
    // #if byte short char

    /** Adds lanes up whose sum can exceed an {@code int}. */
    private static long total(IntVector sums) {
        long high = sums.lanewise(VectorOperators.ASHR, 16).reduceLanes(VectorOperators.ADD);
        return (high << 16) + sums.and(0xFFFF).reduceLanes(VectorOperators.ADD);
    }
    // #end

    @Override
    public $type$ min(MemorySegment block, long from, long to) {
        if (to - from < LANES) {
            return $Kind$Reductions.SCALAR.min(block, from, to);
        }
        $lane$ least = least(block, (to - LANES) << $Kind$Access.SHIFT, VECTOR_BYTES);
        long end = from + ((to - from) & -LANES);
        for (long at = from; at < end; at += CHUNK) {
            int bytes = (int) (Math.min(CHUNK, end - at) << $Kind$Access.SHIFT);
            $lane$ of = least(block, at << $Kind$Access.SHIFT, bytes);
            least = of < least ? of : least;
        }
        return element(least);
    }

    private static $lane$ least(MemorySegment block, long at, int bytes) {
        MemorySegment memory = memory(block);
        long origin = origin(block, at);
        // #if byte short char int long
        $Lane$Vector least0 = keys(memory, origin);
        $Lane$Vector least1 = least0;
        $Lane$Vector least2 = least0;
        $Lane$Vector least3 = least0;
        int i = 0;
        for (; i <= bytes - 4 * VECTOR_BYTES; i += 4 * VECTOR_BYTES) {
            least0 = least0.min(keys(memory, origin + i));
            least1 = least1.min(keys(memory, origin + i + VECTOR_BYTES));
            least2 = least2.min(keys(memory, origin + i + 2 * VECTOR_BYTES));
            least3 = least3.min(keys(memory, origin + i + 3 * VECTOR_BYTES));
        }
        for (; i < bytes; i += VECTOR_BYTES) {
            least0 = least0.min(keys(memory, origin + i));
        }
        return least0.min(least1)
                .min(least2.min(least3))
                .reduceLanes(VectorOperators.MIN);
        // #else
        $Lane$Vector least = keys(memory, origin);
        for (int i = VECTOR_BYTES; i < bytes; i += VECTOR_BYTES) {
            least = least.min(keys(memory, origin + i));
        }
        return least.reduceLanes(VectorOperators.MIN);
        // #end
    }

    @Override
    public $type$ max(MemorySegment block, long from, long to) {
        if (to - from < LANES) {
            return $Kind$Reductions.SCALAR.max(block, from, to);
        }
        $lane$ greatest = greatest(block, (to - LANES) << $Kind$Access.SHIFT, VECTOR_BYTES);
        long end = from + ((to - from) & -LANES);
        for (long at = from; at < end; at += CHUNK) {
            int bytes = (int) (Math.min(CHUNK, end - at) << $Kind$Access.SHIFT);
            $lane$ of = greatest(block, at << $Kind$Access.SHIFT, bytes);
            greatest = of > greatest ? of : greatest;
        }
        return element(greatest);
    }

    private static $lane$ greatest(MemorySegment block, long at, int bytes) {
        MemorySegment memory = memory(block);
        long origin = origin(block, at);
        // #if byte short char int long
        $Lane$Vector greatest0 = keys(memory, origin);
        $Lane$Vector greatest1 = greatest0;
        $Lane$Vector greatest2 = greatest0;
        $Lane$Vector greatest3 = greatest0;
        int i = 0;
        for (; i <= bytes - 4 * VECTOR_BYTES; i += 4 * VECTOR_BYTES) {
            greatest0 = greatest0.max(keys(memory, origin + i));
            greatest1 = greatest1.max(keys(memory, origin + i + VECTOR_BYTES));
            greatest2 = greatest2.max(keys(memory, origin + i + 2 * VECTOR_BYTES));
            greatest3 = greatest3.max(keys(memory, origin + i + 3 * VECTOR_BYTES));
        }
        for (; i < bytes; i += VECTOR_BYTES) {
            greatest0 = greatest0.max(keys(memory, origin + i));
        }
        return greatest0.max(greatest1)
                .max(greatest2.max(greatest3))
                .reduceLanes(VectorOperators.MAX);
        // #else
        $Lane$Vector greatest = keys(memory, origin);
        for (int i = VECTOR_BYTES; i < bytes; i += VECTOR_BYTES) {
            greatest = greatest.max(keys(memory, origin + i));
        }
        return greatest.reduceLanes(VectorOperators.MAX);
        // #end
    }

    @Override
    public $Kind$MinMax minMax(MemorySegment block, long from, long to) {
        if (to - from < LANES) {
            return $Kind$Reductions.SCALAR.minMax(block, from, to);
        }
        $Lane$Vector least =
                keys(memory(block), origin(block, (to - LANES) << $Kind$Access.SHIFT));
        $Lane$Vector greatest = least;
        long end = from + ((to - from) & -LANES);
        for (long at = from; at < end; at += CHUNK) {
            int bytes = (int) (Math.min(CHUNK, end - at) << $Kind$Access.SHIFT);
            MemorySegment memory = memory(block);
            long origin = origin(block, at << $Kind$Access.SHIFT);
            for (int i = 0; i < bytes; i += VECTOR_BYTES) {
                $Lane$Vector keys = keys(memory, origin + i);
                least = least.min(keys);
                greatest = greatest.max(keys);
            }
        }
        return new $Kind$MinMax(
                element(least.reduceLanes(VectorOperators.MIN)),
                element(greatest.reduceLanes(VectorOperators.MAX)));
    }

    @Override
    public long indexOf(MemorySegment block, long from, long to, $type$ value) {
        $lane$ key = key(value);
        long end = from + ((to - from) & -LANES);
        for (long at = from; at < end; at += CHUNK) {
            int bytes = (int) (Math.min(CHUNK, end - at) << $Kind$Access.SHIFT);
            MemorySegment memory = memory(block);
            long origin = origin(block, at << $Kind$Access.SHIFT);
            for (int i = 0; i < bytes; i += VECTOR_BYTES) {
                VectorMask<$LaneBox$> equal = keys(memory, origin + i).compare(VectorOperators.EQ, key);
                if (equal.anyTrue()) {
                    return at - from + (i >> $Kind$Access.SHIFT) + equal.firstTrue();
                }
            }
        }
        long rest = $Kind$Reductions.SCALAR.indexOf(block, end, to, value);
        return rest < 0 ? rest : end - from + rest;
    }

    @Override
    public long count(MemorySegment block, long from, long to, $type$ value) {
        $lane$ key = key(value);
        long count = 0;
        long end = from + ((to - from) & -LANES);
        for (long at = from; at < end; at += CHUNK) {
            int bytes = (int) (Math.min(CHUNK, end - at) << $Kind$Access.SHIFT);
            MemorySegment memory = memory(block);
            long origin = origin(block, at << $Kind$Access.SHIFT);
            int inChunk = 0;
            for (int i = 0; i < bytes; i += VECTOR_BYTES) {
                inChunk += keys(memory, origin + i).compare(VectorOperators.EQ, key).trueCount();
            }
            count += inChunk;
        }
        return count + $Kind$Reductions.SCALAR.count(block, end, to, value);
    }

    /** Where native access is enabled a slice would be one more object, and a check at each load. */
    private static MemorySegment memory(MemorySegment block) {
        return NativeAccess.isEnabled() ? AllMemory.SEGMENT : block;
    }

    /** Returns where bytes of a block lie in what {@link #memory} returns for it. */
    private static long origin(MemorySegment block, long at) {
        return NativeAccess.isEnabled() ? (block.address() + at) & AllMemory.GREATEST : at;
    }

    private static $Lane$Vector load(MemorySegment memory, long offset) {
        return $Lane$Vector.fromMemorySegment(SPECIES, memory, offset, ORDER);
    }

    // #if float double
    /**
     * Loads lanes whose order as signed integers is that of the elements: the magnitude, and for
     * negative numbers its complement. Without a mask: with one, vectors were made on the heap.
     */
    // #else
    /** Loads lanes whose order as signed integers is that of the elements. */
    // #end
    private static $Lane$Vector keys(MemorySegment memory, long offset) {
        // #if byte short int long
        return load(memory, offset);
        // #end
        // #if char
        return load(memory, offset).lanewise(VectorOperators.XOR, Short.MIN_VALUE);
        // #end
        // #if float double
        $Lane$Vector raw = load(memory, offset);
        $Lane$Vector magnitude = raw.and(MAGNITUDE);
        $Lane$Vector number =
                magnitude.neg().add(INFINITY).lanewise(VectorOperators.ASHR, SIGN_SHIFT).not();
        $Lane$Vector sign = raw.lanewise(VectorOperators.ASHR, SIGN_SHIFT).and(number);
        return magnitude.min(NAN).lanewise(VectorOperators.XOR, sign);
        // #end
    }

    private static $lane$ key($type$ value) {
        // #if byte short int long
        return value;
        // #end
        // #if char
        return (short) (value ^ Short.MIN_VALUE);
        // #end
        // #if float double
        return $Box$.isNaN(value)
                ? NAN
                : $Kind$Access.ordered($Box$.$type$ToRaw$Bits$Bits(value));
        // #end
    }

    private static $type$ element($lane$ key) {
        // #if byte short int long
        return key;
        // #end
        // #if char
        return (char) (key ^ Short.MIN_VALUE);
        // #end
        // #if float double
        return key == NAN ? $Box$.NaN : $Kind$Access.fromOrdered(key);
        // #end
    }
}
