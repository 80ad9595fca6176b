package dev.kanishk.benchmarks.peers.scheduler;

import dev.kanishk.scheduler.job.JobRequest;
import dev.kanishk.scheduler.store.SqliteStore;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
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
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;

/** Eight callers hand in one job after the other, each due tomorrow and on disk when told so. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Threads(8)
@Fork(2)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@SuppressWarnings("NullAway.Init") // JMH calls the setup before all others
public class DurableAccept {
    private WorkFiles files;
    private SqliteStore store;
    private DbScheduler dbScheduler;
    private Instant tomorrow;

    /** Makes empty stores. */
    @Setup(Level.Iteration)
    public void open() throws IOException, SQLException {
        files = new WorkFiles();
        store = SqliteStore.open(files.file("ours.db"));
        dbScheduler = new DbScheduler(files.file("peer.db"), false);
        tomorrow = Instant.now().plus(Duration.ofDays(1));
    }

    /** Removes them. */
    @TearDown(Level.Iteration)
    public void close() throws IOException {
        store.close();
        dbScheduler.close();
        files.close();
    }

    /** Into ours. */
    @Benchmark
    public Object ours() {
        JobRequest job = JobRequest.of("mail", "{\"to\":\"ada\"}").withRunAt(tomorrow);
        return store.enqueue(List.of(job), "benchmark");
    }

    /** Into db-scheduler. */
    @Benchmark
    public void dbScheduler() {
        dbScheduler.accept(tomorrow);
    }
}
