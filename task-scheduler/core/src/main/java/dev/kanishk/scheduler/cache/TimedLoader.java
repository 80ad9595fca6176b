package dev.kanishk.scheduler.cache;

/**
 * Where the values of a cache come from if each says itself how long it may be used.
 *
 * @param <K> what they are asked for by
 * @param <V> what they are
 */
@FunctionalInterface
public interface TimedLoader<K, V> {
    /**
     * Gets a value; called by one thread at a time for each key.
     *
     * @param key what is asked for
     * @return the value, and how long it may be used
     * @throws Exception if there is no telling; nothing is remembered, and all who wait are told
     */
    @SuppressWarnings("IllegalThrows") // a computation may fail in any way
    Timed<V> load(K key) throws Exception;
}
