package dev.kanishk.benchmarks.peers.scheduler.database;

import dev.kanishk.benchmarks.peers.scheduler.database.Contender.Handed;
import dev.kanishk.benchmarks.peers.scheduler.database.Database.Counts;
import dev.kanishk.benchmarks.peers.scheduler.database.Drains.Drained;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Measures how fast the schedulers take jobs and run them, and what that costs the database. The
 * contenders take turns, so that what disturbs the machine strikes all alike.
 */
final class Schedulers {
    private static final List<Integer> CALLERS = List.of(8, 64);
    private static final int BATCH_CALLERS = 8;
    private static final int BATCH = 1_000;
    private static final Duration WARMUP_TIME = Duration.ofMillis(500);
    private static final long WARMUP_JOBS = 2_000;

    private final Field field;
    private final Plan plan;
    private final Sink sink;

    /**
     * Makes a measurement.
     *
     * @param field who takes part
     * @param plan how much
     * @param sink is given each result as it is there
     */
    Schedulers(Field field, Plan plan, Sink sink) {
        this.field = field;
        this.plan = plan;
        this.sink = sink;
    }

    @FunctionalInterface
    private interface Run {
        /** Measures once; a first run warms up and is short. */
        void of(Contender contender, Database database, boolean counts)
                throws IOException, InterruptedException;
    }

    /** Measures single calls, by few and by many callers. */
    void enqueueOneByOne() throws IOException, InterruptedException {
        for (int callers : CALLERS) {
            inTurns((contender, database, counts) -> {
                Duration time = counts ? plan.enqueueTime() : WARMUP_TIME;
                Counts before = database.counts();
                Handed handed = contender.enqueueOneByOne(database, callers, time);
                Counts used = database.counts().since(before);
                if (counts) {
                    double jobs = handed.jobs();
                    Cell cell = Cell.of(Metric.ENQUEUE, "callers", callers, contender);
                    sink.run(cell, handed.perSecond());
                    sink.run(at(Metric.ENQUEUE_STATEMENTS, cell), used.statements() / jobs);
                    sink.run(at(Metric.ENQUEUE_LOG, cell), used.walBytes() / jobs);
                }
            });
        }
    }

    /** Measures batches of a thousand. */
    void enqueueBatches() throws IOException, InterruptedException {
        inTurns((contender, database, counts) -> {
            long jobs = counts ? plan.batchJobs() : BATCH_CALLERS * BATCH;
            Handed handed = contender.enqueueBatches(database, BATCH_CALLERS, BATCH, jobs);
            if (counts) {
                sink.run(Cell.of(Metric.BATCH, "batch", BATCH, contender), handed.perSecond());
            }
        });
    }

    /** Measures how fast waiting jobs are run. */
    void drains() throws IOException, InterruptedException {
        for (long jobs : plan.drainJobs()) {
            inTurns(
                    fastEnoughFor(jobs),
                    (contender, database, counts) -> {
                        long waiting = counts ? jobs : Math.min(jobs, WARMUP_JOBS);
                        Drains.fill(contender, database, waiting);
                        Drained drained = Drains.run(contender, database, waiting);
                        if (counts) {
                            Cell cell = Cell.of(Metric.DRAIN, "jobs", jobs, contender);
                            Counts used = drained.counts();
                            sink.run(cell, drained.perSecond());
                            sink.run(
                                    at(Metric.DRAIN_STATEMENTS, cell),
                                    (double) used.statements() / jobs);
                            sink.run(at(Metric.DRAIN_LOG, cell), (double) used.walBytes() / jobs);
                        }
                    });
        }
    }

    /** Measures that while the database cannot remove dead rows. */
    void pinnedDrains() throws IOException, InterruptedException {
        inTurns(
                fastEnoughFor(plan.pinnedJobs()),
                (contender, database, counts) -> {
                    long jobs = counts ? plan.pinnedJobs() : WARMUP_JOBS;
                    Drains.fill(contender, database, jobs);
                    Drained drained = Drains.runPinned(contender, database, jobs);
                    if (counts) {
                        Cell cell = Cell.of(Metric.PINNED, "jobs", jobs, contender);
                        sink.run(cell, drained.perSecond());
                        sink.run(at(Metric.PINNED_SHARE, cell), drained.lastQuarterShare());
                    }
                });
    }

    private List<Contender> fastEnoughFor(long jobs) {
        List<Contender> fastEnough = new ArrayList<>();
        for (Contender contender : field.contenders()) {
            if (contender.drainJobsMax() >= jobs) {
                fastEnough.add(contender);
            } else {
                sink.note("NOT MEASURED: %s with %,d jobs".formatted(contender.name(), jobs));
            }
        }
        return fastEnough;
    }

    private void inTurns(Run run) throws IOException, InterruptedException {
        inTurns(field.contenders(), run);
    }

    private void inTurns(List<Contender> contenders, Run run)
            throws IOException, InterruptedException {
        for (int number = 0; number <= plan.runs(); number++) {
            boolean counts = number > 0;
            for (Contender contender : contenders) {
                field.visit(contender, database -> run.of(contender, database, counts));
            }
        }
    }

    private static Cell at(Metric metric, Cell cell) {
        return new Cell(metric, cell.point(), cell.contender());
    }
}
