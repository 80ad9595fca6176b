package dev.kanishk.scheduler.dispatch;

import dev.kanishk.scheduler.store.Limit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * How the jobs of a type are run.
 *
 * @param retry when a failed one is tried again
 * @param breaker when they are parked
 * @param budget how many retries there may be
 * @param concurrency how many of them one process runs at a time, at most
 * @param globalConcurrency how many all processes together run at a time, at most; none for no
 *     limit
 * @param keyConcurrency how many of the same limit key all processes together run at a time, at
 *     most; none for no limit
 * @param perSecond how many all processes together start a second on average, at most; none for no
 *     limit
 * @param burst how many may be started at once after a rest, of use with {@code perSecond}
 * @param targetConcurrency how many of the same target one process runs at a time, at most, so that
 *     a target which hangs does not take all slots. Of a tenant that is named like its target no
 *     more jobs are taken from the store than can be run; other jobs that find their target busy
 *     are put off for a few seconds
 */
public record TypePolicy(
        RetryPolicy retry,
        BreakerPolicy breaker,
        RetryBudget budget,
        int concurrency,
        @Nullable Integer globalConcurrency,
        @Nullable Integer keyConcurrency,
        @Nullable Double perSecond,
        int burst,
        int targetConcurrency) {
    /** The default retries and breaker, and as many at a time as the scheduler has slots. */
    public static final TypePolicy DEFAULT =
            new TypePolicy(RetryPolicy.DEFAULT, BreakerPolicy.DEFAULT, Integer.MAX_VALUE);

    private static final double AHEAD_OF_CONCURRENCY = 32;
    private static final double AHEAD_OF_RATE = 20;

    /** Checks that the limits are positive. */
    public TypePolicy {
        checkPositive("concurrency", concurrency);
        checkPositive("globalConcurrency", globalConcurrency == null ? 1 : globalConcurrency);
        checkPositive("keyConcurrency", keyConcurrency == null ? 1 : keyConcurrency);
        checkPositive("burst", burst);
        checkPositive("targetConcurrency", targetConcurrency);
        if (perSecond != null && !(perSecond > 0 && perSecond <= 1e9)) {
            throw new IllegalArgumentException(
                    "perSecond '" + perSecond + "' is not allowed: use more than 0");
        }
    }

    /**
     * Makes a policy with the default retry budget and no limits across processes.
     *
     * @param retry when a failed one is tried again
     * @param breaker when they are parked
     * @param concurrency how many of them one process runs at a time, at most
     */
    public TypePolicy(RetryPolicy retry, BreakerPolicy breaker, int concurrency) {
        this(
                retry,
                breaker,
                RetryBudget.DEFAULT,
                concurrency,
                null,
                null,
                null,
                1,
                Integer.MAX_VALUE);
    }

    private static void checkPositive(String name, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(
                    name + " '" + value + "' is not allowed: use 1 or more");
        }
    }

    /**
     * Changes the retries.
     *
     * @param value when a failed job is tried again
     * @return the policy with it
     */
    public TypePolicy withRetry(RetryPolicy value) {
        return with(draft -> draft.retry = value);
    }

    /**
     * Changes the breaker.
     *
     * @param value when jobs are parked
     * @return the policy with it
     */
    public TypePolicy withBreaker(BreakerPolicy value) {
        return with(draft -> draft.breaker = value);
    }

    /**
     * Changes the retry budget.
     *
     * @param value how many retries there may be
     * @return the policy with it
     */
    public TypePolicy withBudget(RetryBudget value) {
        return with(draft -> draft.budget = value);
    }

    /**
     * Changes the concurrency.
     *
     * @param value how many jobs at a time in one process, at most
     * @return the policy with it
     */
    public TypePolicy withConcurrency(int value) {
        return with(draft -> draft.concurrency = value);
    }

    /**
     * Changes the concurrency across processes.
     *
     * @param value how many jobs at a time in all processes, at most; none for no limit
     * @return the policy with it
     */
    public TypePolicy withGlobalConcurrency(@Nullable Integer value) {
        return with(draft -> draft.globalConcurrency = value);
    }

    /**
     * Changes the concurrency of a limit key across processes.
     *
     * @param value how many jobs of the same key at a time, at most; none for no limit
     * @return the policy with it
     */
    public TypePolicy withKeyConcurrency(@Nullable Integer value) {
        return with(draft -> draft.keyConcurrency = value);
    }

    /**
     * Changes the rate across processes.
     *
     * @param value how many jobs are started a second on average, at most; none for no limit
     * @param most how many may be started at once after a rest
     * @return the policy with it
     */
    public TypePolicy withRate(@Nullable Double value, int most) {
        return with(draft -> {
            draft.perSecond = value;
            draft.burst = most;
        });
    }

    /**
     * Changes the concurrency of a target in one process.
     *
     * @param value how many jobs of the same target at a time, at most
     * @return the policy with it
     */
    public TypePolicy withTargetConcurrency(int value) {
        return with(draft -> draft.targetConcurrency = value);
    }

    /** A policy that is being changed. */
    private final class Draft {
        private RetryPolicy retry = TypePolicy.this.retry;
        private BreakerPolicy breaker = TypePolicy.this.breaker;
        private RetryBudget budget = TypePolicy.this.budget;
        private int concurrency = TypePolicy.this.concurrency;
        private @Nullable Integer globalConcurrency = TypePolicy.this.globalConcurrency;
        private @Nullable Integer keyConcurrency = TypePolicy.this.keyConcurrency;
        private @Nullable Double perSecond = TypePolicy.this.perSecond;
        private int burst = TypePolicy.this.burst;
        private int targetConcurrency = TypePolicy.this.targetConcurrency;
    }

    private TypePolicy with(Consumer<Draft> change) {
        Draft draft = new Draft();
        change.accept(draft);
        return new TypePolicy(
                draft.retry,
                draft.breaker,
                draft.budget,
                draft.concurrency,
                draft.globalConcurrency,
                draft.keyConcurrency,
                draft.perSecond,
                draft.burst,
                draft.targetConcurrency);
    }

    boolean hasTargetLimit() {
        return targetConcurrency != Integer.MAX_VALUE;
    }

    /** Whether the end of a job anywhere may let another one start. */
    boolean sharesRoom() {
        return globalConcurrency != null || keyConcurrency != null;
    }

    boolean isLimited() {
        return globalConcurrency != null || keyConcurrency != null || perSecond != null;
    }

    /**
     * How many jobs may be taken in advance, though they count for the limits across processes: a
     * small share of what may run, and what may be started within a twentieth of a second. None
     * where keys have limits, for they may all have the same.
     */
    int aheadMax() {
        double most = keyConcurrency == null ? Integer.MAX_VALUE : 0;
        if (globalConcurrency != null) {
            most = Math.min(most, globalConcurrency / AHEAD_OF_CONCURRENCY);
        }
        if (perSecond != null) {
            most = Math.min(most, perSecond / AHEAD_OF_RATE);
        }
        return (int) most;
    }

    Limit limit(String type) {
        return new Limit(type, globalConcurrency, keyConcurrency, perSecond, burst);
    }
}
