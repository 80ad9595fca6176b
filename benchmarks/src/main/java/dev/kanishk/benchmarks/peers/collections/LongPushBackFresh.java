package dev.kanishk.benchmarks.peers.collections;

import dev.kanishk.collections.memory.HugePageResource;
import dev.kanishk.collections.memory.MemoryResource;
import dev.kanishk.collections.vector.LongVector;
import it.unimi.dsi.fastutil.longs.LongArrayList;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/**
 * Ten million pushes without a reservation onto the first large vector of a process, and its end.
 * Ours is on a resource that reserves address space and asks for huge pages.
 */
public class LongPushBackFresh extends FreshProcess {
    private static final MemoryResource HUGE_PAGES = new HugePageResource(MemoryResource.system());

    /** How many elements. */
    @Param("10000000")
    public int size;

    /** Loads the classes. */
    @Setup
    public void link() {
        int wanted = size;
        size = LINKED;
        ours();
        fastutil();
        size = wanted;
    }

    /** Pushes onto ours. */
    @Benchmark
    public long ours() {
        try (LongVector vector = new LongVector(HUGE_PAGES)) {
            int count = size;
            for (int i = 0; i < count; i++) {
                vector.pushBack(i);
            }
            return vector.back();
        }
    }

    /** Adds to fastutil's list. */
    @Benchmark
    public long fastutil() {
        LongArrayList list = new LongArrayList();
        int count = size;
        for (int i = 0; i < count; i++) {
            list.add(i);
        }
        return list.getLong(size - 1);
    }
}
