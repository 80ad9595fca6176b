package dev.kanishk.agents.graph;

import org.jspecify.annotations.Nullable;

/**
 * An effect outside certainly did not happen: thrown by a call that knows, such as one that was
 * refused. Any other exception of a non-idempotent effect leaves its outcome unknown.
 */
public final class DidNotHappenException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * Makes one.
     *
     * @param message why it did not happen
     * @param cause what it came from, or null
     */
    public DidNotHappenException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
