package dev.kanishk.collections.memory;

import java.lang.foreign.MemorySegment;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Puts a limit on what others take from a resource, and counts it.
 *
 * <p>At the limit an allocation throws {@link AllocationFailedException}, which names the limit,
 * and nothing changes. While a block moves, only the larger of both sizes counts, although both may
 * exist for a moment. Any number of threads may use it if they may use what it limits.
 */
public final class LimitedResource implements MemoryResource {
    private final MemoryResource upstream;
    private final long limitBytes;
    private final AtomicLong used = new AtomicLong();

    /**
     * Limits a resource.
     *
     * @param upstream where blocks come from
     * @param limitBytes the most that may be outstanding, in bytes, at least 0
     */
    public LimitedResource(MemoryResource upstream, long limitBytes) {
        if (limitBytes < 0) {
            throw new IllegalArgumentException("a limit is at least 0 bytes, not " + limitBytes);
        }
        this.upstream = Objects.requireNonNull(upstream, "upstream");
        this.limitBytes = limitBytes;
    }

    @Override
    public MemorySegment allocate(long byteSize, long byteAlignment) {
        Requests.alignment(byteSize, byteAlignment);
        take(byteSize, byteSize);
        boolean done = false;
        try {
            MemorySegment block = upstream.allocate(byteSize, byteAlignment);
            done = true;
            return block;
        } finally {
            if (!done) {
                used.addAndGet(-byteSize);
            }
        }
    }

    @Override
    public @Nullable MemorySegment tryResize(MemorySegment block, long newByteSize) {
        Requests.requireSize(newByteSize);
        long growth = newByteSize - block.byteSize();
        if (growth > 0 && !tryTake(growth)) {
            return null;
        }
        MemorySegment resized = null;
        try {
            resized = upstream.tryResize(block, newByteSize);
            return resized;
        } finally {
            settle(growth, resized != null);
        }
    }

    @Override
    public MemorySegment reallocate(MemorySegment block, long newByteSize, long byteAlignment) {
        Requests.alignment(newByteSize, byteAlignment);
        long growth = newByteSize - block.byteSize();
        if (growth > 0) {
            take(growth, newByteSize);
        }
        boolean done = false;
        try {
            MemorySegment moved = upstream.reallocate(block, newByteSize, byteAlignment);
            done = true;
            return moved;
        } finally {
            settle(growth, done);
        }
    }

    @Override
    public void free(MemorySegment block) {
        upstream.free(block);
        used.addAndGet(-block.byteSize());
    }

    /**
     * Returns what is outstanding.
     *
     * @return the bytes in use, from 0 to the limit
     */
    public long usedBytes() {
        return used.get();
    }

    /**
     * Returns the limit.
     *
     * @return the most that may be outstanding, in bytes
     */
    public long limitBytes() {
        return limitBytes;
    }

    @Override
    public String toString() {
        return "LimitedResource[" + used + " of " + limitBytes + " bytes of " + upstream + "]";
    }

    /** Growth was counted before, shrinking is counted after it worked. */
    private void settle(long growth, boolean done) {
        if (done == growth < 0) {
            used.addAndGet(done ? growth : -growth);
        }
    }

    private void take(long byteSize, long askedBytes) {
        if (!tryTake(byteSize)) {
            throw new AllocationFailedException(
                    askedBytes + " bytes asked for, " + used + " of " + limitBytes + " in use");
        }
    }

    private boolean tryTake(long byteSize) {
        long before;
        do {
            before = used.get();
            if (byteSize > limitBytes - before) {
                return false;
            }
        } while (!used.compareAndSet(before, before + byteSize));
        return true;
    }
}
