package dev.kanishk.benchmarks.peers.scheduler.database;

import java.io.IOException;
import java.time.Duration;

/**
 * Measures what 500,000 jobs a day take of the processors: six a second, handed in one by one by
 * this process and run by another one of ours, which is warm. What handing in takes of this process
 * is not counted.
 */
final class Costs {
    static final int PER_SECOND = 6;

    private static final int CALLERS = 1;
    private static final int WARMUP_PER_SECOND = 500;
    private static final int WARMUP_JOBS = 1_500;
    private static final Duration DELIVERY_MAX = Duration.ofMinutes(1);

    private final Field field;
    private final Plan plan;
    private final Sink sink;

    Costs(Field field, Plan plan, Sink sink) {
        this.field = field;
        this.plan = plan;
        this.sink = sink;
    }

    void measure() throws IOException, InterruptedException {
        for (int run = 0; run < plan.runs(); run++) {
            for (Contender contender : field.schedulers()) {
                if (contender.name().equals(OurEngine.NAME)) {
                    field.visit(contender, database -> measure(contender, database));
                }
            }
        }
    }

    private void measure(Contender contender, Database database)
            throws IOException, InterruptedException {
        int jobs = (int) Math.max(1, PER_SECOND * plan.costTime().toSeconds());
        try (WorkerProcess worker = contender.spawn(database, Tuning.LATENCY, false)) {
            contender.enqueuePaced(database, CALLERS, WARMUP_PER_SECOND, WARMUP_JOBS);
            worker.awaitBegun(WARMUP_JOBS, DELIVERY_MAX);
            Duration workerBefore = worker.processorTime();
            Duration databaseBefore = field.server().processorTime();
            long start = System.nanoTime();
            contender.enqueuePaced(database, CALLERS, PER_SECOND, jobs);
            worker.awaitBegun(WARMUP_JOBS + jobs, DELIVERY_MAX);
            long nanos = System.nanoTime() - start;
            Duration workerUsed = worker.processorTime().minus(workerBefore);
            Duration databaseUsed = field.server().processorTime().minus(databaseBefore);
            sink.run(point(Metric.WORKER_COST, contender), share(workerUsed, nanos));
            sink.run(point(Metric.DATABASE_COST, contender), share(databaseUsed, nanos));
        }
    }

    private static Cell point(Metric metric, Contender contender) {
        return Cell.of(metric, "perSecond", PER_SECOND, contender);
    }

    private static double share(Duration used, long nanos) {
        return 100.0 * used.toNanos() / nanos;
    }
}
