package dev.kanishk.agents.checkpoint;

import org.jspecify.annotations.Nullable;

/** The store could not do what was asked; its message names the run and what to do. */
public final class CheckpointException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * Makes one without cause.
     *
     * @param message what was wrong and what to do
     */
    public CheckpointException(String message) {
        super(message);
    }

    /**
     * Makes one with its cause.
     *
     * @param message what was wrong and what to do
     * @param cause what it came from
     */
    public CheckpointException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
