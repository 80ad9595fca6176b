package dev.kanishk.collections.memory;

import java.lang.foreign.MemorySegment;

/**
 * A bounded region handed out from front to back, like {@code std::pmr::monotonic_buffer_resource}:
 * an allocation is an addition, and everything goes back at once.
 *
 * <p>Only the newest block can be given back or grown in place; the memory of others is free again
 * after {@link #release} or {@link #close}. One thread at a time may use it.
 */
public final class MonotonicResource implements MemoryResource, AutoCloseable {
    private static final long ALIGNMENT = 16;

    private final MemoryResource upstream;
    private final long capacityBytes;
    private long base;
    private long usedBytes;

    /**
     * Takes the region from another resource.
     *
     * @param upstream where the region comes from and goes back to
     * @param capacityBytes its size in bytes, at least 1; the limit of everything allocated
     * @throws AllocationFailedException if {@code upstream} has no such block
     */
    public MonotonicResource(MemoryResource upstream, long capacityBytes) {
        this.upstream = upstream;
        this.capacityBytes = capacityBytes;
        this.base = upstream.allocate(capacityBytes);
    }

    @Override
    public long allocate(long byteSize) {
        if (byteSize < 1) {
            throw new IllegalArgumentException("a block has at least 1 byte, not " + byteSize);
        }
        requireOpen();
        long address = base + usedBytes;
        extendTo(usedBytes, byteSize);
        return address;
    }

    @Override
    public long reallocate(long address, long oldByteSize, long newByteSize) {
        requireOpen();
        if (isNewest(address, oldByteSize)) {
            extendTo(address - base, newByteSize);
            return address;
        }
        if (newByteSize <= oldByteSize) {
            return address;
        }
        long moved = allocate(newByteSize);
        MemorySegment.copy(RawMemory.EVERYTHING, address, RawMemory.EVERYTHING, moved, oldByteSize);
        return moved;
    }

    @Override
    public void free(long address, long byteSize) {
        if (base != 0 && isNewest(address, byteSize)) {
            usedBytes = address - base;
        }
    }

    /** Makes the whole region free again. Blocks handed out before must no longer be used. */
    public void release() {
        usedBytes = 0;
    }

    /**
     * Returns how much of the region is handed out.
     *
     * @return the bytes in use, padding included, from 0 to the capacity
     */
    public long usedBytes() {
        return usedBytes;
    }

    /** Gives the region back. Blocks handed out before must no longer be used. */
    @Override
    public void close() {
        if (base != 0) {
            upstream.free(base, capacityBytes);
            base = 0;
            usedBytes = 0;
        }
    }

    @Override
    public String toString() {
        return "MonotonicResource[" + usedBytes + " of " + capacityBytes + " bytes]";
    }

    private void extendTo(long offset, long byteSize) {
        if (byteSize > capacityBytes - offset) {
            throw new AllocationFailedException(
                    byteSize
                            + " bytes asked for, "
                            + (capacityBytes - offset)
                            + " left of "
                            + capacityBytes
                            + "; give the MonotonicResource a larger capacity");
        }
        usedBytes = Math.min(capacityBytes, offset + aligned(byteSize));
    }

    private boolean isNewest(long address, long byteSize) {
        return Math.min(capacityBytes, address - base + aligned(byteSize)) == usedBytes;
    }

    private void requireOpen() {
        if (base == 0) {
            throw new IllegalStateException("the MonotonicResource is closed");
        }
    }

    private static long aligned(long byteSize) {
        return (byteSize + ALIGNMENT - 1) & -ALIGNMENT;
    }
}
