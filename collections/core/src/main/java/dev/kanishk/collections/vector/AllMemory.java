package dev.kanishk.collections.vector;

import java.lang.foreign.MemorySegment;

/**
 * All memory of the process: an address is an offset in it.
 *
 * <p>Only to be touched where native access is enabled. Whoever uses it vouches for the address: a
 * wrong one ends the process or damages its data.
 */
final class AllMemory {
    @SuppressWarnings("restricted") // initialized only where native access is enabled
    static final MemorySegment SEGMENT = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);

    /**
     * More than any address. One that was and'ed with it is what it was, and the compiler, which
     * now knows that it lies in the segment, leaves the segment's own check out.
     */
    static final long GREATEST = Long.MAX_VALUE >>> 1;

    private AllMemory() {}
}
