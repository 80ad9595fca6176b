package dev.kanishk.agents.graph;

import org.jspecify.annotations.Nullable;

/** A graph is wrong, or a run of it cannot go on; the message names the node or channel. */
public final class GraphException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * Makes one without cause.
     *
     * @param message what is wrong, with the node's or channel's name
     */
    public GraphException(String message) {
        super(message);
    }

    /**
     * Makes one with its cause.
     *
     * @param message what is wrong, with the node's or channel's name
     * @param cause what it came from
     */
    public GraphException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
