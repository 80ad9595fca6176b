package dev.kanishk.benchmarks.record.broken;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Warmup;

/** A benchmark whose JVM ends in the middle. */
@Fork(1)
@Warmup(iterations = 1)
@Measurement(iterations = 1)
public class Breaks {
    /** Ends the JVM. */
    @Benchmark
    public void ours() {
        Runtime.getRuntime().halt(3);
    }
}
