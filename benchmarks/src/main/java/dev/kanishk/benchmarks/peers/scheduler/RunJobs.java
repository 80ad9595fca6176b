package dev.kanishk.benchmarks.peers.scheduler;

import dev.kanishk.scheduler.dispatch.TaskScheduler;
import dev.kanishk.scheduler.job.JobRequest;
import dev.kanishk.scheduler.store.SqliteStore;
import java.io.IOException;
import java.sql.SQLException;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
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
import org.openjdk.jmh.annotations.Warmup;

/**
 * A thousand jobs that do nothing, handed in by one call and run to the last; the time is that of
 * one job. 64 run at a time.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(2)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@SuppressWarnings("NullAway.Init") // JMH calls the setup before all others
public class RunJobs {
    private static final int JOBS = 1_000;
    private static final List<JobRequest> BATCH =
            Collections.nCopies(JOBS, JobRequest.of("mail", "{\"to\":\"ada\"}"));

    private WorkFiles files;
    private SqliteStore store;
    private TaskScheduler scheduler;
    private DbScheduler dbScheduler;
    private volatile CountDownLatch running = new CountDownLatch(0);

    /** Starts both on empty stores. */
    @Setup(Level.Iteration)
    public void open() throws IOException, SQLException {
        files = new WorkFiles();
        store = SqliteStore.open(files.file("ours.db"));
        scheduler = TaskScheduler.on(store).handle("mail", job -> running.countDown()).start();
        dbScheduler = new DbScheduler(files.file("peer.db"), true);
    }

    /** Stops both. */
    @TearDown(Level.Iteration)
    public void close() throws IOException {
        scheduler.close();
        store.close();
        dbScheduler.close();
        files.close();
    }

    /** By ours. */
    @Benchmark
    @OperationsPerInvocation(JOBS)
    public void ours() throws InterruptedException {
        running = new CountDownLatch(JOBS);
        scheduler.enqueue(BATCH);
        running.await();
    }

    /** By db-scheduler. */
    @Benchmark
    @OperationsPerInvocation(JOBS)
    public void dbScheduler() throws InterruptedException {
        dbScheduler.run(JOBS);
    }
}
