package dev.kanishk.benchmarks.peers.collections;

import dev.kanishk.collections.concurrent.WorkStealingPool;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** A thread outside submits a thousand tasks that count, and waits until all have run. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class SubmitAndRun {
    static final int TASKS = 1_000;
    private static final int WORKERS = 2;

    private final WorkStealingPool pool = WorkStealingPool.builder().workers(WORKERS).build();
    private final ForkJoinPool forkJoinPool = new ForkJoinPool(WORKERS);
    private final LongAdder ran = new LongAdder();
    private final Runnable task = ran::increment;
    private long submitted;

    /** Ends the threads. */
    @TearDown(Level.Trial)
    public void close() {
        pool.close();
        forkJoinPool.close();
    }

    /** Submits to our pool. */
    @Benchmark
    @OperationsPerInvocation(TASKS)
    public long workStealingPool() {
        return submitAndAwait(pool);
    }

    /** Submits to the JDK's pool. */
    @Benchmark
    @OperationsPerInvocation(TASKS)
    public long forkJoinPool() {
        return submitAndAwait(forkJoinPool);
    }

    @SuppressWarnings("ThreadPriorityCheck") // leaves the core to the workers
    private long submitAndAwait(Executor executor) {
        for (int i = 0; i < TASKS; i++) {
            executor.execute(task);
        }
        submitted += TASKS;
        while (ran.sum() < submitted) {
            Thread.yield();
        }
        return submitted;
    }
}
