package dev.kanishk.benchmarks.peers.collections;

import dev.kanishk.collections.vector.LongVector;
import java.util.Arrays;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/** All elements set to one value, another in each pass. */
public class LongFill extends MeanTime {
    /** How many elements. */
    @Param({"2048", "10000000"})
    public int size;

    private final LongVector ours = new LongVector();
    private long[] primitiveArray = {};
    private long value;

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

    /** Fills ours. */
    @Benchmark
    public LongVector ours() {
        ours.fill(++value);
        return ours;
    }

    /** Fills an array. */
    @Benchmark
    public long[] primitiveArray() {
        Arrays.fill(primitiveArray, ++value);
        return primitiveArray;
    }
}
