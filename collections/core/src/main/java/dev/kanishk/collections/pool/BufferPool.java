package dev.kanishk.collections.pool;

import static java.util.Objects.requireNonNull;

import dev.kanishk.collections.concurrent.EventCount;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A bounded pool of buffers of one size, slices of a block that is allocated beforehand.
 *
 * {@snippet :
 * try (Arena arena = Arena.ofShared()) {
 *     BufferPool buffers = BufferPool.over(arena.allocate(64 * 4_096, 64), 4_096);
 *     MemorySegment buffer = buffers.acquire();
 *     try {
 *         channel.read(buffer.asByteBuffer());
 *     } finally {
 *         buffers.release(buffer);
 *     }
 * }
 * }
 *
 * <p>The buffer released last is acquired first, since it is likely in the cache. Acquiring and
 * releasing take constant time and allocate nothing. A pool for many threads is lock-free; only
 * those that choose to wait for a buffer block. What was written to a buffer before its release
 * happens before its next acquisition; what it holds then is not defined. The block belongs to the
 * caller, and so does its life: a pool over a confined arena serves that arena's thread only.
 *
 * <p><b>Misuse.</b> A pool always refuses a segment that is none of its buffers. A checking pool
 * also refuses a buffer that is not in use, and a confined one other threads; it fills free buffers
 * with a pattern, so that reads after the release are conspicuous, and writes after the release
 * fail the next acquisition; it knows the stack of every acquisition, and {@link #close} throws if
 * something was not released. A pool that does not check pays one test of a constant for that; a
 * buffer that is released to it twice is handed to two users.
 */
public final class BufferPool implements AutoCloseable {
    private static final byte PATTERN = (byte) 0xD5;

    private final MemorySegment[] buffers;
    private final long firstAddress;
    private final long bufferBytes;
    private final FreeList free;
    private final EventCount released = new EventCount();
    private final boolean confined;
    private final @Nullable UsageRecord usage;
    private final @Nullable MemorySegment pattern;

    private BufferPool(MemorySegment block, long bufferBytes, PoolOptions options) {
        if (bufferBytes < 1 || bufferBytes > block.byteSize()) {
            throw new IllegalArgumentException(
                    "buffers from 1 to the "
                            + block.byteSize()
                            + " bytes of the block, not "
                            + bufferBytes);
        }
        long count = block.byteSize() / bufferBytes;
        if (count > Integer.MAX_VALUE - 8) {
            throw new IllegalArgumentException(
                    "at most " + (Integer.MAX_VALUE - 8) + " buffers, not " + count);
        }
        this.firstAddress = block.address();
        this.bufferBytes = bufferBytes;
        this.confined = options.confined();
        this.buffers = new MemorySegment[(int) count];
        for (int i = 0; i < count; i++) {
            buffers[i] = block.asSlice(i * bufferBytes, bufferBytes);
        }
        this.free = FreeList.of((int) count, options, true);
        if (options.checking()) {
            this.usage = new UsageRecord((int) count, "buffer", confined);
            this.pattern = MemorySegment.ofArray(new byte[Math.toIntExact(bufferBytes)]);
            pattern.fill(PATTERN);
            block.fill(PATTERN);
        } else {
            this.usage = null;
            this.pattern = null;
        }
    }

    /**
     * Makes a pool for many threads.
     *
     * @param block what to divide into buffers; a rest that is too small is left over
     * @param bufferBytes the size of each buffer, which also is their distance: aligned buffers
     *     need an aligned block and a multiple of the alignment
     * @return the pool
     */
    public static BufferPool over(MemorySegment block, long bufferBytes) {
        return over(block, bufferBytes, PoolOptions.concurrent());
    }

    /**
     * Makes a pool.
     *
     * @param block what to divide into buffers, off-heap or on the heap; a rest that is too small
     *     is left over
     * @param bufferBytes the size of each buffer, which also is their distance: aligned buffers
     *     need an aligned block and a multiple of the alignment
     * @param options for one thread or many, checking or not
     * @return the pool
     */
    public static BufferPool over(MemorySegment block, long bufferBytes, PoolOptions options) {
        return new BufferPool(block, bufferBytes, options);
    }

    /**
     * Returns a buffer that is the caller's until its release, or null if all are in use.
     *
     * @return the buffer
     * @throws PoolMisuseException if the pool checks and the buffer was written to after its
     *     release
     */
    public @Nullable MemorySegment tryAcquire() {
        if (usage != null) {
            usage.checkThread();
        }
        int number = free.take();
        if (number < 0) {
            return null;
        }
        return usage == null ? buffers[number] : lendChecked(number, usage);
    }

    /**
     * Returns a buffer that is the caller's until its release.
     *
     * @return the buffer
     * @throws PoolExhaustedException if all are in use
     * @throws PoolMisuseException as {@link #tryAcquire}
     */
    public MemorySegment acquire() {
        MemorySegment buffer = tryAcquire();
        if (buffer == null) {
            throw new PoolExhaustedException("all " + buffers.length + " buffers are in use");
        }
        return buffer;
    }

    /**
     * Returns a buffer that is the caller's until its release, waiting for one if all are in use.
     *
     * @param timeout how long to wait at most
     * @return the buffer
     * @throws TimeoutException if none became free in time
     * @throws InterruptedException if the thread is interrupted as it waits
     * @throws PoolExhaustedException if all are in use and the pool is for one thread, in which
     *     nobody else could release one
     * @throws PoolMisuseException as {@link #tryAcquire}
     */
    public MemorySegment acquire(Duration timeout) throws InterruptedException, TimeoutException {
        if (confined) {
            return acquire();
        }
        MemorySegment first = tryAcquire();
        if (first != null) {
            return first;
        }
        @Nullable MemorySegment[] later = new MemorySegment[1];
        if (!released.await(
                () -> (later[0] = tryAcquire()) != null, TimeUnit.NANOSECONDS.convert(timeout))) {
            throw new TimeoutException(
                    "all " + buffers.length + " buffers stayed in use for " + timeout);
        }
        return requireNonNull(later[0]);
    }

    /**
     * Gives a buffer back.
     *
     * @param buffer what was acquired: that segment itself, not a slice of it; it must not be used
     *     any more
     * @throws PoolMisuseException if it is none of this pool's, or, in a checking pool, not in use
     */
    public void release(MemorySegment buffer) {
        long offset = buffer.address() - firstAddress;
        long number = offset / bufferBytes;
        if (offset < 0 || number >= buffers.length) {
            throw foreign(buffer);
        }
        int item = (int) number;
        if (!buffers[item].equals(buffer) || buffer.byteSize() != bufferBytes) {
            throw foreign(buffer);
        }
        if (usage != null) {
            usage.checkThread();
            usage.released(item);
            buffer.fill(PATTERN);
        }
        free.put(item);
        if (!confined) {
            released.signalAll();
        }
    }

    /**
     * Returns how many buffers there are in all.
     *
     * @return the capacity
     */
    public int capacity() {
        return buffers.length;
    }

    /**
     * Returns the size of each buffer.
     *
     * @return the size in bytes
     */
    public long bufferBytes() {
        return bufferBytes;
    }

    /**
     * Returns how many buffers are free, in time proportional to that.
     *
     * @return a count that may be old when it arrives
     */
    public int available() {
        return free.size();
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
     * Throws if the pool checks and something is in use; else does nothing: the block is the
     * caller's.
     *
     * @throws PoolMisuseException with the stacks of the acquisitions as suppressed exceptions
     */
    @Override
    public void close() {
        if (usage != null) {
            usage.requireNothingInUse();
        }
    }

    private MemorySegment lendChecked(int number, UsageRecord record) {
        MemorySegment buffer = buffers[number];
        if (buffer.mismatch(requireNonNull(pattern)) >= 0) {
            buffer.fill(PATTERN);
            free.put(number);
            throw record.writtenAfterRelease(number);
        }
        record.acquired(number);
        return buffer;
    }

    private static PoolMisuseException foreign(MemorySegment buffer) {
        return new PoolMisuseException(
                "foreign segment: release what acquire returned, not " + buffer, null);
    }
}
