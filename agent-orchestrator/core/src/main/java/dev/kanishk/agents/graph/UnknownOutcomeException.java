package dev.kanishk.agents.graph;

/** An effect outside may have happened or not: thrown by a call that cannot tell. */
public final class UnknownOutcomeException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * Makes one.
     *
     * @param message what is not known
     * @param cause what it came from
     */
    public UnknownOutcomeException(String message, Throwable cause) {
        super(message, cause);
    }
}
