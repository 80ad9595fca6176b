package dev.kanishk.scheduler.store;

import dev.kanishk.scheduler.job.DeadQuery;
import dev.kanishk.scheduler.job.Job;
import dev.kanishk.scheduler.job.JobQuery;
import dev.kanishk.scheduler.job.JobRequest;
import dev.kanishk.scheduler.job.Receipt;
import dev.kanishk.scheduler.job.Transition;
import dev.kanishk.scheduler.job.TypeStatus;
import dev.kanishk.scheduler.recurring.Recurring;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Where jobs are kept. Safe for use by many threads; several processes may use one store.
 *
 * <p>What {@link #enqueue} returned for cannot be lost by the end of any process, nor of the
 * machine. A claim or a result that the end of the machine undoes is a second delivery, never a
 * lost job. Every method throws a {@link StoreException} if the store fails.
 */
public interface JobStore extends AutoCloseable {
    /** The most jobs that one call of {@link #enqueue} accepts. */
    int MAX_BATCH = 10_000;

    /** The longest time over which {@link #redrive(DeadQuery, Duration, String)} spreads jobs. */
    Duration MAX_SPREAD = Duration.ofDays(365);

    /**
     * Accepts jobs, all or none, and returns when they are durable. Calls of many threads share one
     * flush.
     *
     * @param requests what to run: 1 to {@value #MAX_BATCH}
     * @param node who asks, for the audit
     * @return a receipt for each, in the same order
     * @throws BacklogFullException if too many jobs wait already
     * @throws IllegalArgumentException if there are too many or none, or too many types
     */
    List<Receipt> enqueue(List<JobRequest> requests, String node);

    /**
     * Accepts jobs and one that runs when all of them are over, however they end: all or none.
     *
     * @param requests the jobs: 1 to {@value #MAX_BATCH}
     * @param callback what runs then
     * @param node who asks, for the audit
     * @return a receipt for each, and the callback's as the last
     * @throws BacklogFullException if too many jobs wait already
     */
    List<Receipt> enqueueBatch(List<JobRequest> requests, JobRequest callback, String node);

    /**
     * {@return the job, if it is kept}
     *
     * @param id its name
     */
    Optional<Job> find(UUID id);

    /**
     * {@return every change of a job's state, oldest first; empty if the job is not kept}
     *
     * @param id its name
     */
    List<Transition> audit(UUID id);

    /**
     * {@return jobs in the order of their acceptance}
     *
     * @param query which
     * @throws IllegalArgumentException if the query goes on after a job that is not kept
     */
    List<Job> list(JobQuery query);

    /** {@return the recurring jobs, by name} */
    List<Recurring> recurring();

    /** {@return how each type of job stands, by name} */
    List<TypeStatus> types();

    /**
     * {@return for how long the oldest due job of each type that nobody has taken yet has been due,
     * by the store's clock; types of which none waits are left out}
     *
     * <p>It is asked of the fronts of the queues, however many jobs wait: of each type and tenant
     * the job that is next. Where several thousand jobs became due while no worker was there to see
     * it, a type may be left out until one is.
     */
    Map<String, Duration> queueAges();

    /**
     * Gives a job up. A running one's result will be refused.
     *
     * @param id its name
     * @param node who asks, for the audit
     * @return false if it is not kept, or over
     */
    boolean cancel(UUID id, String node);

    /**
     * Gives a dead job another round of attempts.
     *
     * @param id its name
     * @param node who asks, for the audit
     * @return false if it is not kept, or not dead
     */
    boolean redrive(UUID id, String node);

    /**
     * Gives dead jobs another round of attempts, in one transaction.
     *
     * @param query which
     * @param spread over how long they become due, evenly; zero for at once, {@link #MAX_SPREAD} at
     *     most
     * @param node who asks, for the audit
     * @return how many
     * @throws IllegalArgumentException if the spread is out of its range
     */
    int redrive(DeadQuery query, Duration spread, String node);

    /**
     * Gives dead jobs up for good, in one transaction.
     *
     * @param query which
     * @param node who asks, for the audit
     * @return how many
     */
    int discard(DeadQuery query, String node);

    /**
     * Gives a dead job up for good.
     *
     * @param id its name
     * @param node who asks, for the audit
     * @return false if it is not kept, or not dead
     */
    boolean discard(UUID id, String node);

    /**
     * Stops or lets go on the starting of a type's jobs, in every process, until the next call.
     *
     * @param type the type
     * @param paused whether to stop
     * @return false if there is no such type
     */
    boolean pause(String type, boolean paused);

    /**
     * Joins as a worker.
     *
     * @return the session, to be closed by the caller
     */
    WorkerSession join();

    /** Finishes what was begun and closes. Later calls of the others fail. */
    @Override
    void close();
}
