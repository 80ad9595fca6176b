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

/** As many checked reads as there are elements, at indices that jump about. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class LongRandomGet {
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

    private static int next(int index, int size) {
        return (int) ((index * 1103515245L + 12345) & (Long.highestOneBit(size) - 1));
    }

    /** Reads ours. */
    @Benchmark
    public long ours() {
        long sum = 0;
        int index = 0;
        for (int i = 0; i < size; i++) {
            index = next(index, size);
            sum += ours.at(index);
        }
        return sum;
    }

    /** Reads fastutil's list. */
    @Benchmark
    public long fastutil() {
        long sum = 0;
        int index = 0;
        for (int i = 0; i < size; i++) {
            index = next(index, size);
            sum += fastutil.getLong(index);
        }
        return sum;
    }

    /** Reads boxed numbers. */
    @Benchmark
    public long arrayList() {
        long sum = 0;
        int index = 0;
        for (int i = 0; i < size; i++) {
            index = next(index, size);
            sum += arrayList.get(index);
        }
        return sum;
    }

    /** Reads an array. */
    @Benchmark
    public long primitiveArray() {
        long sum = 0;
        int index = 0;
        for (int i = 0; i < size; i++) {
            index = next(index, size);
            sum += primitiveArray[index];
        }
        return sum;
    }
}
