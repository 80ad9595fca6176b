package dev.kanishk.benchmarks.peers.scheduler.database;

import dev.kanishk.benchmarks.peers.scheduler.database.Contender.Drain;
import dev.kanishk.benchmarks.peers.scheduler.database.Contender.Progress;
import dev.kanishk.benchmarks.peers.scheduler.database.Database.Counts;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;

/** Workers of one process that run jobs which wait for them, until the last is written off. */
final class Drains {
    private static final int FILLERS = 2;
    private static final int FILL_BATCH = 1_000;
    private static final long START_SECONDS_MAX = 60;

    /** Below any contender's rate. */
    private static final long LEAST_PER_SECOND = 100;

    private Drains() {}

    /**
     * What it came to.
     *
     * @param jobs the jobs that waited
     * @param progress when they began, and how many runs there were
     * @param endNanos when the last was written off
     * @param counts what the database did for it
     */
    record Drained(long jobs, Progress progress, long endNanos, Counts counts) {
        /** Returns jobs a second, from when the first began. */
        double perSecond() {
            return jobs * 1e9 / (endNanos - progress.firstNanos());
        }

        /** Returns the rate of the last quarter as a share of that of the first. */
        double lastQuarterShare() {
            double first = (double) (progress.quarterNanos() - progress.firstNanos());
            return first / (endNanos - progress.threeQuartersNanos());
        }
    }

    /** Hands jobs in, and brings the server to rest. */
    static void fill(Contender contender, Database database, long jobs)
            throws IOException, InterruptedException {
        int batch = (int) Math.min(jobs, FILL_BATCH);
        contender.enqueueBatches(database, FILLERS, batch, jobs);
        database.settle();
    }

    /** Runs the jobs that wait. */
    static Drained run(Contender contender, Database database, long jobs)
            throws IOException, InterruptedException {
        Duration limit = Duration.ofSeconds(START_SECONDS_MAX + jobs / LEAST_PER_SECOND);
        Counts before = database.counts();
        try (Connection observer = database.observe();
                Drain drain = contender.drain(database, Tuning.THROUGHPUT, jobs)) {
            String query = contender.unfinishedQuery();
            Waiting.await(
                    contender.name() + " to run " + jobs + " jobs",
                    limit,
                    () -> drain.progress().runs() >= jobs && Database.number(observer, query) == 0);
            long end = System.nanoTime();
            return new Drained(jobs, drain.progress(), end, database.counts().since(before));
        } catch (SQLException e) {
            throw new IOException("cannot close a connection", e);
        }
    }

    /** Runs them while a transaction that sees the database as it was stays open. */
    static Drained runPinned(Contender contender, Database database, long jobs)
            throws IOException, InterruptedException {
        try (Connection idle = database.observe();
                Statement statement = idle.createStatement()) {
            statement.execute("BEGIN ISOLATION LEVEL REPEATABLE READ");
            statement.execute("SELECT pg_current_xact_id()");
            return run(contender, database, jobs);
        } catch (SQLException e) {
            throw new IOException("cannot hold a transaction open", e);
        }
    }
}
