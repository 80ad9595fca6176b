package dev.kanishk.benchmarks.peers.collections;

import dev.kanishk.collections.vector.LongVector;
import it.unimi.dsi.fastutil.longs.LongArrayList;
import java.util.ArrayList;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** The sum of all elements; ours has an operation for it. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class LongSum {
    /** How many elements. */
    @Param({"2048", "1000000"})
    public int size;

    private final LongVector ours = new LongVector();
    private final LongArrayList fastutil = new LongArrayList();
    private final ArrayList<Long> arrayList = new ArrayList<>();
    private long[] primitiveArray = {};

    /** Fills all with the same elements. */
    @Setup(Level.Trial)
    public void fill() {
        primitiveArray = new long[size];
        for (int i = 0; i < size; i++) {
            long value = i * 0x9E3779B97F4A7C15L;
            ours.pushBack(value);
            fastutil.add(value);
            arrayList.add(value);
            primitiveArray[i] = value;
        }
    }

    /** Gives the memory back. */
    @TearDown(Level.Trial)
    public void close() {
        ours.close();
    }

    /** Sums ours. */
    @Benchmark
    public long ours() {
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

    /** Sums boxed numbers. */
    @Benchmark
    public long arrayList() {
        long sum = 0;
        for (int i = 0; i < arrayList.size(); i++) {
            sum += arrayList.get(i);
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
