package dev.kanishk.agents.checkpoint;

import org.jspecify.annotations.Nullable;

/**
 * A run as the store lists it.
 *
 * @param id its name
 * @param thread the first run of its family: itself, or the one that it was forked from or that it
 *     works for
 * @param status how far it is
 * @param parent the run it was forked from, or null
 * @param parentSequence the parent's event it goes on from; 0 without parent
 * @param owner the run whose subgraph it is, or null
 * @param epoch how often it was leased; only the holder of the last lease may write
 * @param createdAtMillis when it was admitted, in milliseconds since the epoch
 * @param changedAtMillis when its status changed last, in milliseconds since the epoch
 */
public record RunInfo(
        String id,
        String thread,
        Status status,
        @Nullable String parent,
        long parentSequence,
        @Nullable String owner,
        long epoch,
        long createdAtMillis,
        long changedAtMillis) {
    /** How far a run is. Stored by its {@link #code}, so the order here may change. */
    public enum Status {
        /** Admitted and not at its end: running, or left by a process that died. */
        OPEN(0),
        /** It waits: for a person, a larger budget, or the outcome of an effect. */
        SUSPENDED(1),
        /** A node failed; it can be resumed. */
        FAILED(2),
        /** A node failed, and what had been committed was compensated; it cannot be resumed. */
        COMPENSATED(3),
        /** At its end. */
        DONE(4);

        private final int code;

        Status(int code) {
            this.code = code;
        }

        /**
         * Numbers the status in stores.
         *
         * @return the number, never used for another status
         */
        public int code() {
            return code;
        }

        /**
         * Tells whether the run is at its end.
         *
         * @return whether it cannot be resumed
         */
        public boolean isFinal() {
            return this == DONE || this == COMPENSATED;
        }

        static Status of(int code) {
            for (Status status : values()) {
                if (status.code == code) {
                    return status;
                }
            }
            throw new CheckpointException(
                    "status " + code + " is not known: the store was written by a newer version");
        }
    }
}
