package dev.kanishk.benchmarks.peers.collections;

import dev.kanishk.collections.vector.LongVector;
import it.unimi.dsi.fastutil.longs.LongArrays;
import java.util.Arrays;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/**
 * A copy of numbers without a pattern into memory that was used before, and its sorting. C++ sorts
 * by {@code std::sort}; Rust, by {@code sort_unstable}.
 */
public class LongSort extends MeanTime {
    /** How many elements. */
    @Param("1000000")
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
    }

    /** Gives the memory back. */
    @TearDown
    public void close() {
        source.close();
        ours.close();
    }

    /** Sorts ours. */
    @Benchmark
    public LongVector ours() {
        ours.assignRange(source);
        ours.sort();
        return ours;
    }

    /** Sorts an array by fastutil's radix sort. */
    @Benchmark
    public long[] fastutilRadix() {
        System.arraycopy(numbers, 0, primitiveArray, 0, size);
        LongArrays.radixSort(primitiveArray);
        return primitiveArray;
    }

    /** Sorts an array by the JDK's dual-pivot quicksort. */
    @Benchmark
    public long[] primitiveArray() {
        System.arraycopy(numbers, 0, primitiveArray, 0, size);
        Arrays.sort(primitiveArray);
        return primitiveArray;
    }
}
