package dev.kanishk.benchmarks.peers.collections;

import dev.kanishk.benchmarks.record.OutsidePlan;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * How most comparisons here are measured: the mean time of a pass, in two JVMs, once code is
 * compiled and memory was used before.
 *
 * <p>Every contender of a class gets the same numbers, does the same work and returns a result that
 * depends on all of it. {@code ours} is this library; {@link StdVector} is the C++ side, measured
 * in two processes of its own with iterations of the same length. What a pass is, its class says.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(MeanTime.FORKS)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = MeanTime.ITERATIONS, time = 1)
public abstract class MeanTime {
    static final int FORKS = 2;
    static final int ITERATIONS = 4;

    /** Returns the same for what runs outside the JVM, where one iteration is enough to warm up. */
    static OutsidePlan outside(boolean quick) {
        OutsidePlan usual = OutsidePlan.of(quick);
        return new OutsidePlan(quick ? 1 : FORKS, 1, ITERATIONS, usual.iterationTime());
    }
}
