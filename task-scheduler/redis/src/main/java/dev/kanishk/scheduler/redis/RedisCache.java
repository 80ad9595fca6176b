package dev.kanishk.scheduler.redis;

import dev.kanishk.scheduler.cache.Cache;
import dev.kanishk.scheduler.cache.CacheAside;
import dev.kanishk.scheduler.cache.CachePolicy;
import dev.kanishk.scheduler.cache.CacheStatistics;
import dev.kanishk.scheduler.cache.Loader;
import java.util.Optional;

/**
 * A {@link Cache} that processes share over Redis: what it guarantees, it guarantees across all
 * processes whose caches have the same name.
 *
 * <ul>
 *   <li>One process computes a value; the others wait for it. If that process dies, another takes
 *       over when its lease is over. If it was only slow, or cut off, its late value is refused.
 *   <li>Without Redis each process computes for itself, one thread a key, and keeps the values for
 *       a few seconds; {@link #state} says so. Nobody waits for a Redis that is not there for
 *       longer than its timeout, once a second.
 *   <li>If Redis loses its memory, fails over to a copy that lags behind, or evicts a lock, a value
 *       may be computed once more; what is then stored is still what the last holder of the lock
 *       computed.
 *   <li>Times are durations, measured by Redis and by each process's monotonic clock; clocks that
 *       show different times do no harm.
 *   <li>Values that are too large, or took longer to compute than they live, are not kept: each
 *       process then computes for itself, one after the other.
 * </ul>
 *
 * <p>In Redis everything expires by itself. How many values there are at a time is bounded by how
 * many are asked for within their time to live; give Redis a {@code maxmemory}: a value that it has
 * no room for is used and not kept.
 *
 * @param <V> the values
 */
public final class RedisCache<V> implements Cache<String, V>, AutoCloseable {
    /** The longest key, in characters. */
    public static final int MAX_KEY_LENGTH = 512;

    private final RedisLink link;
    private final SharedLoader<V> shared;
    private final CacheAside<String, V> near;

    /**
     * Makes a cache. Nothing is asked of Redis yet.
     *
     * @param link to Redis; stays the caller's
     * @param options its name, and how long it keeps what
     * @param codec how values are written to Redis
     * @param loader where values come from
     */
    public RedisCache(
            RedisLink link,
            RedisCacheOptions options,
            ValueCodec<V> codec,
            Loader<String, V> loader) {
        this.link = link;
        CachePolicy policy = options.policy();
        shared =
                new SharedLoader<>(
                        new SharedEntries(link, options.name(), options.lease()),
                        options,
                        codec,
                        loader);
        near = new CacheAside<>(policy.maxEntries(), shared);
    }

    /**
     * Looks a value up, and computes it if neither this process nor another one has it or does so.
     *
     * @param key what to look up: up to {@value #MAX_KEY_LENGTH} characters
     * @return its value; empty if it has none
     * @throws dev.kanishk.scheduler.cache.CacheLoadException if it had to be computed and could not
     *     be
     * @throws IllegalArgumentException if the key is too long
     * @throws IllegalStateException if its own loader asks for it
     */
    @Override
    public Optional<V> get(String key) {
        return near.get(checked(key));
    }

    @Override
    public boolean invalidate(String key) {
        // First there, then here: the other way round it could be read again in between.
        boolean forgotten = shared.forget(checked(key));
        near.invalidate(key);
        return forgotten;
    }

    private static String checked(String key) {
        if (key.length() > MAX_KEY_LENGTH) {
            throw new IllegalArgumentException(
                    "key of "
                            + key.length()
                            + " characters is not allowed: use up to "
                            + MAX_KEY_LENGTH
                            + ", or a hash of it");
        }
        return key;
    }

    /** {@return whether values are shared at the moment} */
    public RedisLink.State state() {
        return link.state();
    }

    @Override
    public CacheStatistics statistics() {
        return shared.addTo(near.statistics());
    }

    /** {@return what the sharing has done} */
    public RedisCacheStatistics redisStatistics() {
        return shared.statistics(link.state());
    }

    /** Ends the renewal of leases; nothing can be computed after that. The link stays open. */
    @Override
    public void close() {
        shared.close();
    }
}
