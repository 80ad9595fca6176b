package dev.kanishk.benchmarks.peers.scheduler.database;

import dev.kanishk.scheduler.dispatch.SchedulerMetrics;
import dev.kanishk.scheduler.dispatch.TaskScheduler;
import dev.kanishk.scheduler.dispatch.TypePolicy;
import dev.kanishk.scheduler.job.JobRequest;
import dev.kanishk.scheduler.store.JobStore;
import dev.kanishk.scheduler.store.PostgresStore;
import dev.kanishk.scheduler.store.StoreOptions;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.LongStream;

/**
 * Ours, with its history and audit. It has one setting for throughput, latency and liveness. In the
 * form with everything on, jobs are of a hundred tenants and ten priorities, their type has limits
 * across processes that are not reached, and metrics are kept.
 */
final class OurEngine implements SchedulerEngine {
    /** The name in results of the form that has what it has by default. */
    static final String NAME = "ours";

    private static final String TYPE = "job";
    private static final String NODE = "benchmark";
    private static final int TENANTS = 100;
    private static final int PRIORITIES = 10;

    /** As many may wait as a measurement wants. */
    private static final StoreOptions OPTIONS =
            new StoreOptions(1_000_000_000, 1_000, Duration.ofDays(7));

    private final String name;
    private final boolean everything;
    private final Opening opening;

    /** How it opens what its jobs are in, which is closed with what is returned. */
    @FunctionalInterface
    interface Opening {
        OpenStore open(Database database) throws InterruptedException;
    }

    /**
     * An open store.
     *
     * @param store where jobs are handed in and taken from
     * @param afterwards what is closed after it
     */
    record OpenStore(JobStore store, Runnable afterwards) implements AutoCloseable {
        @Override
        public void close() {
            store.close();
            afterwards.run();
        }
    }

    OurEngine(boolean everything) {
        this(
                everything ? "oursEverythingOn" : NAME,
                everything,
                database -> new OpenStore(postgres(database), () -> {}));
    }

    /** Makes the one that jobs reach in another way, with what it has by default. */
    OurEngine(String name, Opening opening) {
        this(name, false, opening);
    }

    private OurEngine(String name, boolean everything, Opening opening) {
        this.name = name;
        this.everything = everything;
        this.opening = opening;
    }

    @Override
    public String name() {
        return name;
    }

    /** Opens the tables in the database, without anything in front. */
    static PostgresStore postgres(Database database) {
        return PostgresStore.open(database.jdbcUrl(), OPTIONS);
    }

    @Override
    public void migrate(Database database) {
        postgres(database).close();
    }

    @Override
    public Client client(Database database, int callers) throws InterruptedException {
        OpenStore opened = opening.open(database);
        JobStore store = opened.store();
        return new Client() {
            @Override
            public void enqueue(long number) {
                store.enqueue(List.of(request(number)), NODE);
            }

            @Override
            public void enqueue(long firstNumber, int count) {
                store.enqueue(
                        LongStream.range(firstNumber, firstNumber + count)
                                .mapToObj(number -> request(number))
                                .toList(),
                        NODE);
            }

            @Override
            public void close() {
                opened.close();
            }
        };
    }

    private JobRequest request(long number) {
        JobRequest request = JobRequest.of(TYPE, Long.toString(number));
        return everything
                ? request.withTenant("tenant-" + Math.floorMod(number, TENANTS))
                        .withPriority(Math.floorMod(number / TENANTS, PRIORITIES))
                : request;
    }

    @Override
    public Workers start(Database database, Tuning tuning, JobHandler handler)
            throws InterruptedException {
        OpenStore opened = opening.open(database);
        TypePolicy policy =
                everything
                        ? TypePolicy.DEFAULT.withGlobalConcurrency(100_000).withRate(1e7, 1_000_000)
                        : TypePolicy.DEFAULT;
        TaskScheduler scheduler =
                TaskScheduler.on(opened.store())
                        .slots(Tuning.SLOTS)
                        .handle(TYPE, policy, job -> handler.run(Long.parseLong(job.payload())))
                        .start();
        if (everything) {
            new SchedulerMetrics(scheduler).bindTo(new SimpleMeterRegistry());
        }
        return () -> {
            scheduler.close();
            opened.close();
        };
    }

    /** How soon a death is noticed does not depend on the form. */
    @Override
    public Set<Tuning> recoveries() {
        return everything ? Set.of() : Set.of(Tuning.DEFAULTS);
    }

    @Override
    public String unfinishedQuery() {
        return "SELECT (SELECT count(*) FROM task_scheduler.ready)"
                + " + (SELECT coalesce(sum(pending), 0) FROM task_scheduler.receipt)";
    }
}
