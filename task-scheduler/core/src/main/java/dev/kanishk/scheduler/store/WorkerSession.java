package dev.kanishk.scheduler.store;

import java.util.List;
import java.util.SequencedMap;

/**
 * A worker's side of a store. As long as the process lives and the session is not closed, no other
 * worker takes its jobs, however long they run; when the process ends, in whatever way, the others
 * see it at their next {@link #recover}.
 */
public interface WorkerSession extends AutoCloseable {
    /** {@return the worker's name, not used by another} */
    String worker();

    /**
     * Takes due jobs: of each type those of greatest priority first, among them the oldest. Types
     * that are paused give none.
     *
     * @param limits how many to take of each type at most; types are looked at in this order
     * @param total how many to take at most
     * @return what was taken
     */
    List<Claim> claim(SequencedMap<String, Integer> limits, int total);

    /**
     * Ends an attempt.
     *
     * @param claim the attempt
     * @param result how it ended
     * @return false if the job was taken away from this worker, or cancelled; nothing is changed
     */
    boolean finish(Claim claim, Result result);

    /**
     * Looks for workers whose processes ended, and makes their jobs due again; a job that was run
     * by three of them is dead.
     *
     * @return how many jobs were taken from ended workers
     */
    int recover();

    /**
     * Removes a number of jobs that are over for longer than they are kept.
     *
     * @return how many
     */
    int removeExpired();

    /** {@return whether a job is due, of whatever type; cheap, so that it can be asked often} */
    boolean hasDue();

    /** Leaves. Jobs that it still has become due again. */
    @Override
    void close();
}
