package dev.kanishk.collections.memory;

import java.lang.foreign.MemorySegment;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Watches another resource: limits it, counts what is outstanding, and refuses a block that was not
 * its own or comes back with another size.
 *
 * <p>For limits in production and for tests: {@link #failAfter} makes an allocation fail on
 * purpose. It keeps an entry for each outstanding block. Any number of threads may use it if they
 * may use what it watches.
 */
public final class TrackingResource implements MemoryResource {
    private final MemoryResource upstream;
    private final long limitBytes;
    private final Map<Long, Long> blocks = new HashMap<>();
    private long outstandingBytes;
    private long allocations;
    private long failAfter = Long.MAX_VALUE;

    /**
     * Watches a resource.
     *
     * @param upstream where blocks come from
     * @param limitBytes the most that may be outstanding, in bytes
     */
    public TrackingResource(MemoryResource upstream, long limitBytes) {
        this.upstream = upstream;
        this.limitBytes = limitBytes;
    }

    @Override
    public synchronized MemorySegment allocate(long byteSize, long byteAlignment) {
        admit(byteSize, 0);
        MemorySegment block = upstream.allocate(byteSize, byteAlignment);
        blocks.put(block.address(), byteSize);
        outstandingBytes += byteSize;
        return block;
    }

    @Override
    public synchronized @Nullable MemorySegment tryResize(MemorySegment block, long newByteSize) {
        requireOwn(block);
        admit(newByteSize, block.byteSize());
        MemorySegment resized = upstream.tryResize(block, newByteSize);
        if (resized != null) {
            replace(block, resized);
        }
        return resized;
    }

    @Override
    public synchronized MemorySegment reallocate(
            MemorySegment block, long newByteSize, long byteAlignment) {
        requireOwn(block);
        admit(newByteSize, block.byteSize());
        MemorySegment moved = upstream.reallocate(block, newByteSize, byteAlignment);
        replace(block, moved);
        return moved;
    }

    @Override
    public synchronized void free(MemorySegment block) {
        requireOwn(block);
        blocks.remove(block.address());
        outstandingBytes -= block.byteSize();
        upstream.free(block);
    }

    /**
     * Lets a number of allocations and reallocations succeed, and every one after them fail.
     *
     * @param successes how many more succeed, at least 0
     */
    public synchronized void failAfter(long successes) {
        failAfter = allocations + successes;
    }

    /** Takes back {@link #failAfter}. */
    public synchronized void failNoMore() {
        failAfter = Long.MAX_VALUE;
    }

    /**
     * Returns what was allocated and not given back.
     *
     * @return the bytes outstanding
     */
    public synchronized long outstandingBytes() {
        return outstandingBytes;
    }

    /**
     * Returns how many blocks were allocated and not given back.
     *
     * @return the number of blocks outstanding
     */
    public synchronized int outstandingBlocks() {
        return blocks.size();
    }

    private void replace(MemorySegment block, MemorySegment by) {
        blocks.remove(block.address());
        blocks.put(by.address(), by.byteSize());
        outstandingBytes += by.byteSize() - block.byteSize();
    }

    private void admit(long byteSize, long replacedBytes) {
        if (allocations >= failAfter) {
            throw new AllocationFailedException("made to fail for " + byteSize + " bytes");
        }
        if (byteSize - replacedBytes > limitBytes - outstandingBytes) {
            throw new AllocationFailedException(
                    byteSize
                            + " bytes asked for, "
                            + outstandingBytes
                            + " of "
                            + limitBytes
                            + " in use");
        }
        allocations++;
    }

    private void requireOwn(MemorySegment block) {
        Long known = blocks.get(block.address());
        if (known == null || known != block.byteSize()) {
            throw new IllegalArgumentException(
                    "no block of "
                            + block.byteSize()
                            + " bytes at "
                            + Long.toHexString(block.address())
                            + (known == null ? "" : ": it has " + known));
        }
    }
}
