package dev.kanishk.scheduler.dispatch;

import java.time.Duration;

/** Times that can be reckoned with. */
final class Durations {
    /** Longer than anybody waits, and far from what a number of nanoseconds cannot hold. */
    private static final Duration LONGEST = Duration.ofDays(365);

    private Durations() {}

    /** Whether a time is negative, or longer than can be reckoned with. */
    static boolean isOutOfRange(Duration time) {
        return time.isNegative() || time.compareTo(LONGEST) > 0;
    }

    static void check(String name, Duration time) {
        if (isOutOfRange(time)) {
            throw new IllegalArgumentException(
                    name + " '" + time + "' is not allowed: use zero to 365 days");
        }
    }
}
