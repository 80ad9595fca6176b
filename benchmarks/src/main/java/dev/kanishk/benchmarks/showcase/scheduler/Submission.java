package dev.kanishk.benchmarks.showcase.scheduler;

import dev.kanishk.benchmarks.showcase.ShowcaseRun;
import dev.kanishk.scheduler.job.JobRequest;
import dev.kanishk.scheduler.job.JobState;
import dev.kanishk.scheduler.job.Receipt;
import dev.kanishk.scheduler.store.JobStore;
import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

/** Jobs handed in, and waited for. */
final class Submission {
    private static final int BATCH = 1_000;
    private static final long POLL_NANOS = 2_000_000;
    private static final long PATIENCE_NANOS = Duration.ofMinutes(2).toNanos();

    private Submission() {}

    /** Hands jobs in, a thousand a call, and returns their names. */
    static Set<UUID> submit(JobStore store, String type, int jobs) {
        Set<UUID> accepted = new HashSet<>();
        for (int first = 0; first < jobs; first += BATCH) {
            List<JobRequest> requests =
                    IntStream.range(first, Math.min(jobs, first + BATCH))
                            .mapToObj(i -> JobRequest.of(type, Integer.toString(i)))
                            .toList();
            store.enqueue(requests, "showcase").stream().map(Receipt::id).forEach(accepted::add);
        }
        return accepted;
    }

    /** Waits until a number of a type's jobs are in a state. */
    static void awaitAll(JobStore store, String type, JobState state, int jobs, ShowcaseRun run)
            throws IOException {
        long start = System.nanoTime();
        while (true) {
            long done = count(store, type, state);
            run.progress(type + " jobs " + state, done, jobs);
            if (done >= jobs) {
                return;
            }
            if (System.nanoTime() - start > PATIENCE_NANOS) {
                throw new IOException(
                        "only " + done + " of " + jobs + " '" + type + "' jobs are " + state);
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
    }

    private static long count(JobStore store, String type, JobState state) {
        return store.types().stream()
                .filter(status -> status.type().equals(type))
                .mapToLong(status -> status.count(state))
                .sum();
    }
}
