package dev.kanishk.agents.checkpoint;

import org.jspecify.annotations.Nullable;

/** The store could not do what was asked; its message names the run and what to do. */
public final class CheckpointException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Whether what failed may have been done. */
    private final boolean outcomeUnknown;

    /**
     * Makes one without cause.
     *
     * @param message what was wrong and what to do
     */
    public CheckpointException(String message) {
        this(message, null, false);
    }

    /**
     * Makes one with its cause.
     *
     * @param message what was wrong and what to do
     * @param cause what it came from
     */
    public CheckpointException(String message, @Nullable Throwable cause) {
        this(message, cause, false);
    }

    private CheckpointException(String message, @Nullable Throwable cause, boolean outcomeUnknown) {
        super(message, cause);
        this.outcomeUnknown = outcomeUnknown;
    }

    /** Makes one of a commit that failed, and may have been done all the same. */
    static CheckpointException ofCommit(String what, Throwable cause) {
        return new CheckpointException(
                "cannot tell whether the store did " + what + ": " + cause.getMessage(),
                cause,
                true);
    }

    /** Tells whether what failed may have been done, so that it must not be repeated. */
    boolean isOutcomeUnknown() {
        return outcomeUnknown;
    }
}
