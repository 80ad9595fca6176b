package dev.kanishk.scheduler.job;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One start of a job.
 *
 * @param number 1 for the first
 * @param worker who ran it
 * @param start when it was claimed
 * @param end when it was over; none while it runs
 * @param outcome how it ended; none while it runs
 * @param error what a failure said
 */
public record Attempt(
        int number,
        String worker,
        Instant start,
        @Nullable Instant end,
        Transition.@Nullable Cause outcome,
        @Nullable String error) {

    /**
     * Reads the attempts out of an audit.
     *
     * @param audit a job's whole audit, oldest first
     * @return its attempts, oldest first
     */
    public static List<Attempt> of(List<Transition> audit) {
        List<Attempt> attempts = new ArrayList<>();
        for (Transition change : audit) {
            if (change.to() == JobState.RUNNING) {
                attempts.add(
                        new Attempt(
                                attempts.size() + 1, change.node(), change.at(), null, null, null));
            } else if (change.from() == JobState.RUNNING) {
                Attempt started = attempts.removeLast();
                attempts.add(
                        new Attempt(
                                started.number,
                                started.worker,
                                started.start,
                                change.at(),
                                change.cause(),
                                change.error()));
            }
        }
        return List.copyOf(attempts);
    }
}
