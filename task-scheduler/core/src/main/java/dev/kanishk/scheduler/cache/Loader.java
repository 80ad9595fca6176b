package dev.kanishk.scheduler.cache;

import org.jspecify.annotations.Nullable;

/**
 * Where a cache's values come from.
 *
 * @param <K> what they are asked for by
 * @param <V> what they are
 */
@FunctionalInterface
public interface Loader<K, V> {
    /**
     * Computes a value; called by one thread at a time for each key. Those who ask for the key
     * meanwhile wait, so it should have a time limit of its own.
     *
     * @param key what is asked for
     * @return the value; none if there is none, which is remembered too
     * @throws Exception if it cannot be computed; nothing is remembered, and all who wait are told
     */
    @SuppressWarnings("IllegalThrows") // a computation may fail in any way
    @Nullable V load(K key) throws Exception;
}
