package dev.kanishk.agents.graph;

/**
 * The run cannot go on until something is given from outside; a node lets it through. Even if the
 * node catches it, the run is suspended when the node ends.
 */
public final class SuspendedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * Makes one.
     *
     * @param message what is waited for
     */
    public SuspendedException(String message) {
        super(message, null, false, false);
    }
}
