package dev.kanishk.benchmarks.peers.collections;

import dev.kanishk.collections.vector.LongVector;
import it.unimi.dsi.fastutil.longs.LongArrayList;
import java.util.ArrayList;
import java.util.Arrays;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Warmup;

/**
 * A vector's life: made, filled by pushes without a reservation, thrown away.
 *
 * <p>The C library's heap serves C++ and, through its system resource, ours; both give the memory
 * back in each pass. The heap's structures leave that to the garbage collector. What few pushes
 * cost settles only when the compiler has been at it for some seconds, so that warm-up is longer.
 */
@Warmup(iterations = 6, time = 1)
public class LongPushBack extends MeanTime {
    /** How many elements. */
    @Param({"16", "1000000"})
    public int size;

    /** Pushes onto ours. */
    @Benchmark
    public long ours() {
        try (LongVector vector = new LongVector()) {
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

    /** Adds boxed numbers to the list of the JDK. */
    @Benchmark
    public long arrayList() {
        ArrayList<Long> list = new ArrayList<>();
        int count = size;
        for (int i = 0; i < count; i++) {
            list.add((long) i);
        }
        return list.get(size - 1);
    }

    /** Writes to an array that is doubled by hand. */
    @Benchmark
    public long primitiveArray() {
        long[] array = new long[8];
        int used = 0;
        int count = size;
        for (int i = 0; i < count; i++) {
            if (used == array.length) {
                array = Arrays.copyOf(array, used * 2);
            }
            array[used++] = i;
        }
        return array[used - 1];
    }
}
