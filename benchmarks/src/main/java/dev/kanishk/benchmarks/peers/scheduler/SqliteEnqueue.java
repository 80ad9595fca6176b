package dev.kanishk.benchmarks.peers.scheduler;

import dev.kanishk.scheduler.job.JobRequest;
import dev.kanishk.scheduler.store.SqliteStore;
import java.io.IOException;
import java.sql.SQLException;
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

/**
 * 64 callers hand in one due job after the other, each on the disk when told so, beside what SQLite
 * does at most: 64 rows in each forced transaction.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(2)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@SuppressWarnings("NullAway.Init") // JMH calls the setup before all others
public class SqliteEnqueue {
    private static final int CALLERS = 64;
    private static final String PAYLOAD = "{\"to\":\"ada\"}";
    private static final List<JobRequest> JOB = List.of(JobRequest.of("mail", PAYLOAD));

    private WorkFiles files;
    private SqliteStore store;
    private SqliteFloor floor;

    /** Makes empty stores. */
    @Setup(Level.Iteration)
    public void open() throws IOException, SQLException {
        files = new WorkFiles();
        store = SqliteStore.open(files.file("ours.db"));
        floor = new SqliteFloor(files.file("floor.db"));
    }

    /** Removes them. */
    @TearDown(Level.Iteration)
    public void close() throws IOException, SQLException {
        store.close();
        floor.close();
        files.close();
    }

    /** Into ours. */
    @Benchmark
    @Threads(CALLERS)
    public Object ours() {
        return store.enqueue(JOB, "benchmark");
    }

    /** Into a bare table. */
    @Benchmark
    @Threads(1)
    @OperationsPerInvocation(CALLERS)
    public void sqlite() throws SQLException {
        floor.insert(CALLERS, PAYLOAD);
    }
}
