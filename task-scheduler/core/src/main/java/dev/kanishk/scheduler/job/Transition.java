package dev.kanishk.scheduler.job;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One change of a job's state: a line of its audit.
 *
 * @param version 1 for the acceptance, and one more for each change
 * @param at when
 * @param from the state before; none for the acceptance
 * @param to the state after
 * @param cause why
 * @param node the worker or caller that did it
 * @param error what a failure said
 */
public record Transition(
        int version,
        Instant at,
        @Nullable JobState from,
        JobState to,
        Cause cause,
        String node,
        @Nullable String error) {

    /** Why a job's state changed. */
    public enum Cause {
        /** A caller asked for it. */
        ACCEPTED,
        /** Its time came. */
        DUE,
        /** A worker took it. */
        CLAIMED,
        /** Its handler returned. */
        SUCCEEDED,
        /** Its handler threw, or said that another attempt is of no use. */
        FAILED,
        /** Its attempt took longer than it may. */
        TIMED_OUT,
        /** The worker's process ended while it ran the job. */
        WORKER_DIED,
        /** The worker was stopped and gave it back; that is no failure. */
        HANDED_BACK,
        /** A caller gave it up. */
        CANCELLED,
        /** A caller took it out of the dead-letter queue for another round of attempts. */
        REDRIVEN,
        /** It was parked, or waited, for longer than it may. */
        EXPIRED,
        /** A job that it had to wait for did not succeed, or was over at last. */
        DEPENDENCY,
        /** It was put off because a circuit is open or its target busy; that is no failure. */
        PARKED
    }
}
