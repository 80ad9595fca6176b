package dev.kanishk.scheduler.job;

import java.util.Map;

/**
 * How the jobs of a type stand.
 *
 * <p>Counts are exact but for two, so that a look costs the same however many jobs wait: of {@link
 * JobState#ENQUEUED} {@link #MAX_COUNTED} stands for that many or more; and if more jobs than that
 * of all types together are {@link JobState#SCHEDULED}, only those are counted that are due first.
 *
 * @param type its name
 * @param paused whether none of them is started until the type is resumed
 * @param counts how many jobs are kept in each state
 */
public record TypeStatus(String type, boolean paused, Map<JobState, Long> counts) {
    /** The most waiting jobs of a type, and the most scheduled ones of all, that are counted. */
    public static final int MAX_COUNTED = 100_000;

    /** Keeps the counts as they are. */
    public TypeStatus {
        counts = Map.copyOf(counts);
    }

    /**
     * {@return how many jobs of the type are in a state}
     *
     * @param state the state
     */
    public long count(JobState state) {
        return counts.getOrDefault(state, 0L);
    }
}
