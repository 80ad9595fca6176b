package dev.kanishk.benchmarks.peers.scheduler.database;

import java.util.Set;

/**
 * A job scheduler that runs in the JVM. A job is a number, and of one type.
 *
 * <p>Implementations have no state of their own: each call opens what it needs, and what it returns
 * is closed before the database goes.
 */
interface SchedulerEngine {
    /** Returns what it is called in results: the name of a method, such as {@code dbScheduler}. */
    String name();

    /** Returns what {@link Engines#at} finds it by in another process. */
    default String address() {
        return name();
    }

    /**
     * Creates the tables, in an empty database.
     *
     * @throws Exception if the database does not let it
     */
    void migrate(Database database) throws Exception;

    /**
     * Opens what hands jobs in.
     *
     * @param callers the threads that will call it at a time
     * @throws Exception if the database cannot be reached
     */
    Client client(Database database, int callers) throws Exception;

    /**
     * Starts one worker process' share of workers, in this JVM, and returns without waiting for a
     * job.
     *
     * @param handler runs each job; it is called by many threads at a time
     * @throws Exception if the database cannot be reached
     */
    Workers start(Database database, Tuning tuning, JobHandler handler) throws Exception;

    /** Returns a query for the number of jobs that are waiting, running or not yet written off. */
    String unfinishedQuery();

    /** Returns the most waiting jobs that are worth the time their measurement takes. */
    default long drainJobsMax() {
        return Long.MAX_VALUE;
    }

    /** Returns the settings for which its recovery from a crash differs. */
    default Set<Tuning> recoveries() {
        return Set.of(Tuning.DEFAULTS);
    }

    /** Returns whether it is no scheduler but a limit of the database. */
    default boolean isFloor() {
        return false;
    }

    /** Hands jobs in. Safe for the number of callers it was opened for. */
    interface Client extends AutoCloseable {
        /**
         * Hands one job in, due at once; when this returns, the job outlives a crash of the server.
         *
         * @throws Exception if it was refused
         */
        void enqueue(long number) throws Exception;

        /**
         * Hands jobs in with consecutive numbers, all due at once, in the way that the scheduler
         * has for many.
         *
         * @throws Exception if they were refused
         */
        void enqueue(long firstNumber, int count) throws Exception;

        @Override
        void close();
    }

    /** Workers that run until they are closed. */
    interface Workers extends AutoCloseable {
        @Override
        void close();
    }

    /** What a job does. */
    @FunctionalInterface
    interface JobHandler {
        /** Runs the job of this number. */
        void run(long number);
    }
}
