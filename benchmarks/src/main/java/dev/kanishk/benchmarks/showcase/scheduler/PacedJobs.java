package dev.kanishk.benchmarks.showcase.scheduler;

import dev.kanishk.benchmarks.showcase.ShowcaseRun;
import dev.kanishk.scheduler.dispatch.TaskScheduler;
import dev.kanishk.scheduler.job.JobRequest;
import dev.kanishk.scheduler.job.JobState;
import dev.kanishk.scheduler.store.SqliteStore;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/**
 * Jobs that arrive by the clock, each from a thread of its own. Times run from when a job was due,
 * so that a pause counts for everything that waited behind it.
 */
final class PacedJobs {
    static final int JOBS_PER_SECOND = 1_000;

    private static final int JOBS = 5_000;
    private static final int WARMUP = 2_000;
    private static final String TYPE = "paced";
    private static final long LONGEST_NANOS = Duration.ofHours(1).toNanos();
    private static final long INTERVAL_NANOS = 1_000_000_000L / JOBS_PER_SECOND;

    private PacedJobs() {}

    /**
     * What was recorded, in nanoseconds.
     *
     * @param accepted from due to durable, as the caller is told
     * @param started from due to the start of the handler
     */
    record Latencies(Histogram accepted, Histogram started) {}

    static Latencies run(ShowcaseRun run) throws IOException {
        // Of a fixed range: one that grows under many threads can lose track of its own size.
        Histogram accepted = new ConcurrentHistogram(LONGEST_NANOS, 3);
        Histogram started = new ConcurrentHistogram(LONGEST_NANOS, 3);
        long begin = System.nanoTime();
        try (SqliteStore store = SqliteStore.open(run.workFolder().resolve("paced.db"));
                TaskScheduler scheduler =
                        TaskScheduler.on(store)
                                .handle(TYPE, job -> record(started, begin, job.payload()))
                                .start();
                ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int job = 0; job < JOBS; job++) {
                long due = begin + job * INTERVAL_NANOS;
                while (System.nanoTime() < due) {
                    LockSupport.parkNanos(due - System.nanoTime());
                }
                String payload = Integer.toString(job);
                callers.execute(() -> {
                    scheduler.enqueue(JobRequest.of(TYPE, payload));
                    record(accepted, begin, payload);
                });
                run.progress("paced jobs", job, JOBS);
            }
            Submission.awaitAll(store, TYPE, JobState.SUCCEEDED, JOBS, run);
        }
        return new Latencies(accepted, started);
    }

    private static void record(Histogram histogram, long begin, String payload) {
        int job = Integer.parseInt(payload);
        if (job >= WARMUP) {
            histogram.recordValue(System.nanoTime() - (begin + job * INTERVAL_NANOS));
        }
    }
}
