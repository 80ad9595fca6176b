package dev.kanishk.collections.memory;

import java.lang.foreign.MemorySegment;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A {@link PoolResource} for any number of threads, like {@code
 * std::pmr::synchronized_pool_resource}: one lock, held for a few instructions unless upstream is
 * asked.
 *
 * <p>Upstream is called only under that lock. A thread that allocates much and often does better
 * with a pool of its own.
 */
public final class SynchronizedPoolResource implements MemoryResource, AutoCloseable {
    private final ReentrantLock lock = new ReentrantLock();
    private final PoolResource pool;

    /**
     * Makes an empty pool. It allocates nothing yet.
     *
     * @param upstream where chunks and large blocks come from and go back to
     */
    public SynchronizedPoolResource(MemoryResource upstream) {
        this.pool = new PoolResource(upstream);
    }

    @Override
    public MemorySegment allocate(long byteSize, long byteAlignment) {
        lock.lock();
        try {
            return pool.allocate(byteSize, byteAlignment);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public @Nullable MemorySegment tryResize(MemorySegment block, long newByteSize) {
        lock.lock();
        try {
            return pool.tryResize(block, newByteSize);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public MemorySegment reallocate(MemorySegment block, long newByteSize, long byteAlignment) {
        lock.lock();
        try {
            return pool.reallocate(block, newByteSize, byteAlignment);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void free(MemorySegment block) {
        lock.lock();
        try {
            pool.free(block);
        } finally {
            lock.unlock();
        }
    }

    /** Gives all memory back upstream. Blocks handed out before must no longer be used. */
    public void release() {
        lock.lock();
        try {
            pool.release();
        } finally {
            lock.unlock();
        }
    }

    /** Gives all memory back upstream; the pool can no longer be used. */
    @Override
    public void close() {
        lock.lock();
        try {
            pool.close();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public String toString() {
        lock.lock();
        try {
            return "Synchronized" + pool;
        } finally {
            lock.unlock();
        }
    }
}
