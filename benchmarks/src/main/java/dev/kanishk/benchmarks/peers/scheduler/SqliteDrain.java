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
 * Twenty thousand waiting jobs that do nothing, run from the start of a scheduler until it has
 * closed with all of them written off, beside what SQLite does at most: rows claimed and deleted by
 * five hundred, each transaction forced.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(2)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@SuppressWarnings("NullAway.Init") // JMH calls the setup before all others
public class SqliteDrain {
    private static final int JOBS = 20_000;
    private static final int ENQUEUED_AT_ONCE = 1_000;
    private static final int CLAIMED_AT_ONCE = 500;
    private static final String PAYLOAD = "{\"to\":\"ada\"}";
    private static final List<JobRequest> BATCH =
            Collections.nCopies(ENQUEUED_AT_ONCE, JobRequest.of("mail", PAYLOAD));

    private WorkFiles files;
    private SqliteStore store;
    private SqliteFloor floor;

    /** Fills both. */
    @Setup(Level.Invocation)
    public void fill() throws IOException, SQLException {
        files = new WorkFiles();
        store = SqliteStore.open(files.file("ours.db"));
        floor = new SqliteFloor(files.file("floor.db"));
        for (int job = 0; job < JOBS; job += ENQUEUED_AT_ONCE) {
            store.enqueue(BATCH, "benchmark");
            floor.insert(ENQUEUED_AT_ONCE, PAYLOAD);
        }
    }

    /** Removes them. */
    @TearDown(Level.Invocation)
    public void remove() throws IOException, SQLException {
        store.close();
        floor.close();
        files.close();
    }

    /** By ours. */
    @Benchmark
    @OperationsPerInvocation(JOBS)
    public void ours() throws InterruptedException {
        CountDownLatch running = new CountDownLatch(JOBS);
        try (TaskScheduler _ =
                TaskScheduler.on(store).handle("mail", job -> running.countDown()).start()) {
            running.await();
        }
    }

    /** From a bare table. */
    @Benchmark
    @OperationsPerInvocation(JOBS)
    public int sqlite() throws SQLException {
        int left = JOBS;
        while (left > 0) {
            left -= floor.claimAndDelete(CLAIMED_AT_ONCE);
        }
        return left;
    }
}
