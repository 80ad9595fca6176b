package dev.kanishk.scheduler.store;

import dev.kanishk.scheduler.job.JobRequest;
import java.time.Instant;
import java.util.UUID;

/**
 * A job that a worker has taken. The pair of job and attempt is the fencing token: a job that was
 * taken away since, and perhaps given to another, accepts no end for it.
 *
 * @param id the job
 * @param lane where it waited
 * @param attempt 1 for its first start
 * @param failures how many attempts failed before
 * @param crashes how many workers died while they had it; if any did, {@link WorkerSession#started}
 *     has to be told before the handler is called
 * @param receipt the store's number for the batch that it was taken in
 * @param acceptedAt when it was accepted, by the store's clock
 * @param dueAt when it became due, by the store's clock: its time, or its acceptance, or the end of
 *     the wait for a retry; being handed back or parked does not move it, so that a job's age
 *     behind an open circuit can be told
 * @param request what was asked for
 */
public record Claim(
        UUID id,
        Lane lane,
        int attempt,
        int failures,
        int crashes,
        long receipt,
        Instant acceptedAt,
        Instant dueAt,
        JobRequest request) {}
