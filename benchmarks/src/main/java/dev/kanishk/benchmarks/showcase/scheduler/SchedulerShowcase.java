package dev.kanishk.benchmarks.showcase.scheduler;

import dev.kanishk.benchmarks.result.Check;
import dev.kanishk.benchmarks.result.Distribution;
import dev.kanishk.benchmarks.result.Metric;
import dev.kanishk.benchmarks.result.Metric.Better;
import dev.kanishk.benchmarks.showcase.Showcase;
import dev.kanishk.benchmarks.showcase.ShowcaseRun;
import dev.kanishk.scheduler.dispatch.TaskScheduler;
import dev.kanishk.scheduler.job.JobState;
import dev.kanishk.scheduler.store.SqliteStore;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** Runs jobs, kills their worker, lets another take over, and calls a webhook that fails. */
public final class SchedulerShowcase implements Showcase {
    private static final int JOBS = 10_000;
    private static final int RUNS = 5;

    /** Makes the showcase. */
    public SchedulerShowcase() {}

    @Override
    public String system() {
        return "task-scheduler";
    }

    @Override
    public String title() {
        return "Ten thousand jobs in an embedded store, their worker killed in the middle, and a"
                + " webhook that fails until someone repairs it.";
    }

    @Override
    public Outcome run(ShowcaseRun run) throws IOException, InterruptedException {
        double[] rates = new double[RUNS];
        rate(run, 0);
        for (int each = 0; each < RUNS; each++) {
            rates[each] = rate(run, each + 1);
        }
        Arrays.sort(rates);
        double spread = (rates[RUNS - 1] - rates[0]) / 2;
        KilledWorker.Outcome killed = KilledWorker.run(run, JOBS);
        PacedJobs.Latencies paced = PacedJobs.run(run);
        FailingWebhook.Outcome webhook = FailingWebhook.run(run);

        List<Distribution> distributions =
                List.of(
                        run.writeDistribution(
                                "accept-latency",
                                "From the moment a job was due to be handed in to its durable"
                                        + " acceptance, at "
                                        + PacedJobs.JOBS_PER_SECOND
                                        + " a second",
                                "ns",
                                paced.accepted()),
                        run.writeDistribution(
                                "start-latency",
                                "From the same moment to the start of the job's handler",
                                "ns",
                                paced.started()));
        return new Outcome(
                metrics(rates[RUNS / 2], spread, killed, paced, webhook),
                checks(killed, webhook),
                distributions,
                notes());
    }

    /** Jobs a second, from the first handed in to the last done, on a new store. */
    private static double rate(ShowcaseRun run, int number) throws IOException {
        try (SqliteStore store =
                        SqliteStore.open(run.workFolder().resolve("rate-" + number + ".db"));
                TaskScheduler scheduler =
                        TaskScheduler.on(store).handle("rate", job -> {}).start()) {
            long start = System.nanoTime();
            Submission.submit(store, "rate", JOBS);
            Submission.awaitAll(store, "rate", JobState.SUCCEEDED, JOBS, run);
            long nanos = System.nanoTime() - start;
            if (scheduler.statistics().started() != JOBS) {
                throw new IOException("attempts: " + scheduler.statistics());
            }
            return JOBS * 1e9 / nanos;
        }
    }

    private static List<Metric> metrics(
            double rate,
            double spread,
            KilledWorker.Outcome killed,
            PacedJobs.Latencies paced,
            FailingWebhook.Outcome webhook) {
        return List.of(
                metric("lost", "Jobs lost by the kill", killed.lost(), null, "", Better.LOWER),
                metric(
                        "throughput",
                        "Jobs accepted, run and recorded",
                        rate,
                        spread,
                        "jobs/s",
                        Better.HIGHER),
                latency("accept-p50", "Median from due to durable", paced.accepted(), 50),
                latency("accept-p99", "99th percentile, due to durable", paced.accepted(), 99),
                latency("start-p50", "Median from due to started", paced.started(), 50),
                latency("start-p99", "99th percentile, due to started", paced.started(), 99),
                metric(
                        "duplicated",
                        "Jobs that ran a second time after the kill",
                        killed.repeated(),
                        null,
                        "",
                        Better.LOWER),
                metric(
                        "taken-over",
                        "Jobs taken from the killed process",
                        (double) killed.tookOver(),
                        null,
                        "",
                        Better.NEITHER),
                metric(
                        "circuits-opened",
                        "Times the failing webhook's circuit opened",
                        (double) webhook.circuitsOpened(),
                        null,
                        "",
                        Better.NEITHER),
                metric(
                        "dead-letters",
                        "Webhooks in the dead-letter queue",
                        webhook.dead(),
                        null,
                        "",
                        Better.NEITHER));
    }

    private static List<Check> checks(KilledWorker.Outcome killed, FailingWebhook.Outcome webhook) {
        return List.of(
                new Check(
                        "nothing-was-lost",
                        "Every accepted job was done although its worker was killed",
                        killed.lost() == 0 && killed.accepted() == JOBS,
                        killed.accepted()
                                + " accepted, killed after "
                                + killed.killedAfter()
                                + ", "
                                + killed.lost()
                                + " lost"),
                new Check(
                        "only-running-jobs-ran-twice",
                        "No job ran a second time but those that ran when the worker was killed",
                        killed.repeated() <= killed.tookOver(),
                        killed.repeated() + " repeated, " + killed.tookOver() + " taken over"),
                new Check(
                        "circuit-opened",
                        "The circuit of the failing webhook opened",
                        webhook.circuitsOpened() > 0,
                        webhook.circuitsOpened() + " times in " + webhook.calls() + " calls"),
                new Check(
                        "attempts-are-bounded",
                        "Each failing webhook was tried five times and then lay in the dead-letter"
                                + " queue",
                        webhook.dead() == webhook.jobs()
                                && webhook.mostAttempts() == 5
                                && webhook.calls() == 5 * webhook.jobs(),
                        webhook.dead() + " dead after " + webhook.calls() + " calls"),
                new Check(
                        "redriven",
                        "After the repair, redriving delivered each of them",
                        webhook.deliveredAfter() == webhook.jobs(),
                        webhook.deliveredAfter() + " of " + webhook.jobs()));
    }

    private static Metric latency(String name, String label, Histogram histogram, double rank) {
        double millis = histogram.getValueAtPercentile(rank) / 1e6;
        return metric(name, label, millis, null, "ms", Better.LOWER);
    }

    private static Metric metric(
            String name,
            String label,
            double value,
            @Nullable Double error,
            String unit,
            Better better) {
        return new Metric(name, label, value, error, unit, better, null);
    }

    private static List<String> notes() {
        return List.of(
                "Throughput is the median of "
                        + RUNS
                        + " runs of "
                        + JOBS
                        + " jobs that do nothing, after one for warming up, each on a new SQLite"
                        + " file, handed in by a thousand; the error is half the distance between"
                        + " the slowest and the fastest.",
                "A job's acceptance is forced to disk before the caller is told; its start and its"
                        + " end are forced only together with later acceptances, since losing them"
                        + " costs a second run and no job.",
                "The worker is a process of its own, killed with SIGKILL as soon as it has done"
                        + " half of the jobs. Effects are counted from files that the jobs write.",
                "Latency is open loop, each job handed in alone by a thread of its own.",
                "The webhook answers 503 until it is repaired; its retries and its circuit have"
                        + " short delays here, so that the run takes seconds.");
    }
}
