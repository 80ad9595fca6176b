package dev.kanishk.scheduler.report;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What was done with the jobs that were accepted in a range of time. Of the {@value #MAX_JOBS}
 * newest of them, so that it costs the same at any rate.
 *
 * @param step how long each part is
 * @param countedFrom from when on all jobs were counted: where the range begins, or later if it has
 *     more jobs than are looked at
 * @param parts the parts, the oldest first, without gaps; the last is not over yet
 */
public record Activity(Duration step, Instant countedFrom, List<Part> parts) {
    /** The most jobs that are looked at. */
    public static final int MAX_JOBS = 100_000;

    /** Keeps the parts as they are. */
    public Activity {
        parts = List.copyOf(parts);
    }

    /**
     * A part of the range.
     *
     * @param start when it begins
     * @param accepted how many jobs were accepted in it
     * @param succeeded how many succeeded in it
     * @param dead how many went to the dead-letter queue in it and are there still
     * @param cancelled how many were cancelled in it
     * @param waited how long those that succeeded had been due when they were started
     * @param ran how long those that succeeded ran, in their last attempt
     */
    public record Part(
            Instant start,
            long accepted,
            long succeeded,
            long dead,
            long cancelled,
            @Nullable Spread waited,
            @Nullable Spread ran) {}

    /**
     * How durations are spread, in milliseconds: exact, as all of them are looked at.
     *
     * @param p50 half of them are no longer
     * @param p99 99 of a hundred are no longer
     * @param max the longest
     */
    public record Spread(long p50, long p99, long max) {}
}
