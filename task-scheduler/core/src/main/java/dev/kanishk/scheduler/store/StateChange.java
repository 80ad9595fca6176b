package dev.kanishk.scheduler.store;

import dev.kanishk.scheduler.job.JobState;
import dev.kanishk.scheduler.job.Transition.Cause;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A change of a job's state, as a {@link ChangeFeed} tells it.
 *
 * @param number greater than that of every earlier change of the same job; no two changes of a
 *     feed's {@link ChangeFeed#source} have the same
 * @param job the job
 * @param type the job's type
 * @param idempotencyKey the job's, if it has one and is still kept
 * @param at when, by the database's clock
 * @param cause why
 * @param from the state before; none for the acceptance
 * @param to the state after
 * @param attempt the number of the job's last attempt: for a claim the one that begins; 0 before
 *     the first
 * @param node the worker or caller that did it
 * @param error what a failure said
 */
public record StateChange(
        long number,
        UUID job,
        String type,
        @Nullable String idempotencyKey,
        Instant at,
        Cause cause,
        @Nullable JobState from,
        JobState to,
        int attempt,
        String node,
        @Nullable String error) {}
