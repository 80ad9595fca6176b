package dev.kanishk.scheduler.jmh;

import dev.kanishk.scheduler.job.JobRequest;
import dev.kanishk.scheduler.job.Receipt;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;

/** Handing jobs in; each call returns when its jobs are on disk. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(2)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@SuppressWarnings("NullAway.Init") // JMH calls the setup before all others
public class AcceptBenchmark {
    private static final int BATCH = 1_000;
    private static final String NODE = "benchmark";
    private static final List<JobRequest> ONE = List.of(JobRequest.of("mail", "{\"to\":\"ada\"}"));
    private static final List<JobRequest> MANY = Collections.nCopies(BATCH, ONE.getFirst());

    private FreshStore fresh;

    /** Makes an empty store. */
    @Setup(Level.Iteration)
    public void open() throws IOException {
        fresh = new FreshStore();
    }

    /** Removes it. */
    @TearDown(Level.Iteration)
    public void close() throws IOException {
        fresh.close();
    }

    /** One caller, one job a call: the flush of each is its own. */
    @Benchmark
    public List<Receipt> oneCaller() {
        return fresh.store().enqueue(ONE, NODE);
    }

    /** Sixteen callers, one job a call: those that wait together share a flush. */
    @Benchmark
    @Threads(16)
    public List<Receipt> sixteenCallers() {
        return fresh.store().enqueue(ONE, NODE);
    }

    /** One caller, a thousand jobs a call; the rate is that of jobs. */
    @Benchmark
    @OperationsPerInvocation(BATCH)
    public List<Receipt> batchesOfThousand() {
        return fresh.store().enqueue(MANY, NODE);
    }
}
