package dev.kanishk.scheduler.dispatch;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** What a dispatcher knows of one type that it has a handler for. */
final class TypeState {
    /** How the jobs of one target run here. */
    private static final class Target {
        private int running;

        /** How many ended within about the horizon. */
        private double ended;

        private long endedAtNanos;

        double endedBy(long nowNanos) {
            return ended * Math.exp(-(nowNanos - endedAtNanos) / HORIZON_NANOS);
        }
    }

    /** For how long work is taken in advance. */
    private static final double HORIZON_NANOS = 100_000_000;

    private static final int WEIGHT = 8;
    private static final int MAX_IDLE_TARGETS = 10_000;
    private static final double NANOS = 1e9;

    private final String name;
    private final TypePolicy policy;
    int running;
    boolean paused;

    /** Jobs that were taken in advance came back unstarted, and none was started since. */
    boolean stuck;

    /** The last claim brought less than it asked for, and limits may be why. */
    boolean atLimit;

    /** How many more to take; of use within one decision. */
    int wanted;

    private final Map<String, Target> targets = new HashMap<>();
    private double runNanos = -1;
    private long askAgainNanos;
    private long waitNanos;
    private double retries;
    private long retriesAt;

    TypeState(String name, TypePolicy policy, long nowNanos) {
        this.name = name;
        this.policy = policy;
        this.retriesAt = nowNanos;
        this.askAgainNanos = nowNanos;
        this.retries = mostRetries();
    }

    String name() {
        return name;
    }

    TypePolicy policy() {
        return policy;
    }

    boolean mayStart() {
        return running < policy.concurrency() && !paused;
    }

    /**
     * The store was asked for jobs of a type with a rate. If none came, it is the rate, or there
     * are none: the next look is the sooner the more a second may start, and the later the more
     * looks were in vain.
     */
    void answered(boolean gave, long nowNanos) {
        Double perSecond = policy.perSecond();
        if (perSecond != null) {
            long shortest = (long) Math.clamp(NANOS / perSecond / 2, NANOS / 100, NANOS / 2);
            waitNanos = gave ? 0 : Math.clamp(2 * waitNanos, shortest, (long) NANOS);
            askAgainNanos = nowNanos + Math.max(waitNanos, shortest);
        }
    }

    /** When to ask again for what was held back, of use for a type with a rate. */
    long askAgainNanos() {
        return askAgainNanos;
    }

    void learnRun(long nanos) {
        runNanos = runNanos < 0 ? nanos : runNanos + (nanos - runNanos) / WEIGHT;
    }

    /**
     * How many jobs to have waiting for a slot: what is done within the horizon, as far as limits
     * across workers, which count them as running, have room for them.
     */
    int depth(int slots, int most) {
        if (runNanos < 0 || stuck) {
            return 0;
        }
        double atOnce = Math.min(slots, policy.concurrency());
        double wanted = atOnce * HORIZON_NANOS / Math.max(runNanos, 1);
        return (int) Math.min(Math.min(most, policy.aheadMax()), wanted);
    }

    /** Whether no more jobs of a target may start. */
    boolean isFull(@Nullable String target) {
        Target load = target == null ? null : targets.get(target);
        return load != null && load.running >= policy.targetConcurrency();
    }

    /** How many jobs of a target to have here beyond those that run: what has room, and a bit. */
    int room(String target, long nowNanos) {
        Target load = targets.get(target);
        return load == null
                ? policy.targetConcurrency()
                : policy.targetConcurrency() - load.running + (int) load.endedBy(nowNanos);
    }

    void started(@Nullable String target) {
        if (target != null && policy.hasTargetLimit()) {
            targets.computeIfAbsent(target, name -> new Target()).running++;
        }
    }

    void left(@Nullable String target) {
        Target load = target == null ? null : targets.get(target);
        if (load == null) {
            return;
        }
        load.running--;
        if (targets.size() > MAX_IDLE_TARGETS) {
            targets.values().removeIf(one -> one.running == 0);
        }
    }

    void handled(@Nullable String target, long nowNanos) {
        Target load = target == null ? null : targets.get(target);
        if (load != null) {
            load.ended = load.endedBy(nowNanos) + 1;
            load.endedAtNanos = nowNanos;
        }
    }

    void succeeded() {
        retries = Math.min(mostRetries(), retries + policy.budget().ratio());
    }

    /** How much may be saved: what the floor gives in ten seconds. */
    private double mostRetries() {
        return Math.max(1, 10 * policy.budget().perSecond());
    }

    /** How long to wait after a failure; draws on the budget. */
    Duration retryIn(int failures, Duration asked, RandomGenerator random, long nowNanos) {
        Duration longest = policy.retry().maxDelay();
        Duration wait = policy.retry().delay(failures, random);
        wait = asked.compareTo(wait) > 0 ? asked : wait;
        wait = wait.compareTo(longest) > 0 ? longest : wait;
        double perSecond = policy.budget().perSecond();
        double earned = (nowNanos - retriesAt) / NANOS * perSecond;
        retries = Math.min(mostRetries(), retries + earned) - 1;
        retriesAt = nowNanos;
        double mostDebt = longest.toMillis() / 1e3 * perSecond;
        retries = Math.max(retries, -mostDebt);
        if (retries >= 0) {
            return wait;
        }
        Duration paid = Duration.ofMillis((long) (-retries / perSecond * 1e3));
        return paid.compareTo(wait) > 0 ? paid : wait;
    }
}
