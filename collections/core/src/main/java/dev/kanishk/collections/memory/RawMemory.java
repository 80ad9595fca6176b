package dev.kanishk.collections.memory;

import java.lang.foreign.MemorySegment;

/**
 * Memory by its address, unchecked: the one place that turns numbers into memory.
 *
 * <p>Whoever uses it vouches for the addresses. A wrong one ends the process or damages its data.
 * Containers are built on it; code that uses containers has no need of it.
 */
public final class RawMemory {
    /** All memory of the process: an address is an offset in it. */
    @SuppressWarnings("restricted") // the class exists to hold this one restricted call
    public static final MemorySegment EVERYTHING = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);

    private RawMemory() {}

    /**
     * Returns a block as a segment whose accesses are checked against its size.
     *
     * @param address where the block begins
     * @param byteSize its size in bytes
     * @return the segment; it is not tied to the block's life
     */
    public static MemorySegment block(long address, long byteSize) {
        return EVERYTHING.asSlice(address, byteSize);
    }
}
