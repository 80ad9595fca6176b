package dev.kanishk.benchmarks.peers.collections;

import dev.kanishk.collections.vector.LongVector;
import java.util.ArrayList;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/** One element put into the middle of a vector that has room, and taken out again. */
public class LongInsertErase extends MeanTime {
    /** How many elements. */
    @Param("100000")
    public int size;

    private final LongVector ours = new LongVector();
    private it.unimi.dsi.fastutil.longs.LongArrayList fastutil =
            new it.unimi.dsi.fastutil.longs.LongArrayList();
    private org.eclipse.collections.impl.list.mutable.primitive.LongArrayList eclipse =
            new org.eclipse.collections.impl.list.mutable.primitive.LongArrayList();
    private final ArrayList<Long> arrayList = new ArrayList<>();

    /** Gives all the same elements, and room for one more. */
    @Setup
    public void fill() {
        long[] numbers = Numbers.of(size, 1);
        ours.reserve(size + 1L);
        ours.appendRange(numbers);
        fastutil = new it.unimi.dsi.fastutil.longs.LongArrayList(size + 1);
        eclipse = new org.eclipse.collections.impl.list.mutable.primitive.LongArrayList(size + 1);
        for (long number : numbers) {
            fastutil.add(number);
            eclipse.add(number);
            arrayList.add(number);
        }
    }

    /** Gives the memory back. */
    @TearDown
    public void close() {
        ours.close();
    }

    /** Changes ours. */
    @Benchmark
    public long ours() {
        ours.insert(size / 2, 42);
        ours.erase(size / 2);
        return ours.size();
    }

    /** Changes fastutil's list. */
    @Benchmark
    public long fastutil() {
        fastutil.add(size / 2, 42L);
        return fastutil.removeLong(size / 2);
    }

    /** Changes the list of Eclipse Collections. */
    @Benchmark
    public long eclipse() {
        eclipse.addAtIndex(size / 2, 42L);
        return eclipse.removeAtIndex(size / 2);
    }

    /** Changes the list of the JDK, whose elements are references of four bytes. */
    @Benchmark
    public Long arrayList() {
        arrayList.add(size / 2, 42L);
        return arrayList.remove(size / 2);
    }
}
