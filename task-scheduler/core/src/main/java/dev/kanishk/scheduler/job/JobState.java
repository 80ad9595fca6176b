package dev.kanishk.scheduler.job;

/** Where a job is between being accepted and being over. */
public enum JobState {
    /** Due later: not before its time, or waiting out the backoff before another attempt. */
    SCHEDULED,
    /** Due, and waiting for a worker. */
    ENQUEUED,
    /** Claimed by a worker. */
    RUNNING,
    /** Over: its handler returned. */
    SUCCEEDED,
    /** Over until someone redrives it: in the dead-letter queue. */
    DEAD,
    /** Over: cancelled before it was done. */
    CANCELLED;

    /** {@return whether a job in this state is neither waiting nor running} */
    public boolean isOver() {
        return this == SUCCEEDED || this == DEAD || this == CANCELLED;
    }
}
