package dev.kanishk.collections.concurrent;

/** What a submission meets when there is no room for it. */
public enum BackPressure {
    /**
     * The submitter waits for room. A worker never waits for itself: its own submissions run in
     * place.
     */
    BLOCK,

    /** The submission fails with {@link java.util.concurrent.RejectedExecutionException}. */
    REJECT,

    /** The submitter runs the task itself, which slows it down to what the pool can bear. */
    RUN_IN_CALLER
}
