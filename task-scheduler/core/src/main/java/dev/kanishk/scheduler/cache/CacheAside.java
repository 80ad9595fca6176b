package dev.kanishk.scheduler.cache;

import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Values that are expensive to compute, kept for a while. No stampede gets through it: a value that
 * is missing is computed by one thread, whoever else asks waits for that; a value that has just
 * expired is given out for a little longer while one thread computes it anew (as in RFC 5861,
 * {@code stale-while-revalidate}); and since each time to live is jittered by ±10 %, values that
 * were loaded together expire apart.
 *
 * <p>Safe for use by many threads. Looking up takes constant time under one lock; loaders run
 * outside of it. A failed computation is not remembered: the next one who asks tries again.
 *
 * @param <K> keys, with {@code equals} and {@code hashCode}
 * @param <V> values; shared by all who ask, so best immutable
 */
public final class CacheAside<K, V> {
    private static final double JITTER = 0.1;
    private static final float LOAD_FACTOR = 0.75f;

    private final Loader<K, V> loader;
    private final CachePolicy policy;
    private final LongSupplier nanoTime;
    private final RandomGenerator random;
    private final ReentrantLock lock = new ReentrantLock();
    private final LinkedHashMap<K, Entry<V>> entries = new LinkedHashMap<>(16, LOAD_FACTOR, true);
    private long hits;
    private long stale;
    private long waits;
    private long loads;
    private long failures;
    private long evictions;

    /**
     * Makes an empty cache.
     *
     * @param policy how long it keeps what
     * @param loader where its values come from
     */
    public CacheAside(CachePolicy policy, Loader<K, V> loader) {
        this(policy, loader, System::nanoTime, RandomGenerator.of("L64X128MixRandom"));
    }

    CacheAside(
            CachePolicy policy,
            Loader<K, V> loader,
            LongSupplier nanoTime,
            RandomGenerator random) {
        this.loader = loader;
        this.policy = policy;
        this.nanoTime = nanoTime;
        this.random = random;
    }

    /** What is known of a key. Guarded by the lock, but for the load, which is waited for. */
    private static final class Entry<V> {
        private boolean known;
        private @Nullable V value;
        private long freshUntil;
        private @Nullable Load<V> load;
    }

    /** A computation, and who makes it. */
    private static final class Load<V> {
        private final CompletableFuture<Optional<V>> result = new CompletableFuture<>();
        private volatile @Nullable Thread thread;
    }

    /** What a look-up found: an answer, or a computation to wait for or to make. */
    private record Found<V>(
            boolean answered, @Nullable V value, @Nullable Load<V> load, boolean mine) {}

    /**
     * Looks a value up, and computes it if need be.
     *
     * @param key what to look up
     * @return its value; empty if it has none
     * @throws CacheLoadException if it had to be computed and could not be
     * @throws IllegalStateException if its own loader asks for it
     */
    public Optional<V> get(K key) {
        Found<V> found = find(key);
        Load<V> load = found.load();
        if (load != null && found.mine()) {
            if (found.answered()) {
                Thread.ofVirtual().name("cache-refresh").start(() -> compute(key, load));
            } else {
                compute(key, load);
            }
        }
        return found.answered() || load == null
                ? Optional.ofNullable(found.value())
                : await(key, load);
    }

    private Found<V> find(K key) {
        lock.lock();
        try {
            Entry<V> entry = entries.computeIfAbsent(key, absent -> new Entry<>());
            long age = nanoTime.getAsLong() - entry.freshUntil;
            if (entry.known && age < 0) {
                hits++;
                return new Found<>(true, entry.value, null, false);
            }
            boolean servable = entry.known && age < policy.staleFor().toNanos();
            V value = servable ? entry.value : null;
            stale += servable ? 1 : 0;
            if (entry.load != null) {
                waits += servable ? 0 : 1;
                return new Found<>(servable, value, entry.load, false);
            }
            Load<V> load = new Load<>();
            entry.load = load;
            loads++;
            evict();
            return new Found<>(servable, value, load, true);
        } finally {
            lock.unlock();
        }
    }

    private void evict() {
        if (entries.size() > policy.maxEntries()) {
            entries.pollFirstEntry();
            evictions++;
        }
    }

    @SuppressWarnings("IllegalCatch") // whatever the loader throws is told to all who wait
    private void compute(K key, Load<V> load) {
        load.thread = Thread.currentThread();
        try {
            V value = loader.load(key);
            keep(key, load, value);
            load.result.complete(Optional.ofNullable(value));
        } catch (Throwable e) {
            forget(key, load);
            load.result.completeExceptionally(e);
            if (e instanceof InterruptedException) {
                Thread.currentThread().interrupt();
            }
        } finally {
            load.thread = null;
        }
    }

    /** Keeps a value, unless the key was invalidated or evicted while it was computed. */
    private void keep(K key, Load<V> load, @Nullable V value) {
        lock.lock();
        try {
            Entry<V> entry = entries.get(key);
            if (entry != null && entry.load == load) {
                entry.known = true;
                entry.value = value;
                long ttl = (value == null ? policy.absentTtl() : policy.ttl()).toNanos();
                double factor = 1 - JITTER + 2 * JITTER * random.nextDouble();
                entry.freshUntil = nanoTime.getAsLong() + (long) (ttl * factor);
                entry.load = null;
            }
        } finally {
            lock.unlock();
        }
    }

    private void forget(K key, Load<V> load) {
        lock.lock();
        try {
            failures++;
            Entry<V> entry = entries.get(key);
            if (entry != null && entry.load == load) {
                entry.load = null;
                if (!entry.known) {
                    entries.remove(key);
                }
            }
        } finally {
            lock.unlock();
        }
    }

    private Optional<V> await(K key, Load<V> load) {
        if (load.thread == Thread.currentThread()) {
            throw new IllegalStateException("the loader of '" + key + "' asks for it itself");
        }
        try {
            return load.result.join();
        } catch (CompletionException e) {
            throw new CacheLoadException(key, e.getCause() == null ? e : e.getCause());
        }
    }

    /**
     * Forgets a key. What is being computed for it is given to those who wait already and not kept.
     *
     * @param key the key
     */
    public void invalidate(K key) {
        lock.lock();
        try {
            entries.remove(key);
        } finally {
            lock.unlock();
        }
    }

    /** {@return how many keys are kept, or being computed} */
    public int size() {
        lock.lock();
        try {
            return entries.size();
        } finally {
            lock.unlock();
        }
    }

    /** {@return what it has done since it was made} */
    public CacheStatistics statistics() {
        lock.lock();
        try {
            return new CacheStatistics(hits, stale, waits, loads, failures, evictions);
        } finally {
            lock.unlock();
        }
    }
}
