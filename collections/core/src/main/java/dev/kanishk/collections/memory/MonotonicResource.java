package dev.kanishk.collections.memory;

import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * A bounded region handed out from front to back, like {@code std::pmr::monotonic_buffer_resource}:
 * an allocation is an addition, and everything goes back at once.
 *
 * <p>Only the newest block can be given back or resized in place; the memory of others is free
 * again after {@link #release} or {@link #close}. One thread at a time may use it.
 */
public final class MonotonicResource implements MemoryResource, AutoCloseable {
    private static final long REGION_ALIGNMENT = 64;

    private final MemoryResource upstream;
    private @Nullable MemorySegment region;
    private long newestOffset;
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
        this.region = upstream.allocate(capacityBytes, REGION_ALIGNMENT);
    }

    @Override
    public MemorySegment allocate(long byteSize, long byteAlignment) {
        long alignment = Requests.alignment(byteSize, byteAlignment);
        MemorySegment whole = open();
        long offset =
                ((whole.address() + usedBytes + alignment - 1) & -alignment) - whole.address();
        requireRoom(whole, offset, byteSize);
        newestOffset = offset;
        usedBytes = offset + byteSize;
        return whole.asSlice(offset, byteSize);
    }

    @Override
    public @Nullable MemorySegment tryResize(MemorySegment block, long newByteSize) {
        Requests.requireSize(newByteSize);
        MemorySegment whole = open();
        long offset = block.address() - whole.address();
        if (!isNewest(offset, block)) {
            return newByteSize <= block.byteSize() ? block.asSlice(0, newByteSize) : null;
        }
        requireRoom(whole, offset, newByteSize);
        usedBytes = offset + newByteSize;
        return whole.asSlice(offset, newByteSize);
    }

    @Override
    public void free(MemorySegment block) {
        if (region != null && isNewest(block.address() - region.address(), block)) {
            usedBytes = newestOffset;
        }
    }

    /** Makes the whole region free again. Blocks handed out before must no longer be used. */
    public void release() {
        usedBytes = 0;
        newestOffset = 0;
    }

    /**
     * Returns how much of the region is handed out.
     *
     * @return the bytes in use, padding before blocks included, from 0 to the capacity
     */
    public long usedBytes() {
        return usedBytes;
    }

    /** Gives the region back. Blocks handed out before must no longer be used. */
    @Override
    public void close() {
        if (region != null) {
            upstream.free(region);
            region = null;
            release();
        }
    }

    @Override
    public String toString() {
        return "MonotonicResource["
                + usedBytes
                + " of "
                + (region == null ? 0 : region.byteSize())
                + " bytes]";
    }

    private static void requireRoom(MemorySegment whole, long offset, long byteSize) {
        if (byteSize > whole.byteSize() - offset) {
            throw new AllocationFailedException(
                    byteSize
                            + " bytes asked for, "
                            + Math.max(0, whole.byteSize() - offset)
                            + " left of "
                            + whole.byteSize()
                            + "; give the MonotonicResource a larger capacity");
        }
    }

    private boolean isNewest(long offset, MemorySegment block) {
        return offset == newestOffset && offset + block.byteSize() == usedBytes;
    }

    private MemorySegment open() {
        if (region == null) {
            throw new IllegalStateException("the MonotonicResource is closed");
        }
        return region;
    }
}
