package dev.kanishk.benchmarks.peers.collections;

import dev.kanishk.collections.vector.LongVector;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/** Every element replaced by three times itself and one, by a loop that a user writes. */
public class LongMapInPlace extends MeanTime {
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

    /** Changes ours, counting with an {@code int}. */
    @Benchmark
    public LongVector ours() {
        LongVector vector = ours;
        int count = (int) vector.size();
        for (int i = 0; i < count; i++) {
            vector.set(i, vector.get(i) * 3 + 1);
        }
        return vector;
    }

    /** Changes ours, counting with a {@code long}. */
    @Benchmark
    public LongVector oursLongIndex() {
        LongVector vector = ours;
        for (long i = 0; i < vector.size(); i++) {
            vector.set(i, vector.get(i) * 3 + 1);
        }
        return vector;
    }

    /** Changes ours by a function. */
    @Benchmark
    public LongVector oursTransform() {
        ours.transform(value -> value * 3 + 1);
        return ours;
    }

    /** Changes an array. */
    @Benchmark
    public long[] primitiveArray() {
        long[] array = primitiveArray;
        for (int i = 0; i < array.length; i++) {
            array[i] = array[i] * 3 + 1;
        }
        return array;
    }
}
