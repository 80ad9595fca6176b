package dev.kanishk.scheduler.redis;

import dev.kanishk.scheduler.cache.CachePolicy;
import dev.kanishk.scheduler.cache.CacheStatistics;
import dev.kanishk.scheduler.cache.Loader;
import dev.kanishk.scheduler.cache.Timed;
import dev.kanishk.scheduler.cache.TimedLoader;
import dev.kanishk.scheduler.redis.SharedEntries.Look;
import java.io.IOException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gets a value for a process: from Redis, or from whoever computes it, or by computing it for all.
 * Called by one thread a key, since a cache of the process is in front of it.
 *
 * @param <V> the values
 */
final class SharedLoader<V> implements TimedLoader<String, V>, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SharedLoader.class);
    private static final long FIRST_WAIT_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final long LONGEST_WAIT_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
    private static final int RENEWALS_A_LEASE = 3;
    private static final int MAX_REFRESHES = 100;

    private final SharedEntries entries;
    private final RedisCacheOptions options;
    private final CachePolicy policy;
    private final ValueCodec<V> codec;
    private final Loader<String, V> loader;
    private final Semaphore refreshes = new Semaphore(MAX_REFRESHES);
    private final ScheduledExecutorService renewals =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().daemon().name("cache-lease").factory());
    private final String process =
            HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong())
                    + HexFormat.of().toHexDigits(System.nanoTime());
    private final AtomicLong attempts = new AtomicLong();

    private final LongAdder sharedHits = new LongAdder();
    private final LongAdder stale = new LongAdder();
    private final LongAdder otherProcess = new LongAdder();
    private final LongAdder loads = new LongAdder();
    private final LongAdder failures = new LongAdder();
    private final LongAdder notKept = new LongAdder();
    private final LongAdder fenced = new LongAdder();
    private final LongAdder alone = new LongAdder();
    private final LongAdder unreadable = new LongAdder();

    SharedLoader(
            SharedEntries entries,
            RedisCacheOptions options,
            ValueCodec<V> codec,
            Loader<String, V> loader) {
        this.entries = entries;
        this.options = options;
        this.policy = options.policy();
        this.codec = codec;
        this.loader = loader;
    }

    @Override
    @SuppressWarnings("IllegalThrows") // the loader may throw anything
    public Timed<V> load(String key) throws Exception {
        String token = process + "." + attempts.incrementAndGet();
        // A living process may hold the lock for longestLoad, and one lease more if it dies.
        long patience = options.longestLoad().plus(options.lease()).toNanos();
        long start = System.nanoTime();
        long wait = FIRST_WAIT_NANOS;
        boolean useless = false;
        boolean waited = false;
        try {
            while (System.nanoTime() - start < patience) {
                Look look = useless ? entries.lock(key, token) : entries.look(key, token);
                Found<V> found = read(key, look);
                boolean there = look.entry() != null || look.unreadable();
                if (found == null && there && !look.locked()) {
                    useless = true;
                    continue;
                }
                if (found != null && look.freshMs() > 0) {
                    (waited ? otherProcess : sharedHits).increment();
                    return near(found.value(), Duration.ofMillis(look.freshMs()));
                }
                if (found != null) {
                    stale.increment();
                    if (look.locked()) {
                        refresh(key, token);
                    }
                    return Timed.once(found.value());
                }
                if (look.locked()) {
                    return compute(key, token);
                }
                waited = true;
                pause(wait);
                wait = Math.min(2 * wait, LONGEST_WAIT_NANOS);
                useless = false;
            }
        } catch (RedisUnavailableException e) {
            LOG.debug("'{}' is computed for this process alone", key, e);
        }
        return computeAlone(key);
    }

    /** A value that was read; may be none, which is known too. */
    private record Found<V>(@Nullable V value) {}

    private @Nullable Found<V> read(String key, Look look) {
        SharedEntry entry = look.entry();
        if (entry == null) {
            if (look.unreadable()) {
                unreadable.increment();
            }
            return null;
        }
        byte[] value = entry.value();
        try {
            return new Found<>(value == null ? null : codec.decode(value));
        } catch (IOException | RuntimeException e) {
            unreadable.increment();
            LOG.warn("what is cached for '{}' cannot be read and is computed anew", key, e);
            return null;
        }
    }

    private Timed<V> near(@Nullable V value, Duration fresh) {
        Duration near = options.nearFor();
        return new Timed<>(value, near.compareTo(fresh) < 0 ? near : fresh, Duration.ZERO);
    }

    private static void pause(long nanos) throws InterruptedException {
        long jittered = ThreadLocalRandom.current().nextLong(nanos / 2, nanos + 1);
        LockSupport.parkNanos(jittered);
        if (Thread.interrupted()) {
            throw new InterruptedException("interrupted while another process computed the value");
        }
    }

    /** Computes a stale value anew in the background, unless too much is going on there. */
    private void refresh(String key, String token) throws InterruptedException {
        if (!refreshes.tryAcquire()) {
            release(key, token);
            return;
        }
        Thread.ofVirtual().name("cache-refresh").start(() -> computeInBackground(key, token));
    }

    @SuppressWarnings("IllegalCatch") // whatever the loader throws, nobody waits for it
    private void computeInBackground(String key, String token) {
        try {
            compute(key, token);
        } catch (Throwable e) {
            LOG.warn("'{}' could not be computed anew; its stale value lives on", key, e);
        } finally {
            refreshes.release();
        }
    }

    /** Computes a value as the one who holds the lock. */
    @SuppressWarnings("IllegalThrows") // the loader may throw anything
    private Timed<V> compute(String key, String token) throws Exception {
        long start = System.nanoTime();
        V value = null;
        byte[] bytes = null;
        boolean computed = false;
        Future<?> lease = renewed(key, token, start);
        try {
            value = ask(key);
            bytes = value == null ? null : codec.encode(value);
            computed = true;
        } finally {
            lease.cancel(false);
            if (!computed) {
                release(key, token);
            }
        }
        Duration age = Duration.ofNanos(System.nanoTime() - start);
        Duration fresh = policy.ttlOf(value, ThreadLocalRandom.current().nextDouble()).minus(age);
        boolean tooLarge = bytes != null && bytes.length > policy.maxValueBytes();
        if (tooLarge || fresh.toMillis() <= 0) {
            notKept.increment();
            release(key, token);
            return Timed.once(value);
        }
        SharedEntry entry = SharedEntry.of(policy.staleFor(), bytes);
        try {
            if (entries.store(key, token, entry, fresh.plus(policy.staleFor()))) {
                return near(value, fresh);
            }
        } catch (RedisUnavailableException e) {
            LOG.debug("'{}' was computed and could not be kept in Redis", key, e);
            notKept.increment();
            release(key, token);
            return locally(value, fresh);
        }
        fenced.increment();
        return newer(key, value);
    }

    /** What was stored by who took the lock over; if it is not there, what was computed here. */
    private Timed<V> newer(String key, @Nullable V value) throws InterruptedException {
        try {
            Look look = entries.peek(key);
            Found<V> found = look.freshMs() > 0 ? read(key, look) : null;
            return Timed.once(found == null ? value : found.value());
        } catch (RedisUnavailableException e) {
            return Timed.once(value);
        }
    }

    private Timed<V> computeAlone(String key) throws Exception {
        alone.increment();
        long start = System.nanoTime();
        V value = ask(key);
        if (value != null && codec.encode(value).length > policy.maxValueBytes()) {
            notKept.increment();
            return Timed.once(value);
        }
        Duration age = Duration.ofNanos(System.nanoTime() - start);
        return locally(
                value, policy.ttlOf(value, ThreadLocalRandom.current().nextDouble()).minus(age));
    }

    private Timed<V> locally(@Nullable V value, Duration fresh) {
        Duration local = options.localFor();
        return new Timed<>(value, local.compareTo(fresh) < 0 ? local : fresh, Duration.ZERO);
    }

    @SuppressWarnings("IllegalCatch") // counted, and thrown on
    private @Nullable V ask(String key) throws Exception {
        loads.increment();
        try {
            return loader.load(key);
        } catch (Throwable e) {
            failures.increment();
            throw e;
        }
    }

    private Future<?> renewed(String key, String token, long start) {
        long every = options.lease().toNanos() / RENEWALS_A_LEASE;
        return renewals.scheduleAtFixedRate(
                () -> renew(key, token, start), every, every, TimeUnit.NANOSECONDS);
    }

    private void renew(String key, String token, long start) {
        if (System.nanoTime() - start >= options.longestLoad().toNanos()) {
            return;
        }
        try {
            entries.renew(key, token);
        } catch (RedisUnavailableException e) {
            LOG.debug("the lease for '{}' was not renewed", key, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Lets others compute. If they cannot be told, the lock expires. */
    private void release(String key, String token) throws InterruptedException {
        try {
            entries.release(key, token);
        } catch (RedisUnavailableException e) {
            LOG.debug("the lock for '{}' is left to expire", key, e);
        }
    }

    /** Whether all others will compute it anew. */
    boolean forget(String key) {
        try {
            entries.forget(key);
            return true;
        } catch (RedisUnavailableException e) {
            LOG.warn("'{}' is not forgotten in Redis and lives on until it expires", key, e);
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    CacheStatistics addTo(CacheStatistics near) {
        return new CacheStatistics(
                near.hits() + sharedHits.sum(),
                near.stale() + stale.sum(),
                near.waits() + otherProcess.sum(),
                loads.sum(),
                failures.sum(),
                notKept.sum(),
                near.evictions());
    }

    RedisCacheStatistics statistics(RedisLink.State state) {
        return new RedisCacheStatistics(
                state,
                sharedHits.sum(),
                otherProcess.sum(),
                fenced.sum(),
                alone.sum(),
                unreadable.sum());
    }

    @Override
    public void close() {
        renewals.shutdownNow();
    }
}
