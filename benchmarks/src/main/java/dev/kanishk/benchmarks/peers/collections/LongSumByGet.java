package dev.kanishk.benchmarks.peers.collections;

import dev.kanishk.collections.vector.LongVector;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/** The sum of all elements by a loop that a user writes. */
public class LongSumByGet extends MeanTime {
    /** How many elements. */
    @Param("2048")
    public int size;

    private final LongVector ours = new LongVector();
    private long[] primitiveArray = {};

    /** Gives all the same elements. */
    @Setup
    public void fill() {
        primitiveArray = Numbers.of(size, 1);
        ours.appendRange(primitiveArray);
    }

    /** Gives the memory back. */
    @TearDown
    public void close() {
        ours.close();
    }

    /** Reads ours. */
    @Benchmark
    public long ours() {
        LongVector vector = ours;
        long sum = 0;
        for (long i = 0; i < vector.size(); i++) {
            sum += vector.get(i);
        }
        return sum;
    }

    /** Reads an array. */
    @Benchmark
    public long primitiveArray() {
        long[] array = primitiveArray;
        long sum = 0;
        for (int i = 0; i < array.length; i++) {
            sum += array[i];
        }
        return sum;
    }
}
