package dev.kanishk.collections.jmh;

import dev.kanishk.collections.concurrent.PaddedCounters;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;
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

/** Two threads that count for themselves: on one cache line, and on lines of their own. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Threads(2)
@Fork(2)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class FalseSharingBenchmark {
    private final AtomicLongArray plain = new AtomicLongArray(2);
    private final PaddedCounters padded = new PaddedCounters(2);

    /** Counts in neighbours of a plain array. */
    @Benchmark
    public void sameLine(ThreadParams thread) {
        int own = thread.getThreadIndex();
        plain.setRelease(own, plain.getPlain(own) + 1);
    }

    /** Counts in padded counters. */
    @Benchmark
    public void ownLines(ThreadParams thread) {
        padded.increment(thread.getThreadIndex());
    }
}
