package dev.kanishk.scheduler.dispatch;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long to wait before the next attempt: exponential backoff with full jitter. After the n-th
 * failure the wait is uniform between 0 and the lesser of {@code firstDelay} × {@code
 * factor}<sup>n−1</sup> and {@code maxDelay}, so that jobs which failed together do not come back
 * together (M. Brooker, <em>Exponential Backoff and Jitter</em>, AWS Architecture Blog, 2015).
 *
 * @param firstDelay the longest wait after the first failure
 * @param factor what the longest wait grows by: 1 to 100
 * @param maxDelay what no wait exceeds: up to 365 days
 */
public record RetryPolicy(Duration firstDelay, int factor, Duration maxDelay) {
    /** 5 seconds, 40 seconds, 5 minutes and 20 seconds, 42 minutes: each the longest wait. */
    public static final RetryPolicy DEFAULT =
            new RetryPolicy(Duration.ofSeconds(5), 8, Duration.ofHours(1));

    private static final int MAX_FACTOR = 100;

    /** Checks the values. */
    public RetryPolicy {
        if (firstDelay.isNegative()
                || factor < 1
                || factor > MAX_FACTOR
                || maxDelay.compareTo(firstDelay) < 0
                || Durations.isOutOfRange(maxDelay)) {
            throw new IllegalArgumentException(
                    "a retry policy needs 0 <= firstDelay <= maxDelay <= 365 days and a factor of 1"
                            + " to 100: "
                            + firstDelay
                            + ", "
                            + factor
                            + ", "
                            + maxDelay);
        }
    }

    /**
     * {@return the longest wait after a number of failures}
     *
     * @param failures 1 or more
     */
    Duration longest(int failures) {
        double ms = firstDelay.toMillis() * Math.pow(factor, failures - 1);
        return ms >= maxDelay.toMillis() ? maxDelay : Duration.ofMillis((long) ms);
    }

    /**
     * {@return a wait}
     *
     * @param failures 1 or more
     * @param random what decides
     */
    Duration delay(int failures, RandomGenerator random) {
        return Duration.ofMillis(random.nextLong(longest(failures).toMillis() + 1));
    }
}
