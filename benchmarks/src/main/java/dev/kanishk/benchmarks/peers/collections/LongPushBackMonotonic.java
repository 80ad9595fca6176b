package dev.kanishk.benchmarks.peers.collections;

import dev.kanishk.collections.memory.MemoryResource;
import dev.kanishk.collections.memory.MonotonicResource;
import dev.kanishk.collections.vector.LongVector;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/**
 * A vector's life on a monotonic resource whose region was used before: the region is made free,
 * then a new vector gets ten million elements without a reservation. C++ does so with {@code
 * std::pmr::vector} on a {@code std::pmr::monotonic_buffer_resource}.
 *
 * <p>Both regions have room for four times the elements. C++ needs it: each doubling leaves the
 * smaller block behind. Ours grows in place and uses the first part only; that is the difference
 * between the interfaces, not between the regions.
 */
public class LongPushBackMonotonic extends MeanTime {
    /** How many elements. */
    @Param("10000000")
    public int size;

    private MonotonicResource region = new MonotonicResource(MemoryResource.system(), 1);

    /** Takes the region. */
    @Setup
    public void take() {
        region.close();
        region = new MonotonicResource(MemoryResource.system(), 4L * Long.BYTES * size);
    }

    /** Gives the region back. */
    @TearDown
    public void close() {
        region.close();
    }

    /** Pushes onto ours. */
    @Benchmark
    public long ours() {
        region.release();
        try (LongVector vector = new LongVector(region)) {
            int count = size;
            for (int i = 0; i < count; i++) {
                vector.pushBack(i);
            }
            return vector.back();
        }
    }
}
