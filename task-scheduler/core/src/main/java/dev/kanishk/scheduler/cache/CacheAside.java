package dev.kanishk.scheduler.cache;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.function.ToLongFunction;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A {@link Cache} of this process: what it guarantees, it guarantees between threads. The key that
 * was not asked for longest makes room when there are too many.
 *
 * <p>Safe for use by many threads. Looking up takes constant time under one lock; loaders run
 * outside of it. Loaders are asked in the thread of the one who misses a value, and in a virtual
 * thread of their own for one that is stale, at most one for each key that is kept.
 *
 * @param <K> keys, with {@code equals} and {@code hashCode}
 * @param <V> values; shared by all who ask, so best immutable
 */
public final class CacheAside<K, V> implements Cache<K, V> {
    private static final float LOAD_FACTOR = 0.75f;

    private final TimedLoader<K, V> loader;
    private final int maxEntries;
    private final LongSupplier nanoTime;
    private final ReentrantLock lock = new ReentrantLock();
    private final LinkedHashMap<K, Entry<V>> entries = new LinkedHashMap<>(16, LOAD_FACTOR, true);
    private long hits;
    private long stale;
    private long waits;
    private long loads;
    private long failures;
    private long notKept;
    private long evictions;

    /**
     * Makes an empty cache whose values may be of any size.
     *
     * @param policy how long it keeps what
     * @param loader where its values come from
     */
    public CacheAside(CachePolicy policy, Loader<K, V> loader) {
        this(policy, loader, value -> 0);
    }

    /**
     * Makes an empty cache that keeps no value which is larger than the policy allows.
     *
     * @param policy how long it keeps what
     * @param loader where its values come from
     * @param sizeBytes tells the size of a value
     */
    public CacheAside(CachePolicy policy, Loader<K, V> loader, ToLongFunction<V> sizeBytes) {
        this(policy, loader, sizeBytes, System::nanoTime, RandomGenerator.of("L64X128MixRandom"));
    }

    /**
     * Makes an empty cache whose values say themselves how long they may be used.
     *
     * @param maxEntries how many keys are kept: 1 or more
     * @param loader where its values come from
     * @throws IllegalArgumentException if the number is out of its range
     */
    public CacheAside(int maxEntries, TimedLoader<K, V> loader) {
        this(maxEntries, loader, System::nanoTime);
    }

    CacheAside(
            CachePolicy policy,
            Loader<K, V> loader,
            ToLongFunction<V> sizeBytes,
            LongSupplier nanoTime,
            RandomGenerator random) {
        this(
                policy.maxEntries(),
                key -> {
                    long start = nanoTime.getAsLong();
                    V value = loader.load(key);
                    if (value != null && sizeBytes.applyAsLong(value) > policy.maxValueBytes()) {
                        return Timed.once(value);
                    }
                    Duration age = Duration.ofNanos(nanoTime.getAsLong() - start);
                    Duration fresh = policy.ttlOf(value, random.nextDouble()).minus(age);
                    return new Timed<>(value, fresh, policy.staleFor());
                },
                nanoTime);
    }

    CacheAside(int maxEntries, TimedLoader<K, V> loader, LongSupplier nanoTime) {
        if (maxEntries < 1) {
            throw new IllegalArgumentException(
                    "maxEntries '" + maxEntries + "' is not allowed: use 1 or more");
        }
        this.loader = loader;
        this.maxEntries = maxEntries;
        this.nanoTime = nanoTime;
    }

    /** What is known of a key. Guarded by the lock, but for the load, which is waited for. */
    private static final class Entry<V> {
        private boolean known;
        private @Nullable V value;
        private long freshUntil;
        private long staleUntil;
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

    @Override
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
            long now = nanoTime.getAsLong();
            if (entry.known && now - entry.freshUntil < 0) {
                hits++;
                return new Found<>(true, entry.value, null, false);
            }
            boolean servable = entry.known && now - entry.staleUntil < 0;
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
        if (entries.size() > maxEntries) {
            entries.pollFirstEntry();
            evictions++;
        }
    }

    @SuppressWarnings("IllegalCatch") // whatever the loader throws is told to all who wait
    private void compute(K key, Load<V> load) {
        load.thread = Thread.currentThread();
        try {
            Timed<V> timed = loader.load(key);
            keep(key, load, timed);
            load.result.complete(Optional.ofNullable(timed.value()));
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
    private void keep(K key, Load<V> load, Timed<V> timed) {
        long fresh = timed.freshFor().toNanos();
        long whole = timed.freshFor().plus(timed.staleFor()).toNanos();
        lock.lock();
        try {
            notKept += whole <= 0 ? 1 : 0;
            Entry<V> entry = entries.get(key);
            if (entry == null || entry.load != load) {
                return;
            }
            if (whole <= 0) {
                entries.remove(key);
                return;
            }
            long now = nanoTime.getAsLong();
            entry.known = true;
            entry.value = timed.value();
            entry.freshUntil = now + fresh;
            entry.staleUntil = now + whole;
            entry.load = null;
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

    @Override
    public boolean invalidate(K key) {
        lock.lock();
        try {
            entries.remove(key);
            return true;
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

    @Override
    public CacheStatistics statistics() {
        lock.lock();
        try {
            return new CacheStatistics(hits, stale, waits, loads, failures, notKept, evictions);
        } finally {
            lock.unlock();
        }
    }
}
