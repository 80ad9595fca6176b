package dev.kanishk.agents.checkpoint;

import org.jspecify.annotations.Nullable;

/**
 * Which runs are listed. They come in the order of their keys, which for runs that one process
 * admitted is that of their admission.
 *
 * @param status only those of this status; null for all
 * @param thread only those of this thread; null for all, without those that work for another run
 * @param after the run behind which the list goes on; null to begin
 * @param limit the most runs, 1 to {@link #MAX_LIMIT}
 */
public record RunQuery(
        RunInfo.@Nullable Status status,
        @Nullable String thread,
        @Nullable String after,
        int limit) {
    /** The most runs of one list. */
    public static final int MAX_LIMIT = 10_000;

    /** Checks the limit. */
    public RunQuery {
        if (limit < 1 || limit > MAX_LIMIT) {
            throw new IllegalArgumentException("limit " + limit + ": use 1 to " + MAX_LIMIT);
        }
    }

    /**
     * Lists the oldest runs.
     *
     * @return a query of {@link #MAX_LIMIT} runs of any status
     */
    public static RunQuery all() {
        return new RunQuery(null, null, null, MAX_LIMIT);
    }

    /**
     * Lists the runs of one thread, those that work for another included.
     *
     * @param only the thread
     * @return a new query
     */
    public RunQuery inThread(String only) {
        return new RunQuery(status, only, after, limit);
    }

    /**
     * Lists a page.
     *
     * @param behind the run behind which the page begins
     * @param size the most runs
     * @return a new query
     */
    public RunQuery page(String behind, int size) {
        return new RunQuery(status, thread, behind, size);
    }

    /**
     * Lists runs of one status.
     *
     * @param only the status
     * @return a query of {@link #MAX_LIMIT} runs
     */
    public static RunQuery of(RunInfo.Status only) {
        return new RunQuery(only, null, null, MAX_LIMIT);
    }
}
