package dev.kanishk.agents.graph;

import java.time.Duration;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * How a node is run. Immutable.
 *
 * @param timeout how long an attempt may take, also if the node blocks or never looks; null for as
 *     long as it likes. A node that outlasts it is interrupted and abandoned
 * @param retry what happens after a failed attempt
 * @param compensation undoes the node; null if there is nothing to undo
 * @param cache keeps what it gave; null for no cache
 * @param cacheKey says what a result depends on
 * @param interruptBefore whether a person must agree before it runs
 * @param interruptAfter whether a person must agree after its commit, before the run goes on
 * @param writes the channels that it may write; empty if that is not said. It is held to them, and
 *     the graph is checked for two writers in one superstep
 * @param <S> the state
 */
public record NodePolicy<S extends Record>(
        @Nullable Duration timeout,
        RetryPolicy retry,
        @Nullable Compensation<S> compensation,
        @Nullable NodeCache cache,
        Function<? super S, ?> cacheKey,
        boolean interruptBefore,
        boolean interruptAfter,
        Set<String> writes) {
    /** Checks the timeout. */
    public NodePolicy {
        if (timeout != null && !timeout.isPositive()) {
            throw new IllegalArgumentException("timeout " + timeout + ": use more than zero");
        }
        writes = Set.copyOf(writes);
    }

    /**
     * One attempt, without limits.
     *
     * @param <S> the state
     * @return the policy
     */
    public static <S extends Record> NodePolicy<S> defaults() {
        return new NodePolicy<>(
                null, RetryPolicy.NONE, null, null, state -> state, false, false, Set.of());
    }

    /**
     * Bounds an attempt's time.
     *
     * @param longest how long it may take
     * @return a new policy
     */
    public NodePolicy<S> withTimeout(Duration longest) {
        return new NodePolicy<>(
                longest,
                retry,
                compensation,
                cache,
                cacheKey,
                interruptBefore,
                interruptAfter,
                writes);
    }

    /**
     * Tries again.
     *
     * @param policy how often and when
     * @return a new policy
     */
    public NodePolicy<S> withRetry(RetryPolicy policy) {
        return new NodePolicy<>(
                timeout,
                policy,
                compensation,
                cache,
                cacheKey,
                interruptBefore,
                interruptAfter,
                writes);
    }

    /**
     * Undoes the node when the run is compensated.
     *
     * @param undo how
     * @return a new policy
     */
    public NodePolicy<S> withCompensation(Compensation<S> undo) {
        return new NodePolicy<>(
                timeout, retry, undo, cache, cacheKey, interruptBefore, interruptAfter, writes);
    }

    /**
     * Takes results from a cache.
     *
     * @param kept where they are kept
     * @param key gives what the result depends on, of a type that JSON keeps
     * @return a new policy
     */
    public NodePolicy<S> withCache(NodeCache kept, Function<? super S, ?> key) {
        return new NodePolicy<>(
                timeout, retry, compensation, kept, key, interruptBefore, interruptAfter, writes);
    }

    /**
     * Waits for a person before the node.
     *
     * @return a new policy
     */
    public NodePolicy<S> askingBefore() {
        return new NodePolicy<>(
                timeout, retry, compensation, cache, cacheKey, true, interruptAfter, writes);
    }

    /**
     * Waits for a person after the node.
     *
     * @return a new policy
     */
    public NodePolicy<S> askingAfter() {
        return new NodePolicy<>(
                timeout, retry, compensation, cache, cacheKey, interruptBefore, true, writes);
    }

    /**
     * Says what the node writes.
     *
     * @param channels the channels
     * @return a new policy
     */
    public NodePolicy<S> writing(String... channels) {
        return new NodePolicy<>(
                timeout,
                retry,
                compensation,
                cache,
                cacheKey,
                interruptBefore,
                interruptAfter,
                Set.of(channels));
    }
}
