package dev.kanishk.benchmarks.peers.scheduler.database;

import java.io.IOException;
import java.time.Duration;
import java.util.Set;

/**
 * A job scheduler under load, in whatever language it is. The loads are the same for all; who calls
 * it is written in its own language.
 */
interface Contender extends AutoCloseable {
    /** Returns what it is called in results. */
    String name();

    /** Returns whether it is no scheduler but a limit of the database. */
    boolean isFloor();

    /** Returns the most waiting jobs that are worth the time their measurement takes. */
    default long drainJobsMax() {
        return Long.MAX_VALUE;
    }

    /** Returns the settings for which its recovery from a crash differs; none is not measured. */
    Set<Tuning> recoveries();

    /** Returns a query for the number of jobs that are waiting, running or not yet written off. */
    String unfinishedQuery();

    /**
     * Creates its tables, in an empty database.
     *
     * @throws IOException if it fails
     * @throws InterruptedException if this thread was told to stop
     */
    void migrate(Database database) throws IOException, InterruptedException;

    /**
     * Hands jobs in, each by a call of its own that returns when the job is durable.
     *
     * @param callers how many call at a time, one after the other each
     * @param time for how long they begin new calls
     * @throws IOException if a call fails
     * @throws InterruptedException if this thread was told to stop
     */
    Handed enqueueOneByOne(Database database, int callers, Duration time)
            throws IOException, InterruptedException;

    /**
     * Hands jobs in by batches.
     *
     * @param callers how many hand batches in at a time
     * @param batch the jobs of a batch
     * @param jobs jobs in all, a multiple of the batch
     * @throws IOException if a call fails
     * @throws InterruptedException if this thread was told to stop
     */
    Handed enqueueBatches(Database database, int callers, int batch, long jobs)
            throws IOException, InterruptedException;

    /**
     * Hands jobs in by the clock, whether earlier calls have returned or not, as far as the callers
     * suffice. A job's number is the moment it was due, by the machine's monotonic clock in
     * nanoseconds, which all processes share.
     *
     * @param callers how many call at a time
     * @param perSecond jobs that are due a second
     * @param jobs jobs in all
     * @return the moment at which the first was due
     * @throws IOException if a call fails
     * @throws InterruptedException if this thread was told to stop
     */
    long enqueuePaced(Database database, int callers, int perSecond, int jobs)
            throws IOException, InterruptedException;

    /**
     * Starts workers of one process that run what is waiting, in a process that is warm.
     *
     * @param jobs how many are waiting
     * @throws IOException if it fails
     * @throws InterruptedException if this thread was told to stop
     */
    Drain drain(Database database, Tuning tuning, long jobs)
            throws IOException, InterruptedException;

    /**
     * Starts a worker process of its own.
     *
     * @param holds whether a job, once begun, never ends
     * @throws IOException if it does not start
     * @throws InterruptedException if this thread was told to stop
     */
    WorkerProcess spawn(Database database, Tuning tuning, boolean holds)
            throws IOException, InterruptedException;

    @Override
    void close() throws IOException;

    /**
     * Jobs that were handed in.
     *
     * @param jobs how many
     * @param nanos from the first call to the last return
     */
    record Handed(long jobs, long nanos) {
        /** Returns jobs a second. */
        double perSecond() {
            return jobs * 1e9 / nanos;
        }
    }

    /** Workers that run waiting jobs until they are closed. */
    interface Drain extends AutoCloseable {
        /** Returns how often a job was run so far, and when. */
        Progress progress() throws IOException;

        /** Stops the workers. */
        @Override
        void close() throws IOException;
    }

    /**
     * How far waiting jobs were run. The moments are of this machine's monotonic clock, in
     * nanoseconds; zero before they came.
     *
     * @param runs runs so far
     * @param firstNanos when the first job began
     * @param quarterNanos when a quarter of the jobs had begun
     * @param threeQuartersNanos when three quarters had
     */
    record Progress(long runs, long firstNanos, long quarterNanos, long threeQuartersNanos) {}
}
