package dev.kanishk.benchmarks.peers.collections;

import dev.kanishk.collections.vector.LongVector;
import java.util.ArrayList;
import java.util.Arrays;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.TearDown;

/**
 * Pushes alone: a vector that has room and lies in the cache is cleared, then pushed onto. Every
 * loop has list and count in local variables, as C++ has.
 *
 * <p>Clearing costs nothing with ours, C++, fastutil and Agrona; Eclipse Collections, HPPC and the
 * JDK's list overwrite what they had, which is about a tenth of their time.
 */
public class LongPushBackHot extends MeanTime {
    /** How many elements. */
    @Param("2048")
    public int size;

    private final LongVector ours = new LongVector();
    private final it.unimi.dsi.fastutil.longs.LongArrayList fastutil =
            new it.unimi.dsi.fastutil.longs.LongArrayList();
    private final org.eclipse.collections.impl.list.mutable.primitive.LongArrayList eclipse =
            new org.eclipse.collections.impl.list.mutable.primitive.LongArrayList();
    private final com.carrotsearch.hppc.LongArrayList hppc =
            new com.carrotsearch.hppc.LongArrayList();
    private final org.agrona.collections.LongArrayList agrona =
            new org.agrona.collections.LongArrayList();
    private final ArrayList<Long> arrayList = new ArrayList<>();
    private long[] array = new long[8];

    /** Gives the memory back. */
    @TearDown
    public void close() {
        ours.close();
    }

    /** Pushes onto ours. */
    @Benchmark
    public long ours() {
        LongVector list = ours;
        int count = size;
        list.clear();
        for (int i = 0; i < count; i++) {
            list.pushBack(i);
        }
        return list.size();
    }

    /** Adds to fastutil's list. */
    @Benchmark
    public long fastutil() {
        it.unimi.dsi.fastutil.longs.LongArrayList list = fastutil;
        int count = size;
        list.clear();
        for (int i = 0; i < count; i++) {
            list.add(i);
        }
        return list.size();
    }

    /** Adds to the list of Eclipse Collections. */
    @Benchmark
    public long eclipse() {
        org.eclipse.collections.impl.list.mutable.primitive.LongArrayList list = eclipse;
        int count = size;
        list.clear();
        for (int i = 0; i < count; i++) {
            list.add(i);
        }
        return list.size();
    }

    /** Adds to HPPC's list. */
    @Benchmark
    public long hppc() {
        com.carrotsearch.hppc.LongArrayList list = hppc;
        int count = size;
        list.clear();
        for (int i = 0; i < count; i++) {
            list.add(i);
        }
        return list.size();
    }

    /** Adds to Agrona's list. */
    @Benchmark
    public long agrona() {
        org.agrona.collections.LongArrayList list = agrona;
        int count = size;
        list.clear();
        for (int i = 0; i < count; i++) {
            list.addLong(i);
        }
        return list.size();
    }

    /** Adds boxed numbers to the list of the JDK. */
    @Benchmark
    public long arrayList() {
        ArrayList<Long> list = arrayList;
        int count = size;
        list.clear();
        for (int i = 0; i < count; i++) {
            list.add((long) i);
        }
        return list.size();
    }

    /** Writes to an array that is doubled by hand, with all its state in local variables. */
    @Benchmark
    public long[] primitiveArray() {
        long[] local = array;
        int count = size;
        int used = 0;
        for (int i = 0; i < count; i++) {
            if (used == local.length) {
                local = Arrays.copyOf(local, used * 2);
            }
            local[used++] = i;
        }
        array = local;
        return local;
    }
}
