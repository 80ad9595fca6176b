package dev.kanishk.collections.vector;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.kanishk.collections.memory.NativeAccess;
import java.lang.management.ManagementFactory;
import java.util.SplittableRandom;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;

/**
 * Compiled, reductions and the sort leave nothing on the Java heap that grows with the elements: at
 * most what stands for a range or for the block that a sort works in.
 */
class LongReductionAllocationTest {
    private static final int SIZE = 2048;
    private static final int WARM_UP = 30_000;
    private static final int CALLS = 2_000;

    /** What a segment or two take; without native access and for sorting some are made. */
    private static final long SEGMENTS = 512;

    /** Less than the smallest object: the rest is the measurement's. */
    private static final long NOTHING = NativeAccess.isEnabled() ? 8 : SEGMENTS;

    @Test
    void makesNoGarbageOfElements() {
        long[] numbers = new SplittableRandom(20261126).longs(SIZE).toArray();
        try (LongVector vector = LongVector.of(numbers);
                LongVector other = LongVector.of(numbers);
                LongVector sorted = LongVector.of(numbers)) {
            assertAllocates(NOTHING, "sum", vector::sum);
            assertAllocates(NOTHING, "min", vector::min);
            assertAllocates(NOTHING, "max", vector::max);
            assertAllocates(NOTHING, "dot", () -> vector.dot(other));
            assertAllocates(NOTHING, "count", () -> vector.count(5));
            assertAllocates(NOTHING, "indexOf", () -> vector.indexOf(5));
            assertAllocates(
                    SEGMENTS,
                    "sort",
                    () -> {
                        sorted.assignRange(vector);
                        sorted.sort();
                        return sorted.front();
                    });
        }
    }

    private static void assertAllocates(long mostBytesACall, String name, LongSupplier operation) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long first = total(operation, WARM_UP) / WARM_UP;
        long before = threads.getCurrentThreadAllocatedBytes();
        long results = total(operation, CALLS);
        long allocated = threads.getCurrentThreadAllocatedBytes() - before;
        assertThat(results).isEqualTo(first * CALLS);
        assertThat(allocated).as(name).isLessThan(CALLS * mostBytesACall);
    }

    /** Adds the low bits of all results up, so that no call can be left out. */
    private static long total(LongSupplier operation, int times) {
        long total = 0;
        for (int i = 0; i < times; i++) {
            total += operation.getAsLong() & 0xFFFF;
        }
        return total;
    }
}
