package dev.kanishk.collections.jmh;

import dev.kanishk.collections.similarity.ElementType;
import dev.kanishk.collections.similarity.FlatIndex;
import dev.kanishk.collections.similarity.Metric;
import dev.kanishk.collections.similarity.Neighbors;
import dev.kanishk.collections.similarity.SearchOptions;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** The ten nearest of 10,000 vectors of 384 elements, on one thread. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(value = 2, jvmArgsAppend = "--add-modules=jdk.incubator.vector")
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class FlatIndexBenchmark {
    private static final int SIZE = 10_000;
    private static final int DIMENSION = 384;

    private final FlatIndex floats =
            FlatIndex.create(ElementType.FLOAT, Metric.COSINE, DIMENSION, SIZE);
    private final FlatIndex bytes =
            FlatIndex.create(ElementType.BYTE, Metric.COSINE, DIMENSION, SIZE);
    private final float[] floatQuery = new float[DIMENSION];
    private final byte[] byteQuery = new byte[DIMENSION];
    private final Neighbors neighbors = new Neighbors(10);
    private final SearchOptions oneOfTen =
            SearchOptions.sequential().withFilter(id -> id % 10 == 0);

    /** Fills both indexes with random vectors. */
    @Setup(Level.Trial)
    public void fill() {
        SplittableRandom random = new SplittableRandom(1);
        for (int id = 0; id < SIZE; id++) {
            random.nextBytes(byteQuery);
            for (int i = 0; i < DIMENSION; i++) {
                floatQuery[i] = byteQuery[i];
            }
            floats.put(id, floatQuery);
            bytes.put(id, byteQuery);
        }
    }

    /** Gives the memory back. */
    @TearDown(Level.Trial)
    public void close() {
        floats.close();
        bytes.close();
    }

    /** Searches vectors of floats. */
    @Benchmark
    public Neighbors floats() {
        floats.search(floatQuery, SearchOptions.sequential(), neighbors);
        return neighbors;
    }

    /** Searches vectors of bytes. */
    @Benchmark
    public Neighbors bytes() {
        bytes.search(byteQuery, SearchOptions.sequential(), neighbors);
        return neighbors;
    }

    /** Searches a tenth of the vectors of floats. */
    @Benchmark
    public Neighbors filteredFloats() {
        floats.search(floatQuery, oneOfTen, neighbors);
        return neighbors;
    }
}
