package dev.kanishk.scheduler.store;

import dev.kanishk.scheduler.job.JobRequest;
import dev.kanishk.scheduler.job.Receipt;
import java.util.List;
import java.util.UUID;

/**
 * A store whose jobs can be named before they are accepted, so that it can be asked again when it
 * is not known whether it was asked: a job is accepted under its name once.
 */
public interface RepeatableStore extends JobStore {
    /**
     * A job and its name.
     *
     * @param id made by {@link #newId} of this store, or of another process's on the same database
     * @param request what to run
     * @param node who asks, for the audit
     */
    record NamedRequest(UUID id, JobRequest request, String node) {}

    /** {@return a name for a job that is accepted about now, by the database's clock} */
    UUID newId();

    /**
     * Accepts jobs as {@link #enqueue} does, but for those that were accepted under their names
     * before and are kept: they stay as they are. Calls for the same jobs may run at the same time,
     * in any processes, and may be any parts of each other. An idempotency key counts as always:
     * the receipt of a job whose key another one has is the other's, also when it is asked again.
     *
     * @param jobs what to run: 1 to {@value #MAX_BATCH}, no name twice
     * @return a receipt for each, in the same order; {@code created} whether it was this call or an
     *     earlier one that made the job
     * @throws BacklogFullException if too many jobs wait already, and not all of these are kept
     * @throws IllegalArgumentException if there are too many or none, or too many types
     */
    List<Receipt> enqueueNamed(List<NamedRequest> jobs);
}
