package dev.kanishk.agents.graph;

import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

/**
 * How often and when a failed node is tried again: the pause doubles from the first to the longest,
 * and is then drawn evenly between half of it and the whole.
 *
 * @param attempts the most attempts, at least 1
 * @param first the pause before the second attempt
 * @param longest the longest pause
 * @param retries whether a failure is worth another attempt
 */
public record RetryPolicy(
        int attempts, Duration first, Duration longest, Predicate<Throwable> retries) {
    /** One attempt. */
    public static final RetryPolicy NONE =
            new RetryPolicy(1, Duration.ZERO, Duration.ZERO, failure -> false);

    private static final int MAX_DOUBLINGS = 30;

    /** Checks the numbers. */
    public RetryPolicy {
        if (attempts < 1 || first.isNegative() || longest.compareTo(first) < 0) {
            throw new IllegalArgumentException(
                    "at least 1 attempt, and a longest pause no shorter than the first: "
                            + attempts
                            + ", "
                            + first
                            + ", "
                            + longest);
        }
    }

    /**
     * Retries every exception.
     *
     * @param attempts the most attempts, at least 1
     * @param first the pause before the second attempt
     * @param longest the longest pause
     * @return the policy
     */
    public static RetryPolicy of(int attempts, Duration first, Duration longest) {
        return new RetryPolicy(attempts, first, longest, failure -> failure instanceof Exception);
    }

    /**
     * Retries only some failures.
     *
     * @param types the classes of failures that are worth another attempt, with their subclasses
     * @return a new policy
     */
    public RetryPolicy on(List<Class<? extends Throwable>> types) {
        List<Class<? extends Throwable>> all = List.copyOf(types);
        return new RetryPolicy(
                attempts,
                first,
                longest,
                failure -> all.stream().anyMatch(type -> type.isInstance(failure)));
    }

    /**
     * Says how long to wait.
     *
     * @param failed the attempts that failed, from 1
     * @param random draws the jitter
     * @return the pause before the next attempt
     */
    public Duration pause(int failed, RandomGenerator random) {
        long nanos = first.toNanos();
        for (int i = 1; i < failed && i < MAX_DOUBLINGS && nanos < longest.toNanos(); i++) {
            nanos = Math.min(nanos * 2, longest.toNanos());
        }
        return Duration.ofNanos(nanos <= 1 ? nanos : nanos / 2 + random.nextLong(nanos / 2 + 1));
    }
}
