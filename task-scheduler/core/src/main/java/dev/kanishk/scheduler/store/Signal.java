package dev.kanishk.scheduler.store;

import java.util.List;
import java.util.UUID;

/**
 * What a store tells a worker between beats, as soon as it can; may be late, twice, or not come.
 */
public sealed interface Signal {
    /**
     * Lanes may have due jobs.
     *
     * @param lanes which
     */
    record Due(List<Lane> lanes) implements Signal {}

    /**
     * A job of this worker was cancelled.
     *
     * @param id the job
     */
    record Cancelled(UUID id) implements Signal {}

    /** Something else changed (a circuit, a pause, a dead worker's jobs): beat soon. */
    record Changed() implements Signal {}
}
