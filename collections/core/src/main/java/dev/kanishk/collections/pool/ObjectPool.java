package dev.kanishk.collections.pool;

import static java.util.Objects.requireNonNull;

import dev.kanishk.collections.concurrent.EventCount;
import java.time.Duration;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A bounded pool of objects that are all made beforehand.
 *
 * {@snippet :
 * ObjectPool<Order> orders = ObjectPool.of(1_024, Order::new);
 * Order order = orders.acquire();
 * try {
 *     fill(order);
 * } finally {
 *     orders.release(order);
 * }
 * }
 *
 * <p>The object released last is acquired first, since it is likely in the cache. Acquiring and
 * releasing take constant time and allocate nothing. A pool for many threads is lock-free; only
 * those that choose to wait for an object block. What was done to an object before its release
 * happens before its next acquisition.
 *
 * <p><b>Misuse.</b> A pool always refuses more releases than acquisitions. A checking pool refuses
 * each object that is foreign or released twice, and a confined one other threads; it knows the
 * stack of every acquisition, and {@link #close} throws if something was not released. A pool that
 * does not check pays one test of a constant for that.
 *
 * @param <T> the type of the objects
 */
public final class ObjectPool<T> implements AutoCloseable {
    private final Object[] items;
    private final FreeList filled;
    private final FreeList vacant;
    private final EventCount released = new EventCount();
    private final boolean confined;
    private final @Nullable UsageRecord usage;
    private final IdentityHashMap<T, Integer> numbers = new IdentityHashMap<>();

    private ObjectPool(int capacity, Supplier<? extends T> factory, PoolOptions options) {
        if (capacity < 1) {
            throw new IllegalArgumentException("capacity of 1 or more, not " + capacity);
        }
        this.items = new Object[capacity];
        this.confined = options.confined();
        this.filled = FreeList.of(capacity, options, true);
        this.vacant = FreeList.of(capacity, options, false);
        this.usage = options.checking() ? new UsageRecord(capacity, "object", confined) : null;
        for (int i = 0; i < capacity; i++) {
            T made = requireNonNull(factory.get(), "the factory returned null");
            items[i] = made;
            if (usage != null && numbers.put(made, i) != null) {
                throw new IllegalArgumentException("the factory returned an object twice: " + made);
            }
        }
    }

    /**
     * Makes a pool for many threads.
     *
     * @param capacity how many objects, 1 or more
     * @param factory makes each of them, now
     * @return the pool
     * @param <T> the type of the objects
     */
    public static <T> ObjectPool<T> of(int capacity, Supplier<? extends T> factory) {
        return of(capacity, factory, PoolOptions.concurrent());
    }

    /**
     * Makes a pool.
     *
     * @param capacity how many objects, 1 or more
     * @param factory makes each of them, now; a checking pool needs each to be another object
     * @param options for one thread or many, checking or not
     * @return the pool
     * @param <T> the type of the objects
     */
    public static <T> ObjectPool<T> of(
            int capacity, Supplier<? extends T> factory, PoolOptions options) {
        return new ObjectPool<>(capacity, factory, options);
    }

    /**
     * Returns an object that is the caller's until its release, or null if all are in use.
     *
     * @return the object
     */
    public @Nullable T tryAcquire() {
        if (usage != null) {
            usage.checkThread();
        }
        int slot = filled.take();
        if (slot < 0) {
            return null;
        }
        @SuppressWarnings("unchecked") // only objects of this type are put there
        T item = (T) items[slot];
        vacant.put(slot);
        if (usage != null) {
            usage.acquired(numberOf(item));
        }
        return item;
    }

    /**
     * Returns an object that is the caller's until its release.
     *
     * @return the object
     * @throws PoolExhaustedException if all are in use
     */
    public T acquire() {
        T item = tryAcquire();
        if (item == null) {
            throw new PoolExhaustedException("all " + items.length + " objects are in use");
        }
        return item;
    }

    /**
     * Returns an object that is the caller's until its release, waiting for one if all are in use.
     *
     * @param timeout how long to wait at most
     * @return the object
     * @throws TimeoutException if none became free in time
     * @throws InterruptedException if the thread is interrupted as it waits
     * @throws PoolExhaustedException if all are in use and the pool is for one thread, in which
     *     nobody else could release one
     */
    public T acquire(Duration timeout) throws InterruptedException, TimeoutException {
        if (confined) {
            return acquire();
        }
        T first = tryAcquire();
        if (first != null) {
            return first;
        }
        AcquiredLater<T> later = new AcquiredLater<>();
        if (!released.await(
                () -> (later.item = tryAcquire()) != null, TimeUnit.NANOSECONDS.convert(timeout))) {
            throw new TimeoutException(
                    "all " + items.length + " objects stayed in use for " + timeout);
        }
        return requireNonNull(later.item);
    }

    /**
     * Gives an object back.
     *
     * @param item what was acquired; it must not be used any more
     * @throws PoolMisuseException if nothing is in use, or, in a checking pool, this is not
     */
    public void release(T item) {
        requireNonNull(item, "item");
        if (usage != null) {
            usage.checkThread();
            usage.released(numberOf(item));
        }
        int slot = vacant.take();
        if (slot < 0) {
            throw new PoolMisuseException(
                    "more releases than acquisitions; "
                            + PoolOptions.CHECKING_PROPERTY
                            + "=true finds out which",
                    null);
        }
        items[slot] = item;
        filled.put(slot);
        if (!confined) {
            released.signalAll();
        }
    }

    /**
     * Returns how many objects there are in all.
     *
     * @return the capacity
     */
    public int capacity() {
        return items.length;
    }

    /**
     * Returns how many objects are free, in time proportional to that.
     *
     * @return a count that may be old when it arrives
     */
    public int available() {
        return filled.size();
    }

    /**
     * Returns what is in use, with the stacks of the acquisitions.
     *
     * @return one entry each; none if the pool does not check
     */
    public List<Acquisition> inUse() {
        return usage == null ? List.of() : usage.inUse();
    }

    /**
     * Throws if the pool checks and something is in use; else does nothing.
     *
     * @throws PoolMisuseException with the stacks of the acquisitions as suppressed exceptions
     */
    @Override
    public void close() {
        if (usage != null) {
            usage.requireNothingInUse();
        }
    }

    private int numberOf(T item) {
        Integer number = numbers.get(item);
        if (number == null) {
            throw new PoolMisuseException("foreign object: this pool has not made " + item, null);
        }
        return number;
    }

    private static final class AcquiredLater<T> {
        @Nullable T item;
    }
}
