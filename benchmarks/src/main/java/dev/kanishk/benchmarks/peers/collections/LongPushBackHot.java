package dev.kanishk.benchmarks.peers.collections;

import dev.kanishk.collections.vector.LongVector;
import java.util.ArrayList;
import java.util.Arrays;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.TearDown;

/**
 * Pushes alone: a vector that has room and lies in the cache is cleared, then pushed onto.
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
        ours.clear();
        for (int i = 0; i < size; i++) {
            ours.pushBack(i);
        }
        return ours.size();
    }

    /** Adds to fastutil's list. */
    @Benchmark
    public long fastutil() {
        fastutil.clear();
        for (int i = 0; i < size; i++) {
            fastutil.add(i);
        }
        return fastutil.size();
    }

    /** Adds to the list of Eclipse Collections. */
    @Benchmark
    public long eclipse() {
        eclipse.clear();
        for (int i = 0; i < size; i++) {
            eclipse.add(i);
        }
        return eclipse.size();
    }

    /** Adds to HPPC's list. */
    @Benchmark
    public long hppc() {
        hppc.clear();
        for (int i = 0; i < size; i++) {
            hppc.add(i);
        }
        return hppc.size();
    }

    /** Adds to Agrona's list. */
    @Benchmark
    public long agrona() {
        agrona.clear();
        for (int i = 0; i < size; i++) {
            agrona.addLong(i);
        }
        return agrona.size();
    }

    /** Adds boxed numbers to the list of the JDK. */
    @Benchmark
    public long arrayList() {
        arrayList.clear();
        for (int i = 0; i < size; i++) {
            arrayList.add((long) i);
        }
        return arrayList.size();
    }

    /** Writes to an array that is doubled by hand, with all its state in local variables. */
    @Benchmark
    public long[] primitiveArray() {
        long[] local = array;
        int used = 0;
        for (int i = 0; i < size; i++) {
            if (used == local.length) {
                local = Arrays.copyOf(local, used * 2);
            }
            local[used++] = i;
        }
        array = local;
        return local;
    }
}
