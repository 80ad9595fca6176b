package dev.kanishk.benchmarks.peers.collections;

import dev.kanishk.collections.vector.LongVector;
import it.unimi.dsi.fastutil.longs.LongArrayList;
import java.util.ArrayList;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** A new vector, filled by pushes without a reservation, and thrown away. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class LongPushBack {
    /** How many elements. */
    @Param({"2048", "1000000"})
    public int size;

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

    /** Adds boxed numbers to the list of the JDK. */
    @Benchmark
    public long arrayList() {
        ArrayList<Long> list = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            list.add((long) i);
        }
        return list.get(size - 1);
    }

    /** Writes to an array that is doubled by hand. */
    @Benchmark
    public long primitiveArray() {
        long[] array = new long[8];
        int used = 0;
        for (int i = 0; i < size; i++) {
            if (used == array.length) {
                array = java.util.Arrays.copyOf(array, used * 2);
            }
            array[used++] = i;
        }
        return array[used - 1];
    }
}
