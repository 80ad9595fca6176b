package dev.kanishk.benchmarks.peers.collections;

import dev.kanishk.collections.vector.LongVector;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/** All elements of a vector assigned to another that has room for them. */
public class LongCopy extends MeanTime {
    /** How many elements. */
    @Param({"2048", "10000000"})
    public int size;

    private final LongVector source = new LongVector();
    private final LongVector ours = new LongVector();
    private long[] numbers = {};
    private long[] primitiveArray = {};

    /** Gives all the same elements. */
    @Setup
    public void fill() {
        numbers = Numbers.of(size, 1);
        primitiveArray = new long[size];
        source.appendRange(numbers);
        ours.appendRange(primitiveArray);
    }

    /** Gives the memory back. */
    @TearDown
    public void close() {
        source.close();
        ours.close();
    }

    /** Assigns ours. */
    @Benchmark
    public LongVector ours() {
        ours.assignRange(source);
        return ours;
    }

    /** Copies an array. */
    @Benchmark
    public long[] primitiveArray() {
        System.arraycopy(numbers, 0, primitiveArray, 0, size);
        return primitiveArray;
    }
}
