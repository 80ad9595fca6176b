package dev.kanishk.scheduler.job;

import java.util.Map;

/**
 * How the jobs of a type stand.
 *
 * @param type its name
 * @param paused whether none of them is started until the type is resumed
 * @param counts how many jobs are kept in each state
 */
public record TypeStatus(String type, boolean paused, Map<JobState, Long> counts) {
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
