package dev.kanishk.scheduler.cache;

import java.util.Optional;

/**
 * Values that are expensive to compute, kept for a while: look here first, and have what is missing
 * computed by the loader (cache-aside). What all of them guarantee:
 *
 * <ul>
 *   <li>A value that is missing is computed by one caller; whoever else asks meanwhile waits for
 *       that computation and gets its value, or is told its failure.
 *   <li>A value that has expired is given out for a little longer while one computes it anew (RFC
 *       5861, {@code stale-while-revalidate}), and never after that.
 *   <li>Ages count from the moment the computation began, because that is how old the data may be.
 *       A computation that took longer than the value lives is given to those who wait for it, and
 *       not kept.
 *   <li>That a key has no value is remembered too, for a shorter time.
 *   <li>A failure is not remembered: the next one who asks tries again.
 *   <li>Times to live are jittered by ±10 %, so that values which were loaded together expire
 *       apart.
 * </ul>
 *
 * <p>{@link CacheAside} keeps them in the process. Another that shares them between processes, and
 * lets one compute for all, is in the artifact {@code task-scheduler-redis}.
 *
 * <p>Safe for use by many threads.
 *
 * @param <K> keys, with {@code equals} and {@code hashCode}
 * @param <V> values; shared by all who ask, so best immutable
 */
public interface Cache<K, V> {
    /**
     * Looks a value up, and computes it if need be.
     *
     * @param key what to look up
     * @return its value; empty if it has none
     * @throws CacheLoadException if it had to be computed and could not be
     * @throws IllegalStateException if its own loader asks for it
     */
    Optional<V> get(K key);

    /**
     * Forgets a key. What is being computed for it is given to those who wait already and not kept.
     *
     * @param key the key
     * @return whether it is forgotten wherever it was kept; false if a place could not be reached,
     *     where the value then lives until it expires
     */
    boolean invalidate(K key);

    /** {@return what it has done since it was made} */
    CacheStatistics statistics();
}
