package dev.kanishk.scheduler.store;

import dev.kanishk.scheduler.job.JobRequest;
import java.util.UUID;

/**
 * A job that a worker has taken. The pair of worker and attempt is the fencing token: a job that
 * was taken away since, and perhaps given to another, accepts no result for it.
 *
 * @param id the job
 * @param position where the store keeps it
 * @param attempt 1 for its first start
 * @param failures how many attempts failed before
 * @param request what was asked for
 */
public record Claim(UUID id, long position, int attempt, int failures, JobRequest request) {}
