package dev.kanishk.agents.run;

/** A replayed node did not do what the log says it did; the message names it. */
public final class ReplayException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ReplayException(String message) {
        super(message);
    }
}
