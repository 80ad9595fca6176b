package dev.kanishk.benchmarks.peers.collections;

import dev.kanishk.collections.concurrent.RecursiveLong;
import dev.kanishk.collections.concurrent.WorkStealingPool;
import dev.kanishk.collections.concurrent.Worker;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.RecursiveTask;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** The 30th Fibonacci number by 1.3 million calls, of which each but the last ones forks. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class ForkJoinFibonacci {
    static final int N = 30;
    private static final int WORKERS = 2;

    private final Ours ours = new Ours();
    private final WorkStealingPool pool = WorkStealingPool.builder().workers(WORKERS).build();
    private final ForkJoinPool forkJoinPool = new ForkJoinPool(WORKERS);

    /** Ends the threads. */
    @TearDown(Level.Trial)
    public void close() {
        pool.close();
        forkJoinPool.close();
    }

    /** Lets the compiler see both pools' operations at work. */
    @Setup(Level.Trial)
    public void check() {
        if (workStealingPool() != 832_040 || forkJoinPool() != 832_040) {
            throw new IllegalStateException("a pool computes something else");
        }
    }

    /** Computes in our pool. */
    @Benchmark
    public long workStealingPool() {
        return pool.invoke(ours, N);
    }

    /** Computes in the JDK's pool. */
    @Benchmark
    public long forkJoinPool() {
        return forkJoinPool.invoke(new Theirs(N));
    }

    private static final class Ours extends RecursiveLong {
        @Override
        protected long compute(Worker worker, long n) {
            if (n < 2) {
                return n;
            }
            int smaller = fork(worker, n - 2);
            long larger = compute(worker, n - 1);
            return larger + join(worker, smaller);
        }
    }

    private static final class Theirs extends RecursiveTask<Long> {
        private static final long serialVersionUID = 1;
        private final long n;

        Theirs(long n) {
            this.n = n;
        }

        @Override
        protected Long compute() {
            if (n < 2) {
                return n;
            }
            Theirs smaller = new Theirs(n - 2);
            smaller.fork();
            long larger = new Theirs(n - 1).compute();
            return larger + smaller.join();
        }
    }
}
