package dev.kanishk.agents.checkpoint;

/**
 * One entry of a run's log. Entries are never changed; they are removed only with their thread.
 *
 * @param sequence its place in the log, from 1; a fork counts on from its parent's
 * @param kind what happened
 * @param node the node it belongs to; empty for events of the whole run
 * @param step the superstep it belongs to, from 1; 0 for events of the whole run
 * @param task the task within the superstep, from 0
 * @param payload a JSON object
 * @param atMillis when it was written, in milliseconds since the epoch
 */
public record Event(
        long sequence, Kind kind, String node, int step, int task, String payload, long atMillis) {
    /** What an event says. Stored by its {@link #code}, so the order here may change. */
    public enum Kind {
        /** The run was accepted, with its first state and the shape of its state type. */
        ADMITTED(1),
        /** The run began as a fork, with the channels that were set. */
        FORKED(2),
        /** Channels were overwritten from outside. */
        EDITED(3),
        /** The run goes on with another version of its state type. */
        MIGRATED(4),
        /** A node finished, with the change to the state and where it leads. */
        NODE_COMMITTED(10),
        /** An attempt at a node failed. */
        NODE_FAILED(11),
        /** A committed node was undone by its compensation. */
        COMPENSATED(12),
        /** The run waits: for a person, a larger budget, or the outcome of an effect. */
        SUSPENDED(13),
        /** What the run waited for was given. */
        ANSWERED(14),
        /** A model was asked, with the tokens used and the answer, if any. */
        MODEL_CALL(20),
        /** A tool answered, failed or was abandoned. */
        TOOL_CALL(21),
        /** Whatever else a node keeps for its later attempts and for readers of the log. */
        NOTE(22),
        /** An effect outside begins whose repetition would do harm. */
        EFFECT_STARTED(23),
        /** An effect outside ended, with its result or failure. */
        EFFECT(24),
        /** A time that a node was given. */
        VALUE(25),
        /** Use of the run's budgets. */
        USAGE(26);

        private final int code;

        Kind(int code) {
            this.code = code;
        }

        /**
         * Numbers the kind in stores.
         *
         * @return the number, never used for another kind
         */
        public int code() {
            return code;
        }

        static Kind of(int code) {
            for (Kind kind : values()) {
                if (kind.code == code) {
                    return kind;
                }
            }
            throw new CheckpointException(
                    "event kind "
                            + code
                            + " is not known: the store was written by a newer version");
        }
    }
}
