package dev.kanishk.agents.checkpoint;

import org.jspecify.annotations.Nullable;

/**
 * A run as the store lists it.
 *
 * @param id its name
 * @param status how far it is
 * @param parent the run it was forked from, or null
 * @param parentSequence the parent's event it goes on from; 0 without parent
 * @param epoch how often it was leased; only the holder of the last lease may write
 * @param createdAtMillis when it was admitted, in milliseconds since the epoch
 */
public record RunInfo(
        String id,
        Status status,
        @Nullable String parent,
        long parentSequence,
        long epoch,
        long createdAtMillis) {
    /** How far a run is. */
    public enum Status {
        /** Admitted and not at its end: running, or left by a process that died. */
        OPEN,
        /** Its last node failed; it can be resumed. */
        FAILED,
        /** At its end. */
        DONE
    }
}
