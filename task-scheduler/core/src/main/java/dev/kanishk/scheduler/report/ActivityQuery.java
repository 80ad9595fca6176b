package dev.kanishk.scheduler.report;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * Which activity is asked for.
 *
 * @param type only of this type
 * @param range how far back from now: {@link #MIN_RANGE} to {@link #MAX_RANGE}
 * @param buckets into how many parts of the same length the range is divided: 1 to {@value
 *     #MAX_BUCKETS}, each a second or longer
 */
public record ActivityQuery(@Nullable String type, Duration range, int buckets) {
    /** The shortest range. */
    public static final Duration MIN_RANGE = Duration.ofMinutes(1);

    /** The longest range. */
    public static final Duration MAX_RANGE = Duration.ofDays(7);

    /** The most parts. */
    public static final int MAX_BUCKETS = 240;

    /** Checks the ranges. */
    public ActivityQuery {
        if (range.compareTo(MIN_RANGE) < 0 || range.compareTo(MAX_RANGE) > 0) {
            throw new IllegalArgumentException(
                    "range '" + range + "' is not allowed: use " + MIN_RANGE + " to " + MAX_RANGE);
        }
        long most = Math.min(MAX_BUCKETS, range.toSeconds());
        if (buckets < 1 || buckets > most) {
            throw new IllegalArgumentException(
                    "buckets '" + buckets + "' is not allowed: use 1 to " + most);
        }
    }

    /** {@return how long a part is} */
    public Duration step() {
        return range.dividedBy(buckets).truncatedTo(ChronoUnit.MILLIS);
    }
}
