package dev.kanishk.benchmarks.peers.collections;

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
 * How a first use is measured: one call, the first of its kind in a new process, and that in ten
 * processes.
 *
 * <p>Before the clock starts each contender is made once and gets a few elements, so that its
 * classes are loaded and linked, as those of C++ are when {@code main} begins. Nothing is compiled
 * by then: the JVM interprets the loop, compiles it while it runs and goes over to compiled code,
 * and that is part of the time, as is what the operating system does to hand out memory that was
 * never used. What was used before a call for this is not part of it: the start of the process.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(FreshProcess.FORKS)
@Warmup(iterations = 0)
@Measurement(iterations = 1)
public abstract class FreshProcess {
    static final int FORKS = 10;

    /** Elements pushed before the clock starts: enough to link what the call links. */
    static final int LINKED = 16;
}
