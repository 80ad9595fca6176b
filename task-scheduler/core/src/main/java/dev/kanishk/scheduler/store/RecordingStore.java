package dev.kanishk.scheduler.store;

/**
 * A store that can record the changes of its jobs' states, for others to follow. Nothing is
 * recorded, and nothing costs anything, until it is asked for; then each change is written once
 * more, in its own transaction, whatever process and version makes it.
 */
public interface RecordingStore extends RepeatableStore {
    /** The most changes that can be kept. */
    long MAX_KEPT = 1_000_000_000;

    /**
     * Begins to record, in all processes; if it is recorded already, goes on with that. Jobs that
     * there are already are recorded from their next change on. Writers wait for a moment when
     * recording begins.
     *
     * @param most how many changes may be kept before the oldest are dropped: 1 to {@value
     *     #MAX_KEPT}; the last one who says so decides
     * @return the feed of changes
     * @throws IllegalArgumentException if the number is out of its range
     * @throws StoreException if the store fails, or lets nobody make triggers
     */
    ChangeFeed record(long most);

    /** Ends recording, in all processes, and removes what was recorded. */
    void stopRecording();
}
