package dev.kanishk.agents.checkpoint;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A run's past, its parents' included.
 *
 * @param snapshot the run as it stood before the events, a JSON object; null if they begin with the
 *     first one
 * @param snapshotSequence the last event that the snapshot holds; 0 without
 * @param events the events since, oldest first
 */
public record Log(@Nullable String snapshot, long snapshotSequence, List<Event> events) {
    /** Copies the list. */
    public Log {
        events = List.copyOf(events);
    }

    /**
     * Tells where the log ends.
     *
     * @return the sequence of the last event
     */
    public long lastSequence() {
        return events.isEmpty() ? snapshotSequence : events.getLast().sequence();
    }
}
