package dev.kanishk.agents.run;

/** A node outlasted its time. */
public final class NodeTimeoutException extends Exception {
    private static final long serialVersionUID = 1L;

    NodeTimeoutException(String message, Throwable cause) {
        super(message, cause);
    }
}
