package dev.kanishk.collections.memory;

import java.lang.foreign.MemorySegment;

/**
 * Makes a segment of an address. The class is loaded only where native access is enabled; whoever
 * calls it vouches that the memory is there.
 */
final class NativeBlocks {
    @SuppressWarnings("restricted") // initialized only where native access is enabled
    private static final MemorySegment EVERYTHING = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);

    private NativeBlocks() {}

    static MemorySegment at(long address, long byteSize) {
        return EVERYTHING.asSlice(address, byteSize);
    }
}
