package dev.kanishk.benchmarks.peers.scheduler.database;

import dev.kanishk.benchmarks.peers.scheduler.database.Contender.Drain;
import java.io.IOException;
import java.time.Duration;

/**
 * Measures whether the rate depends on how many jobs wait: of each backlog so many are run as of
 * the others. Filling takes long, so all runs of a depth take from one backlog, and only ours is
 * measured.
 */
final class Depths {
    private static final int FILLERS = 8;
    private static final int FILL_BATCH = 1_000;
    private static final Duration LIMIT = Duration.ofMinutes(5);

    private final Field field;
    private final Plan plan;
    private final Sink sink;

    Depths(Field field, Plan plan, Sink sink) {
        this.field = field;
        this.plan = plan;
        this.sink = sink;
    }

    void measure() throws IOException, InterruptedException {
        for (Contender contender : field.schedulers()) {
            if (contender.name().equals(OurEngine.NAME)) {
                for (long depth : plan.depths()) {
                    field.visit(contender, database -> measure(contender, database, depth));
                }
            }
        }
    }

    private void measure(Contender contender, Database database, long depth)
            throws IOException, InterruptedException {
        Cell cell = Cell.of(Metric.DEPTH, "jobs", depth, contender);
        fill(contender, database, depth);
        for (int run = 0; run <= plan.runs(); run++) {
            double perSecond = drainSome(contender, database);
            if (run > 0) {
                sink.run(cell, perSecond);
            }
            if (run < plan.runs()) {
                fill(contender, database, plan.depthJobs());
            }
        }
    }

    private static void fill(Contender contender, Database database, long jobs)
            throws IOException, InterruptedException {
        contender.enqueueBatches(database, FILLERS, (int) Math.min(jobs, FILL_BATCH), jobs);
        database.settle();
    }

    private double drainSome(Contender contender, Database database)
            throws IOException, InterruptedException {
        long jobs = plan.depthJobs();
        try (Drain drain = contender.drain(database, Tuning.THROUGHPUT, jobs)) {
            Waiting.await(
                    contender.name() + " to run " + jobs + " of the waiting jobs",
                    LIMIT,
                    () -> drain.progress().runs() >= jobs);
            long end = System.nanoTime();
            Contender.Progress progress = drain.progress();
            return jobs * 1e9 / (end - progress.firstNanos());
        }
    }
}
