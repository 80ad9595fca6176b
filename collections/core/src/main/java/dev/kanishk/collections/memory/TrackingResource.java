package dev.kanishk.collections.memory;

import java.util.HashMap;
import java.util.Map;

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
    public synchronized long allocate(long byteSize) {
        admit(byteSize, 0);
        long address = upstream.allocate(byteSize);
        blocks.put(address, byteSize);
        outstandingBytes += byteSize;
        return address;
    }

    @Override
    public synchronized long reallocate(long address, long oldByteSize, long newByteSize) {
        requireOwn(address, oldByteSize);
        admit(newByteSize, oldByteSize);
        long moved = upstream.reallocate(address, oldByteSize, newByteSize);
        blocks.remove(address);
        blocks.put(moved, newByteSize);
        outstandingBytes += newByteSize - oldByteSize;
        return moved;
    }

    @Override
    public synchronized void free(long address, long byteSize) {
        requireOwn(address, byteSize);
        blocks.remove(address);
        outstandingBytes -= byteSize;
        upstream.free(address, byteSize);
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

    private void requireOwn(long address, long byteSize) {
        Long known = blocks.get(address);
        if (known == null || known != byteSize) {
            throw new IllegalArgumentException(
                    "no block of "
                            + byteSize
                            + " bytes at "
                            + Long.toHexString(address)
                            + (known == null ? "" : ": it has " + known));
        }
    }
}
