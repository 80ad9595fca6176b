package dev.kanishk.agents.checkpoint;

/**
 * One entry of a run's log. Entries are never changed or removed.
 *
 * @param sequence its place in the log, from 1; a fork counts on from its parent's
 * @param kind what happened
 * @param node the node it belongs to; empty for events of the whole run
 * @param payload a JSON object
 * @param atMillis when it was written, in milliseconds since the epoch
 */
public record Event(long sequence, Kind kind, String node, String payload, long atMillis) {
    /** What an event says. */
    public enum Kind {
        /** The run was accepted, with its first state. */
        ADMITTED,
        /** The run began as a fork, with the channels that were set. */
        FORKED,
        /** A model was asked, with the tokens used and the answer, if any. */
        MODEL_CALL,
        /** A tool answered, failed or was abandoned. */
        TOOL_CALL,
        /** A node finished, with the change to the state and the next node. */
        NODE_COMMITTED,
        /** A node failed; the run can be resumed. */
        NODE_FAILED
    }
}
