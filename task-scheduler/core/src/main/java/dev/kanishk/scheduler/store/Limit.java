package dev.kanishk.scheduler.store;

import org.jspecify.annotations.Nullable;

/**
 * What all workers together may do with the jobs of a type. Kept in the store; the last one set
 * holds.
 *
 * @param type the type
 * @param running how many run at a time at most; none for no limit
 * @param runningPerKey how many of the same limit key run at a time at most; none for no limit
 * @param perSecond how many are started a second on average at most; none for no limit
 * @param burst how many may be started at once after a rest; 1 or more, of use with {@code
 *     perSecond}
 */
public record Limit(
        String type,
        @Nullable Integer running,
        @Nullable Integer runningPerKey,
        @Nullable Double perSecond,
        int burst) {}
