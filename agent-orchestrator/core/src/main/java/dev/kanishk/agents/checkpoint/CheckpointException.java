package dev.kanishk.agents.checkpoint;

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

    CheckpointException(String message, Throwable cause) {
        super(message, cause);
    }
}
