package dev.kanishk.scheduler.cache;

/**
 * What a cache has done.
 *
 * @param hits answers that were fresh
 * @param stale answers that were stale, given out while one thread computed the value anew
 * @param waits answers for which somebody else's computation was waited for
 * @param loads computations begun
 * @param failures computations that failed
 * @param notKept values that were given to those who waited and not kept: too large, or computed
 *     for longer than they live
 * @param evictions keys that made room for others
 */
public record CacheStatistics(
        long hits,
        long stale,
        long waits,
        long loads,
        long failures,
        long notKept,
        long evictions) {}
