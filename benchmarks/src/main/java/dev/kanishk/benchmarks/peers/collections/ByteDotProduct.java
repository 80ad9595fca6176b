package dev.kanishk.benchmarks.peers.collections;

import dev.kanishk.collections.similarity.ByteVectors;
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

/** The dot product of two vectors of signed bytes in cache, both with the Vector API. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(value = 2, jvmArgsAppend = "--add-modules=jdk.incubator.vector")
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class ByteDotProduct {
    /** How many elements a vector has. */
    @Param("384")
    public int dimension;

    private byte[] a = {};
    private byte[] b = {};

    /** Makes the same two vectors for all. */
    @Setup(Level.Trial)
    public void make() {
        a = RandomVectors.bytes(1, dimension);
        b = RandomVectors.bytes(2, dimension);
    }

    /** Compares arrays by ours. */
    @Benchmark
    public int ours() {
        return ByteVectors.dotProduct(a, b);
    }

    /** Compares arrays by Lucene. */
    @Benchmark
    public int lucene() {
        return VectorUtil.dotProduct(a, b);
    }
}
