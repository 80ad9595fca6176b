package dev.kanishk.benchmarks.peers.collections;

import dev.kanishk.collections.vector.LongVector;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/** The sum of products of two vectors' elements; overflow wraps around in both languages. */
public class LongDot extends MeanTime {
    /** How many elements. */
    @Param({"2048", "10000000"})
    public int size;

    private final LongVector left = new LongVector();
    private final LongVector right = new LongVector();

    /** Fills both. */
    @Setup
    public void fill() {
        left.appendRange(Numbers.of(size, 1));
        right.appendRange(Numbers.of(size, 7));
    }

    /** Gives the memory back. */
    @TearDown
    public void close() {
        left.close();
        right.close();
    }

    /** Asks ours, with the Vector API. */
    @Benchmark
    @Fork(value = MeanTime.FORKS, jvmArgsAppend = "--add-modules=jdk.incubator.vector")
    public long ours() {
        return left.dot(right);
    }

    /** Asks ours in a JVM as it starts without flags for it. */
    @Benchmark
    public long oursScalar() {
        return left.dot(right);
    }
}
