package dev.kanishk.benchmarks.peers.collections;

import dev.kanishk.collections.similarity.FloatVectors;
import io.github.jbellis.jvector.vector.types.VectorFloat;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.TimeUnit;
import org.apache.lucene.util.VectorUtil;
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
import org.openjdk.jmh.annotations.Warmup;

/** The dot product of two vectors in cache, all with the Vector API. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(value = 2, jvmArgsAppend = "--add-modules=jdk.incubator.vector")
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class FloatDotProduct {
    /** How many elements a vector has. */
    @Param({"384", "1536"})
    public int dimension;

    private float[] a = {};
    private float[] b = {};
    private MemorySegment offHeapA = MemorySegment.NULL;
    private MemorySegment offHeapB = MemorySegment.NULL;
    private VectorFloat<?> jvectorA = RandomVectors.jvector(a);
    private VectorFloat<?> jvectorB = RandomVectors.jvector(b);

    /** Makes the same two vectors for all. */
    @Setup(Level.Trial)
    public void make() {
        a = RandomVectors.floats(1, dimension);
        b = RandomVectors.floats(2, dimension);
        offHeapA = RandomVectors.offHeap(a, Arena.ofAuto());
        offHeapB = RandomVectors.offHeap(b, Arena.ofAuto());
        jvectorA = RandomVectors.jvector(a);
        jvectorB = RandomVectors.jvector(b);
    }

    /** Compares arrays by ours. */
    @Benchmark
    public float ours() {
        return FloatVectors.dotProduct(a, b);
    }

    /** Compares vectors outside the heap by ours. */
    @Benchmark
    public float oursOffHeap() {
        return FloatVectors.dotProduct(offHeapA, 0, offHeapB, 0, dimension);
    }

    /** Compares arrays by Lucene. */
    @Benchmark
    public float lucene() {
        return VectorUtil.dotProduct(a, b);
    }

    /** Compares arrays by JVector. */
    @Benchmark
    public float jvector() {
        return io.github.jbellis.jvector.vector.VectorUtil.dotProduct(jvectorA, jvectorB);
    }
}
