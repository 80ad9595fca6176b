package dev.kanishk.benchmarks.peers.collections;

import dev.kanishk.collections.vector.LongVector;
import it.unimi.dsi.fastutil.longs.LongArrayList;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/**
 * As many reads as there are elements, each checked against the size, at indices without a pattern
 * that were drawn before. C++ reads by {@code at}.
 */
public class LongRandomGet extends MeanTime {
    /** How many elements. */
    @Param("2048")
    public int size;

    private final LongVector ours = new LongVector();
    private LongArrayList fastutil = new LongArrayList();
    private long[] primitiveArray = {};
    private int[] indices = {};

    /** Gives all the same elements. */
    @Setup
    public void fill() {
        primitiveArray = Numbers.of(size, 1);
        indices = Numbers.indices(size);
        ours.appendRange(primitiveArray);
        fastutil = new LongArrayList(primitiveArray);
    }

    /** Gives the memory back. */
    @TearDown
    public void close() {
        ours.close();
    }

    /** Reads ours. */
    @Benchmark
    public long ours() {
        LongVector list = ours;
        long sum = 0;
        for (int index : indices) {
            sum += list.at(index);
        }
        return sum;
    }

    /** Reads fastutil's list. */
    @Benchmark
    public long fastutil() {
        LongArrayList list = fastutil;
        long sum = 0;
        for (int index : indices) {
            sum += list.getLong(index);
        }
        return sum;
    }

    /** Reads an array. */
    @Benchmark
    public long primitiveArray() {
        long[] list = primitiveArray;
        long sum = 0;
        for (int index : indices) {
            sum += list[index];
        }
        return sum;
    }
}
