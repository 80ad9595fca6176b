package dev.kanishk.benchmarks.peers.scheduler.database;

import dev.kanishk.benchmarks.peers.scheduler.database.SchedulerEngine.Client;
import dev.kanishk.benchmarks.peers.scheduler.database.SchedulerEngine.Workers;
import dev.kanishk.benchmarks.program.JavaCommand;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/** A scheduler of Java under load: callers and workers are threads of this JVM. */
final class JvmContender implements Contender {
    private final SchedulerEngine engine;

    JvmContender(SchedulerEngine engine) {
        this.engine = engine;
    }

    @Override
    public String name() {
        return engine.name();
    }

    @Override
    public boolean isFloor() {
        return engine.isFloor();
    }

    @Override
    public long drainJobsMax() {
        return engine.drainJobsMax();
    }

    @Override
    public Set<Tuning> recoveries() {
        return engine.recoveries();
    }

    @Override
    public String unfinishedQuery() {
        return engine.unfinishedQuery();
    }

    @Override
    public void migrate(Database database) throws IOException {
        try {
            engine.migrate(database);
        } catch (Exception e) {
            throw new IOException(name() + " cannot create its tables", e);
        }
    }

    @Override
    public Handed enqueueOneByOne(Database database, int callers, Duration time)
            throws IOException, InterruptedException {
        try (Client client = client(database, callers)) {
            return new Callers(client, callers).oneByOne(time);
        }
    }

    @Override
    public Handed enqueueBatches(Database database, int callers, int batch, long jobs)
            throws IOException, InterruptedException {
        try (Client client = client(database, callers)) {
            return new Callers(client, callers).batches(batch, jobs);
        }
    }

    @Override
    public long enqueuePaced(Database database, int callers, int perSecond, int jobs)
            throws IOException, InterruptedException {
        try (Client client = client(database, callers)) {
            return new Callers(client, callers).paced(perSecond, jobs);
        }
    }

    @Override
    public Drain drain(Database database, Tuning tuning, long jobs) throws IOException {
        RunCount count = new RunCount(jobs);
        Workers workers = start(engine, database, tuning, count);
        return new Drain() {
            @Override
            public Progress progress() {
                return count.progress();
            }

            @Override
            public void close() {
                workers.close();
            }
        };
    }

    @Override
    public WorkerProcess spawn(Database database, Tuning tuning, boolean holds)
            throws IOException, InterruptedException {
        List<String> arguments =
                List.of(
                        engine.address(),
                        Integer.toString(database.port()),
                        database.name(),
                        tuning.name(),
                        Boolean.toString(holds));
        return WorkerProcess.start(JavaCommand.of(WorkerProgram.class, arguments));
    }

    @Override
    public void close() {}

    /** Starts an engine's workers, and tells which engine it was if it fails. */
    static Workers start(
            SchedulerEngine engine,
            Database database,
            Tuning tuning,
            SchedulerEngine.JobHandler handler)
            throws IOException {
        try {
            return engine.start(database, tuning, handler);
        } catch (Exception e) {
            throw new IOException(engine.name() + " cannot start its workers", e);
        }
    }

    /** Opens what hands jobs in, and tells which engine it was if it fails. */
    Client client(Database database, int callers) throws IOException {
        try {
            return engine.client(database, callers);
        } catch (Exception e) {
            throw new IOException(name() + " cannot reach its database", e);
        }
    }
}
