package dev.kanishk.benchmarks.peers.collections;

import dev.kanishk.collections.vector.LongVector;
import it.unimi.dsi.fastutil.longs.LongArrayList;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/** The sum of all elements; ours has an operation for it, the others need a loop. */
public class LongSum extends MeanTime {
    /** How many elements. */
    @Param({"2048", "10000000"})
    public int size;

    private final LongVector ours = new LongVector();
    private LongArrayList fastutil = new LongArrayList();
    private long[] primitiveArray = {};

    /** Gives all the same elements. */
    @Setup
    public void fill() {
        primitiveArray = Numbers.of(size, 1);
        ours.appendRange(primitiveArray);
        fastutil = LongArrayList.wrap(primitiveArray);
    }

    /** Gives the memory back. */
    @TearDown
    public void close() {
        ours.close();
    }

    /** Sums ours, with the Vector API. */
    @Benchmark
    @Fork(value = MeanTime.FORKS, jvmArgsAppend = "--add-modules=jdk.incubator.vector")
    public long ours() {
        return ours.sum();
    }

    /** Sums ours in a JVM as it starts without flags for it. */
    @Benchmark
    public long oursScalar() {
        return ours.sum();
    }

    /** Sums fastutil's list. */
    @Benchmark
    public long fastutil() {
        long sum = 0;
        for (int i = 0; i < fastutil.size(); i++) {
            sum += fastutil.getLong(i);
        }
        return sum;
    }

    /** Sums an array. */
    @Benchmark
    public long primitiveArray() {
        long sum = 0;
        for (long value : primitiveArray) {
            sum += value;
        }
        return sum;
    }
}
