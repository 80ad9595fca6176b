package dev.kanishk.collections.vector;

import static dev.kanishk.collections.vector.$Kind$Access.get;
import static dev.kanishk.collections.vector.$Kind$Access.same;

import java.lang.foreign.MemorySegment;
// #if float double
import java.lang.foreign.ValueLayout;
// #end

/**
 * The kernels as plain loops, which define what all others return.
 *
 * <p>Each loop has several results that it combines at the end, since with one each step would wait
 * for the one before it.
 */
final class $Kind$ScalarKernels implements $Kind$Kernels {
    // #if float double
    private static final int LANES = $Kind$Reductions.LANES;
    private static final ValueLayout.Of$Bits$ BITS = ValueLayout.$BITS_LAYOUT$;
    // #end

    // #if float double
    @Override
    public double sum(MemorySegment block, long from, long to) {
        double s0 = 0;
        double s1 = 0;
        double s2 = 0;
        double s3 = 0;
        double s4 = 0;
        double s5 = 0;
        double s6 = 0;
        double s7 = 0;
        long index = from;
        for (; index <= to - LANES; index += LANES) {
            s0 += get(block, index);
            s1 += get(block, index + 1);
            s2 += get(block, index + 2);
            s3 += get(block, index + 3);
            s4 += get(block, index + 4);
            s5 += get(block, index + 5);
            s6 += get(block, index + 6);
            s7 += get(block, index + 7);
        }
        double rest = 0;
        for (; index < to; index++) {
            rest += get(block, index);
        }
        return ((s0 + s4) + (s2 + s6)) + ((s1 + s5) + (s3 + s7)) + rest;
    }

    @Override
    public double dot(MemorySegment a, long aFrom, MemorySegment b, long bFrom, long count) {
        double s0 = 0;
        double s1 = 0;
        double s2 = 0;
        double s3 = 0;
        double s4 = 0;
        double s5 = 0;
        double s6 = 0;
        double s7 = 0;
        long i = aFrom;
        long j = bFrom;
        long end = aFrom + count;
        for (; i <= end - LANES; i += LANES, j += LANES) {
            s0 += wide(a, i) * wide(b, j);
            s1 += wide(a, i + 1) * wide(b, j + 1);
            s2 += wide(a, i + 2) * wide(b, j + 2);
            s3 += wide(a, i + 3) * wide(b, j + 3);
            s4 += wide(a, i + 4) * wide(b, j + 4);
            s5 += wide(a, i + 5) * wide(b, j + 5);
            s6 += wide(a, i + 6) * wide(b, j + 6);
            s7 += wide(a, i + 7) * wide(b, j + 7);
        }
        double rest = 0;
        for (; i < end; i++, j++) {
            rest += wide(a, i) * wide(b, j);
        }
        return ((s0 + s4) + (s2 + s6)) + ((s1 + s5) + (s3 + s7)) + rest;
    }

    @Override
    public $type$ min(MemorySegment block, long from, long to) {
        $bits$ a = $BitsBox$.MAX_VALUE;
        $bits$ b = a;
        long index = from;
        for (; index < to - 1; index += 2) {
            a = Math.min(a, ordered(block, index));
            b = Math.min(b, ordered(block, index + 1));
        }
        for (; index < to; index++) {
            a = Math.min(a, ordered(block, index));
        }
        return $Kind$Access.fromOrdered(Math.min(a, b));
    }

    @Override
    public $type$ max(MemorySegment block, long from, long to) {
        $bits$ a = $BitsBox$.MIN_VALUE;
        $bits$ b = a;
        long index = from;
        for (; index < to - 1; index += 2) {
            a = Math.max(a, ordered(block, index));
            b = Math.max(b, ordered(block, index + 1));
        }
        for (; index < to; index++) {
            a = Math.max(a, ordered(block, index));
        }
        return $Kind$Access.fromOrdered(Math.max(a, b));
    }

    private static double wide(MemorySegment block, long index) {
        return get(block, index);
    }

    private static $bits$ ordered(MemorySegment block, long index) {
        return $Kind$Access.ordered(block.get(BITS, index << $Kind$Access.SHIFT));
    }
    // #else
    @Override
    public long sum(MemorySegment block, long from, long to) {
        long a = 0;
        long b = 0;
        long c = 0;
        long d = 0;
        long index = from;
        for (; index < to - 3; index += 4) {
            a += get(block, index);
            b += get(block, index + 1);
            c += get(block, index + 2);
            d += get(block, index + 3);
        }
        for (; index < to; index++) {
            a += get(block, index);
        }
        return a + b + c + d;
    }

    @Override
    public long dot(MemorySegment a, long aFrom, MemorySegment b, long bFrom, long count) {
        long even = 0;
        long odd = 0;
        long i = aFrom;
        long j = bFrom;
        long end = aFrom + count;
        for (; i < end - 1; i += 2, j += 2) {
            even += 1L * get(a, i) * get(b, j);
            odd += 1L * get(a, i + 1) * get(b, j + 1);
        }
        if (i < end) {
            even += 1L * get(a, i) * get(b, j);
        }
        return even + odd;
    }

    @Override
    public $type$ min(MemorySegment block, long from, long to) {
        $wide$ a = $Box$.MAX_VALUE;
        $wide$ b = a;
        long index = from;
        for (; index < to - 1; index += 2) {
            a = Math.min(a, get(block, index));
            b = Math.min(b, get(block, index + 1));
        }
        for (; index < to; index++) {
            a = Math.min(a, get(block, index));
        }
        return $narrow$(Math.min(a, b));
    }

    @Override
    public $type$ max(MemorySegment block, long from, long to) {
        $wide$ a = $Box$.MIN_VALUE;
        $wide$ b = a;
        long index = from;
        for (; index < to - 1; index += 2) {
            a = Math.max(a, get(block, index));
            b = Math.max(b, get(block, index + 1));
        }
        for (; index < to; index++) {
            a = Math.max(a, get(block, index));
        }
        return $narrow$(Math.max(a, b));
    }
    // #end

    @Override
    public $Kind$MinMax minMax(MemorySegment block, long from, long to) {
        return new $Kind$MinMax(min(block, from, to), max(block, from, to));
    }

    @Override
    public long indexOf(MemorySegment block, long from, long to, $type$ value) {
        for (long index = from; index < to; index++) {
            if (same(get(block, index), value)) {
                return index - from;
            }
        }
        return -1;
    }

    @Override
    public long count(MemorySegment block, long from, long to, $type$ value) {
        long count = 0;
        for (long index = from; index < to; index++) {
            count += same(get(block, index), value) ? 1 : 0;
        }
        return count;
    }
}
