package dev.kanishk.benchmarks.peers.scheduler.database;

import dev.kanishk.benchmarks.peers.scheduler.database.Database.Counts;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/**
 * Measures what shows between processes: how soon a job starts, and what an idle worker costs.
 * Workers are processes of their own, started anew for each run.
 */
final class Processes {
    /** Jobs that are due a second. */
    static final int PER_SECOND = 500;

    private static final int CALLERS = 8;
    private static final int WARMUP_SECONDS = 2;
    private static final long SECOND_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final double MILLI_NANOS = 1e6;
    private static final Duration DELIVERY_MAX = Duration.ofMinutes(2);
    private static final Duration SETTLING = Duration.ofSeconds(3);

    private final Field field;
    private final Plan plan;
    private final Sink sink;

    /**
     * Makes a measurement.
     *
     * @param field who takes part; floors do not
     * @param plan how much
     * @param sink is given each result as it is there
     */
    Processes(Field field, Plan plan, Sink sink) {
        this.field = field;
        this.plan = plan;
        this.sink = sink;
    }

    /** Measures from when a job is due to be handed in until it begins in the other process. */
    void startLatencies() throws IOException, InterruptedException {
        Map<String, Histogram> all = new LinkedHashMap<>();
        for (int run = 0; run < plan.runs(); run++) {
            for (Contender contender : field.schedulers()) {
                field.visit(
                        contender,
                        database -> {
                            Histogram nanos =
                                    startLatency(contender, database, plan.pacedSeconds());
                            sink.run(point(Metric.START_MEDIAN, contender), millis(nanos, 50));
                            sink.run(point(Metric.START_P99, contender), millis(nanos, 99));
                            all.computeIfAbsent(contender.name(), name -> new Histogram(3))
                                    .add(nanos);
                        });
            }
        }
        for (Contender contender : field.schedulers()) {
            Histogram nanos = all.getOrDefault(contender.name(), new Histogram(3));
            double seconds = (double) plan.runs() * plan.pacedSeconds();
            sink.samples(point(Metric.START, contender), seconds, nanos);
        }
    }

    /** Measures how late jobs begin in another process that are due for some seconds. */
    static Histogram startLatency(Contender contender, Database database, int pacedSeconds)
            throws IOException, InterruptedException {
        int jobs = PER_SECOND * (WARMUP_SECONDS + pacedSeconds);
        try (WorkerProcess worker = contender.spawn(database, Tuning.LATENCY, false)) {
            long start = contender.enqueuePaced(database, CALLERS, PER_SECOND, jobs);
            worker.awaitBegun(jobs, DELIVERY_MAX);
            return latencies(worker.begun(), start + WARMUP_SECONDS * SECOND_NANOS);
        }
    }

    /**
     * Returns how long after it was due each job first began, of those due from a moment on.
     *
     * @throws IllegalStateException if one began earlier, so that it was handed in too early
     */
    static Histogram latencies(List<WorkerProcess.Begun> begun, long fromNanos) {
        Histogram nanos = new Histogram(3);
        Set<Long> seen = new HashSet<>();
        for (WorkerProcess.Begun job : begun) {
            if (job.number() - fromNanos >= 0 && seen.add(job.number())) {
                long late = job.nanos() - job.number();
                if (late < 0) {
                    throw new IllegalStateException(
                            "a job began " + -late + " ns before it was due: handed in too early");
                }
                nanos.recordValue(late);
            }
        }
        return nanos;
    }

    /** Counts the statements of workers without work, each contender's at the same time. */
    void idleStatements() throws IOException, InterruptedException {
        for (int run = 0; run < plan.runs(); run++) {
            for (Tuning tuning : List.of(Tuning.LATENCY, Tuning.DEFAULTS)) {
                idle(tuning, field.schedulers(), new ArrayList<>());
            }
        }
    }

    private record Idle(Contender contender, Database database, Counts before) {}

    /** Starts one contender's worker after the other, and watches when all are there. */
    private void idle(Tuning tuning, List<Contender> left, List<Idle> started)
            throws IOException, InterruptedException {
        if (left.isEmpty()) {
            watch(tuning, started);
            return;
        }
        Contender contender = left.getFirst();
        field.visit(
                contender,
                database -> {
                    WorkerProcess worker = contender.spawn(database, tuning, false);
                    try (worker) {
                        started.add(new Idle(contender, database, new Counts(0, 0)));
                        idle(tuning, left.subList(1, left.size()), started);
                    }
                });
    }

    private void watch(Tuning tuning, List<Idle> started) throws IOException, InterruptedException {
        Waiting.until(System.nanoTime() + SETTLING.toNanos());
        List<Idle> watched = new ArrayList<>();
        for (Idle idle : started) {
            watched.add(new Idle(idle.contender(), idle.database(), idle.database().counts()));
        }
        Waiting.until(System.nanoTime() + plan.idleTime().toNanos());
        for (Idle idle : watched) {
            Counts used = idle.database().counts().since(idle.before());
            Cell cell = Cell.of(Metric.IDLE, "tuning", tuning.label(), idle.contender());
            sink.run(cell, used.statements() * 1e9 / plan.idleTime().toNanos());
        }
    }

    private static Cell point(Metric metric, Contender contender) {
        return Cell.of(metric, "perSecond", PER_SECOND, contender);
    }

    /** Returns a percentile in milliseconds. */
    static double millis(Histogram nanos, double percentile) {
        return nanos.getValueAtPercentile(percentile) / MILLI_NANOS;
    }
}
