package dev.kanishk.benchmarks.peers.collections;

import dev.kanishk.collections.similarity.ElementType;
import dev.kanishk.collections.similarity.FlatIndex;
import dev.kanishk.collections.similarity.FloatVectors;
import dev.kanishk.collections.similarity.Metric;
import dev.kanishk.collections.similarity.Neighbors;
import dev.kanishk.collections.similarity.SearchOptions;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
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

/**
 * A pass over all vectors of an index that no cache holds: 1.5 GB. Reading alone is the bound; then
 * come a dot product with each, and the search that keeps the ten best.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(value = 1, jvmArgsAppend = "--add-modules=jdk.incubator.vector")
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class FlatScan {
    private static final int DIMENSION = 384;
    private static final long ROW_BYTES = DIMENSION * Float.BYTES;
    private static final int LONGS_AT_A_TIME = 4;

    /** How many vectors. */
    @Param("1000000")
    public int size;

    private final float[] query = RandomVectors.floats(1, DIMENSION);
    private final Neighbors neighbors = new Neighbors(10);
    private final ExecutorService executor = Executors.newSingleThreadExecutor();
    private final Arena arena = Arena.ofShared();
    private final MemorySegment offHeapQuery = RandomVectors.offHeap(query, arena);
    private MemorySegment rows = MemorySegment.NULL;
    private FlatIndex index = emptyIndex(1);

    /** Fills the index, and memory outside it with the same vectors. */
    @Setup(Level.Trial)
    public void fill() {
        index.close();
        index = emptyIndex(size);
        rows = arena.allocate(size * ROW_BYTES, 64);
        float[] vector = RandomVectors.floats(2, DIMENSION);
        for (int id = 0; id < size; id++) {
            vector[id % DIMENSION] = (float) Math.sin(id);
            vector[(id * 31 + 7) % DIMENSION] = (float) Math.cos(id);
            index.put(id, vector);
            MemorySegment.copy(vector, 0, rows, ValueLayout.JAVA_FLOAT, id * ROW_BYTES, DIMENSION);
        }
    }

    /** Gives the memory back. */
    @TearDown(Level.Trial)
    public void close() {
        index.close();
        arena.close();
        executor.shutdown();
    }

    /** Reads the bytes, eight at a time. */
    @Benchmark
    public long readAlone() {
        long sum0 = 0;
        long sum1 = 0;
        long sum2 = 0;
        long sum3 = 0;
        for (long row = 0; row < size; row++) {
            MemorySegment vector = rows.asSlice(row * ROW_BYTES, ROW_BYTES);
            for (int i = 0; i < DIMENSION / 2; i += LONGS_AT_A_TIME) {
                sum0 += vector.getAtIndex(ValueLayout.JAVA_LONG, i);
                sum1 += vector.getAtIndex(ValueLayout.JAVA_LONG, i + 1);
                sum2 += vector.getAtIndex(ValueLayout.JAVA_LONG, i + 2);
                sum3 += vector.getAtIndex(ValueLayout.JAVA_LONG, i + 3);
            }
        }
        return sum0 + sum1 + sum2 + sum3;
    }

    /** Computes the dot product of the query with each vector. */
    @Benchmark
    public float scanAlone() {
        float largest = Float.NEGATIVE_INFINITY;
        for (long row = 0; row < size; row++) {
            float product =
                    FloatVectors.dotProduct(offHeapQuery, 0, rows, row * ROW_BYTES, DIMENSION);
            largest = Math.max(largest, product);
        }
        return largest;
    }

    /** Searches the index for the ten best. */
    @Benchmark
    public Neighbors top10() {
        index.search(query, SearchOptions.sequential(), neighbors);
        return neighbors;
    }

    /** Searches the index for the ten best on two threads. */
    @Benchmark
    public Neighbors top10OnTwoThreads() {
        index.search(query, SearchOptions.sequential().inParts(executor, 2), neighbors);
        return neighbors;
    }

    private static FlatIndex emptyIndex(int maxSize) {
        return FlatIndex.create(ElementType.FLOAT, Metric.DOT_PRODUCT, DIMENSION, maxSize);
    }
}
