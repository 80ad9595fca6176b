package dev.kanishk.benchmarks.peers.collections;

import dev.kanishk.collections.vector.LongVector;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/** The least element. */
public class LongMin extends MeanTime {
    /** How many elements. */
    @Param({"2048", "10000000"})
    public int size;

    private final LongVector ours = new LongVector();

    /** Fills it. */
    @Setup
    public void fill() {
        ours.appendRange(Numbers.of(size, 1));
    }

    /** Gives the memory back. */
    @TearDown
    public void close() {
        ours.close();
    }

    /** Asks ours, with the Vector API. */
    @Benchmark
    @Fork(value = MeanTime.FORKS, jvmArgsAppend = "--add-modules=jdk.incubator.vector")
    public long ours() {
        return ours.min();
    }

    /** Asks ours in a JVM as it starts without flags for it. */
    @Benchmark
    public long oursScalar() {
        return ours.min();
    }
}
