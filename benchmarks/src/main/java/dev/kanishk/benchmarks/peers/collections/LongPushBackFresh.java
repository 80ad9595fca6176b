package dev.kanishk.benchmarks.peers.collections;

import dev.kanishk.collections.vector.LongVector;
import it.unimi.dsi.fastutil.longs.LongArrayList;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/** Ten million pushes without a reservation onto the first large vector of a process. */
public class LongPushBackFresh extends FreshProcess {
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
        try (LongVector vector = new LongVector()) {
            for (int i = 0; i < size; i++) {
                vector.pushBack(i);
            }
            return vector.back();
        }
    }

    /** Adds to fastutil's list. */
    @Benchmark
    public long fastutil() {
        LongArrayList list = new LongArrayList();
        for (int i = 0; i < size; i++) {
            list.add(i);
        }
        return list.getLong(size - 1);
    }
}
