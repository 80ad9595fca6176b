package dev.kanishk.agents.checkpoint;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is written to a run in one transaction.
 *
 * @param entries what is appended, in this order
 * @param status the run's status from now on, or null if it stays
 * @param snapshot the run as it stands after the entries, a JSON object, or null; readers may begin
 *     with it instead of the first event
 */
public record Append(
        List<Entry> entries, RunInfo.@Nullable Status status, @Nullable String snapshot) {
    /** Copies the list. */
    public Append {
        entries = List.copyOf(entries);
    }

    /**
     * Appends one entry and leaves the status.
     *
     * @param entry the entry
     * @return what is to be written
     */
    public static Append of(Entry entry) {
        return new Append(List.of(entry), null, null);
    }

    /**
     * Sets the status, and appends nothing.
     *
     * @param status the run's status from now on
     * @return what is to be written
     */
    public static Append of(RunInfo.Status status) {
        return new Append(List.of(), status, null);
    }

    /**
     * Writes a snapshot of what is there, and appends nothing.
     *
     * @param run the run as it stands, a JSON object
     * @return what is to be written
     */
    public static Append ofSnapshot(String run) {
        return new Append(List.of(), null, run);
    }

    /**
     * Adds a snapshot.
     *
     * @param run the run as it stands after the entries, a JSON object
     * @return what is to be written
     */
    public Append withSnapshot(String run) {
        return new Append(entries, status, run);
    }
}
