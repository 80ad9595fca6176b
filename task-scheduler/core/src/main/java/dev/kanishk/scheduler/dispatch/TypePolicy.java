package dev.kanishk.scheduler.dispatch;

/**
 * How the jobs of a type are run.
 *
 * @param retry when a failed one is tried again
 * @param breaker when they are parked
 * @param concurrency how many of them one process runs at a time, at most
 */
public record TypePolicy(RetryPolicy retry, BreakerPolicy breaker, int concurrency) {
    /** The default retries and breaker, and as many at a time as the scheduler has slots. */
    public static final TypePolicy DEFAULT =
            new TypePolicy(RetryPolicy.DEFAULT, BreakerPolicy.DEFAULT, Integer.MAX_VALUE);

    /** Checks the concurrency. */
    public TypePolicy {
        if (concurrency < 1) {
            throw new IllegalArgumentException(
                    "concurrency '" + concurrency + "' is not allowed: use 1 or more");
        }
    }

    /**
     * Changes the retries.
     *
     * @param value when a failed job is tried again
     * @return the policy with it
     */
    public TypePolicy withRetry(RetryPolicy value) {
        return new TypePolicy(value, breaker, concurrency);
    }

    /**
     * Changes the breaker.
     *
     * @param value when jobs are parked
     * @return the policy with it
     */
    public TypePolicy withBreaker(BreakerPolicy value) {
        return new TypePolicy(retry, value, concurrency);
    }

    /**
     * Changes the concurrency.
     *
     * @param value how many jobs at a time, at most
     * @return the policy with it
     */
    public TypePolicy withConcurrency(int value) {
        return new TypePolicy(retry, breaker, value);
    }
}
