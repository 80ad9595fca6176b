package dev.kanishk.collections.memory;

import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Memory handed out from front to back, like {@code std::pmr::monotonic_buffer_resource}: an
 * allocation is an addition, and everything goes back at once.
 *
 * <p>It takes one region from upstream and, if a limit above that is given, further ones when the
 * newest is full, each at least twice as large as the one before. Only the newest block can be
 * given back or resized in place; the memory of others is free again after {@link #release} or
 * {@link #close}. At the limit an allocation throws {@link AllocationFailedException}, which says
 * what is left. One thread at a time may use it.
 */
public final class MonotonicResource implements MemoryResource, AutoCloseable {
    private static final long REGION_ALIGNMENT = 64;

    private final MemoryResource upstream;
    private final long limitBytes;
    private final Deque<MemorySegment> fullRegions = new ArrayDeque<>();
    private @Nullable MemorySegment region;
    private long takenBytes;
    private long usedBefore;
    private long newestOffset;
    private long usedOffset;

    /**
     * Takes one region, which is all there will be.
     *
     * @param upstream where the region comes from and goes back to
     * @param capacityBytes its size in bytes, at least 1; the limit of everything allocated
     * @throws AllocationFailedException if {@code upstream} has no such block
     */
    public MonotonicResource(MemoryResource upstream, long capacityBytes) {
        this(upstream, capacityBytes, capacityBytes);
    }

    /**
     * Takes a first region, to which others are added up to a limit.
     *
     * @param upstream where regions come from and go back to
     * @param initialBytes the size of the first region in bytes, at least 1
     * @param limitBytes the most that all regions may have together, at least {@code initialBytes}
     * @throws AllocationFailedException if {@code upstream} has no such block
     */
    public MonotonicResource(MemoryResource upstream, long initialBytes, long limitBytes) {
        Requests.requireSize(initialBytes);
        if (limitBytes < initialBytes) {
            throw new IllegalArgumentException(
                    "the limit is at least the first region's "
                            + initialBytes
                            + " bytes, not "
                            + limitBytes);
        }
        this.upstream = Objects.requireNonNull(upstream, "upstream");
        this.limitBytes = limitBytes;
        this.region = upstream.allocate(initialBytes, REGION_ALIGNMENT);
        this.takenBytes = initialBytes;
    }

    @Override
    public MemorySegment allocate(long byteSize, long byteAlignment) {
        long alignment = Requests.alignment(byteSize, byteAlignment);
        MemorySegment newest = open();
        long offset = alignedOffset(newest, usedOffset, alignment);
        if (byteSize > newest.byteSize() - offset) {
            newest = addRegion(newest, byteSize, alignment);
            offset = 0;
        }
        newestOffset = offset;
        usedOffset = offset + byteSize;
        return newest.asSlice(offset, byteSize);
    }

    @Override
    public @Nullable MemorySegment tryResize(MemorySegment block, long newByteSize) {
        Requests.requireSize(newByteSize);
        MemorySegment newest = open();
        if (!isNewest(newest, block)) {
            return newByteSize <= block.byteSize() ? block.asSlice(0, newByteSize) : null;
        }
        if (newByteSize > newest.byteSize() - newestOffset) {
            return null;
        }
        usedOffset = newestOffset + newByteSize;
        return newest.asSlice(newestOffset, newByteSize);
    }

    @Override
    public void free(MemorySegment block) {
        if (region != null && isNewest(region, block)) {
            usedOffset = newestOffset;
        }
    }

    /**
     * Makes all memory free again: the newest region, which is the largest, is kept, others go back
     * upstream. Blocks handed out before must no longer be used.
     */
    public void release() {
        usedBefore = 0;
        usedOffset = 0;
        newestOffset = 0;
        takenBytes = region == null ? 0 : region.byteSize();
        while (!fullRegions.isEmpty()) {
            upstream.free(fullRegions.pop());
        }
    }

    /**
     * Returns how much is handed out.
     *
     * @return the bytes in use, from 0 to the limit; padding before blocks and what was left at the
     *     end of earlier regions are included
     */
    public long usedBytes() {
        return usedBefore + usedOffset;
    }

    /** Gives all regions back. Blocks handed out before must no longer be used. */
    @Override
    public void close() {
        MemorySegment last = region;
        if (last != null) {
            region = null;
            release();
            upstream.free(last);
        }
    }

    @Override
    public String toString() {
        return "MonotonicResource["
                + usedBytes()
                + " of "
                + takenBytes
                + " bytes, limit "
                + limitBytes
                + "]";
    }

    private static long alignedOffset(MemorySegment region, long offset, long alignment) {
        return ((region.address() + offset + alignment - 1) & -alignment) - region.address();
    }

    private MemorySegment addRegion(MemorySegment full, long byteSize, long alignment) {
        long room = limitBytes - takenBytes;
        if (byteSize > room) {
            throw new AllocationFailedException(
                    byteSize
                            + " bytes asked for, "
                            + Math.max(
                                    room,
                                    full.byteSize() - alignedOffset(full, usedOffset, alignment))
                            + " left of "
                            + limitBytes
                            + "; give the MonotonicResource a larger limit");
        }
        long twice = full.byteSize() > room / 2 ? room : full.byteSize() * 2;
        long regionBytes = Math.max(byteSize, twice);
        MemorySegment added = upstream.allocate(regionBytes, Math.max(alignment, REGION_ALIGNMENT));
        fullRegions.push(full);
        usedBefore += full.byteSize();
        takenBytes += regionBytes;
        region = added;
        return added;
    }

    private boolean isNewest(MemorySegment newest, MemorySegment block) {
        return block.address() == newest.address() + newestOffset
                && newestOffset + block.byteSize() == usedOffset;
    }

    private MemorySegment open() {
        if (region == null) {
            throw new IllegalStateException("the MonotonicResource is closed");
        }
        return region;
    }
}
