package dev.kanishk.scheduler.store;

import dev.kanishk.scheduler.recurring.Recurring;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A worker's side of a store. As long as the process lives, beats, and the session is not closed,
 * no other worker takes its jobs, however long they run; when the process ends, in whatever way,
 * the others get them within a second, and when it is cut off from the store, after its lease.
 *
 * <p>Every call may block for as long as the store takes, and throws a {@link StoreException} if
 * the store fails; it may have been carried out then. Safe for use by many threads.
 */
public interface WorkerSession extends AutoCloseable {
    /** {@return the worker's name, not used by another} */
    String worker();

    /**
     * Takes due jobs, of each lane the oldest, as far as the limits of their types allow: where
     * they leave less than is asked for, the first quotas get it. What a call took that failed (its
     * reply was lost, say) is part of what the next call gives, beyond its quotas, so that no job
     * is held by a worker that does not know of it.
     *
     * @param quotas how many to take of which lanes at most, together at most {@value
     *     JobStore#MAX_BATCH}; none, to get only what a call took that failed
     * @return what was taken, in the order of the quotas, then of age
     */
    List<Claim> claim(List<Quota> quotas);

    /**
     * Whether the limits of a type may have kept jobs back when this worker last asked for some.
     *
     * @param type the type
     * @return false only if it is certain that lanes which gave less than was asked of them had no
     *     more
     */
    default boolean isAtLimit(String type) {
        return true;
    }

    /**
     * Records that handlers of jobs with crashes are about to be called. Durable against the end of
     * the process when it returns.
     *
     * @param claims which
     */
    void started(List<Claim> claims);

    /**
     * Ends attempts, in one transaction.
     *
     * @param ends which, and how: at most {@value JobStore#MAX_BATCH}
     * @return for each whether it was accepted; an end is refused, and changes nothing, if the job
     *     was taken away from this worker, or cancelled
     */
    List<Boolean> finish(List<End> ends);

    /**
     * Stores how far a running job is.
     *
     * @param claim the attempt
     * @param percent 0 to 100
     * @param note for people; what is beyond 200 characters is cut off
     * @return false if the attempt is not the worker's any more
     */
    boolean progress(Claim claim, int percent, @Nullable String note);

    /**
     * Renews the lease and does what is due in the store: scheduled jobs whose time has come, ticks
     * of recurring jobs, jobs of dead workers, retention. Called every {@link #beatEvery} and after
     * a {@link Signal.Changed}; the lease is {@link #lease} long.
     *
     * @return what is to be known
     */
    Beat beat();

    /** {@return how long after the last beat the worker counts as cut off} */
    Duration lease();

    /** {@return how long after a beat the next one is, unless something is due sooner} */
    default Duration beatEvery() {
        return Duration.ofSeconds(1);
    }

    /**
     * Sets the limits of types, for all workers.
     *
     * @param limits of the types named; those of others stay
     */
    void limit(List<Limit> limits);

    /**
     * Changes a circuit for all workers, if it is still at the epoch that the caller saw. Who opens
     * half (moves {@code until} on) is the one who probes. A circuit that is closed is forgotten:
     * the next one of its name begins at epoch 1.
     *
     * @param circuit as it shall be, its epoch one more than the one that was seen (1 if none was)
     * @return false if another worker was first
     */
    boolean change(Circuit circuit);

    /**
     * Gives up due jobs of a type that wait for longer than they may: they are dead, {@code
     * EXPIRED}.
     *
     * @param type the type
     * @param longest how long they may be due, as {@link Claim#dueAt} has it
     * @param limit how many at most
     * @return how many were given up
     */
    int expire(String type, Duration longest, int limit);

    /**
     * Sets or replaces a recurring job by its name; its next tick stays if the schedule is the
     * same.
     *
     * @param recurring the job
     */
    void schedule(Recurring recurring);

    /**
     * Removes a recurring job.
     *
     * @param name its name
     * @return false if there is none
     */
    boolean unschedule(String name);

    /**
     * Has a listener told of signals; one at a time, on a thread of the store's: it must not block.
     *
     * @param listener who is told; the last one set
     */
    void onSignal(java.util.function.Consumer<Signal> listener);

    /** Leaves. Jobs that it still has become due again, handed back. */
    @Override
    void close();
}
