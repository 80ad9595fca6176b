package dev.kanishk.collections.jmh;

import dev.kanishk.collections.concurrent.PaddedCounters;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.ThreadParams;

/**
 * Two threads that count for themselves: on one cache line, and on lines of their own.
 *
 * <p>Both do the same to the same kind of memory, but for the distance. The memory is aligned to
 * the line, since neighbours in a Java array lie on two lines when the line happens to end between
 * them.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Threads(2)
@Fork(2)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class FalseSharingBenchmark {
    private static final VarHandle COUNTER = ValueLayout.JAVA_LONG.varHandle();
    private static final long NEIGHBOUR_BYTES = Long.BYTES;
    private static final long OWN_LINE_BYTES = PaddedCounters.STRIDE_BYTES;

    private final MemorySegment counters =
            Arena.ofAuto().allocate(2 * OWN_LINE_BYTES, OWN_LINE_BYTES);

    /** Counts in neighbours on one line. */
    @Benchmark
    public void sameLine(ThreadParams thread) {
        count(thread.getThreadIndex() * NEIGHBOUR_BYTES);
    }

    /** Counts as far apart as padded counters are. */
    @Benchmark
    public void ownLines(ThreadParams thread) {
        count(thread.getThreadIndex() * OWN_LINE_BYTES);
    }

    private void count(long offset) {
        long counted = (long) COUNTER.get(counters, offset);
        COUNTER.setRelease(counters, offset, counted + 1);
    }
}
