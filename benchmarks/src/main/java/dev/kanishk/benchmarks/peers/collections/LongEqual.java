package dev.kanishk.benchmarks.peers.collections;

import dev.kanishk.collections.vector.LongVector;
import java.util.Arrays;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/** Two vectors with the same elements, compared to the last. */
public class LongEqual extends MeanTime {
    /** How many elements. */
    @Param({"2048", "10000000"})
    public int size;

    private final LongVector left = new LongVector();
    private final LongVector right = new LongVector();
    private long[] leftArray = {};
    private long[] rightArray = {};

    /** Gives all the same elements. */
    @Setup
    public void fill() {
        leftArray = Numbers.of(size, 1);
        rightArray = leftArray.clone();
        left.appendRange(leftArray);
        right.appendRange(leftArray);
    }

    /** Gives the memory back. */
    @TearDown
    public void close() {
        left.close();
        right.close();
    }

    /** Compares ours. */
    @Benchmark
    public boolean ours() {
        return left.equals(right);
    }

    /** Compares arrays. */
    @Benchmark
    public boolean primitiveArray() {
        return Arrays.equals(leftArray, rightArray);
    }
}
