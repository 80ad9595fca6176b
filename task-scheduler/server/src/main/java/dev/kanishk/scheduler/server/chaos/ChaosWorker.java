package dev.kanishk.scheduler.server.chaos;

import dev.kanishk.scheduler.dispatch.Handler;
import dev.kanishk.scheduler.dispatch.JobContext;
import dev.kanishk.scheduler.dispatch.RetryBudget;
import dev.kanishk.scheduler.dispatch.RetryPolicy;
import dev.kanishk.scheduler.dispatch.TaskScheduler;
import dev.kanishk.scheduler.dispatch.TypePolicy;
import dev.kanishk.scheduler.store.JobStore;
import dev.kanishk.scheduler.testing.Faults;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A worker of the fleet: runs the feeder's jobs in a process of its own, and keeps a log. */
public final class ChaosWorker {
    private static final int SLOTS = 32;
    private static final double FAILING = 0.1;
    private static final int EXIT_POISONED = 66;
    private static final Duration GRACE = Duration.ofSeconds(10);
    private static final TypePolicy POLICY =
            TypePolicy.DEFAULT
                    .withRetry(new RetryPolicy(Duration.ofMillis(200), 2, Duration.ofSeconds(1)))
                    .withBudget(new RetryBudget(1, 100));

    private ChaosWorker() {}

    /**
     * Runs jobs until the process is told to stop, or until whoever started it is gone.
     *
     * @param store where the jobs are; closed in the end
     * @param log where to write what is begun and done
     * @param seed which attempts fail
     * @throws IOException if what is told over the standard input cannot be read
     */
    public static void run(JobStore store, Path log, long seed) throws IOException {
        WorkerLog lines = new WorkerLog(log);
        Handler handler = job -> runJob(job, lines);
        Handler flaky = job -> fail(job, lines, seed);
        TaskScheduler scheduler =
                TaskScheduler.on(store)
                        .slots(SLOTS)
                        .handle(Feeder.QUICK, POLICY, handler)
                        .handle(Feeder.SLOW, POLICY, handler)
                        .handle(Feeder.FLAKY, POLICY, flaky)
                        .handle(Feeder.POISON, POLICY, job -> poison(job, lines))
                        .start();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> drain(scheduler, store), "drain"));
        Files.writeString(joined(log), scheduler.worker());
        while (System.in.read() >= 0) {
            // Nothing is told but the end: the one who started this process is gone.
        }
        Runtime.getRuntime().halt(1);
    }

    /** The file that is there when a worker has joined. */
    static Path joined(Path log) {
        return log.resolveSibling(log.getFileName() + ".joined");
    }

    private static void drain(TaskScheduler scheduler, JobStore store) {
        int status = 1;
        try {
            scheduler.stop(GRACE);
            store.close();
            status = 0;
        } finally {
            Runtime.getRuntime().halt(status);
        }
    }

    private static void runJob(JobContext job, WorkerLog log)
            throws IOException, InterruptedException {
        log.write(true, job.id(), job.attempt(), job.type());
        long ms = Long.parseLong(job.payload());
        if (new CountDownLatch(1).await(ms, TimeUnit.MILLISECONDS)) {
            throw new AssertionError("nobody counts it down");
        }
        log.write(false, job.id(), job.attempt(), job.type());
    }

    @SuppressWarnings("IllegalThrows") // what a handler throws is passed on
    private static void fail(JobContext job, WorkerLog log, long seed) throws Exception {
        Faults.seeded(seed).failing(FAILING).on(inner -> runJob(inner, log)).run(job);
    }

    private static void poison(JobContext job, WorkerLog log) throws IOException {
        log.write(true, job.id(), job.attempt(), job.type());
        Runtime.getRuntime().halt(EXIT_POISONED);
    }
}
