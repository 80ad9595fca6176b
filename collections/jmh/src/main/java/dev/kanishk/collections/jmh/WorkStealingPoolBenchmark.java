package dev.kanishk.collections.jmh;

import dev.kanishk.collections.concurrent.RecursiveRange;
import dev.kanishk.collections.concurrent.WorkStealingPool;
import dev.kanishk.collections.concurrent.Worker;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** What the pool costs around the smallest pieces of work. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class WorkStealingPoolBenchmark {
    private final WorkStealingPool pool = WorkStealingPool.builder().workers(2).build();
    private final CountRange count = new CountRange();

    /** Ends the threads. */
    @TearDown(Level.Trial)
    public void close() {
        pool.close();
    }

    /** A computation without a fork: the way into the pool and out. */
    @Benchmark
    public long invokeOnly() {
        return pool.invoke(count, this, 0, 1);
    }

    /** A task for a worker and the wait for its result. */
    @Benchmark
    public int submitAndGet() throws ExecutionException, InterruptedException {
        return pool.submit(() -> 42).get();
    }

    private static final class CountRange extends RecursiveRange<WorkStealingPoolBenchmark> {
        @Override
        protected long compute(
                Worker worker, WorkStealingPoolBenchmark unused, long from, long to) {
            return to - from;
        }
    }
}
