package dev.kanishk.collections.memory;

import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * A heap made of arenas: what can be had without native access. Small blocks come from a pool whose
 * chunks are arenas, large ones have an arena each. Any number of threads may use it.
 */
final class ArenaHeap implements MemoryResource {
    private final MemoryResource large = new ArenaBlocks();
    private final MemoryResource small = new SynchronizedPoolResource(large);

    @Override
    public MemorySegment allocate(long byteSize, long byteAlignment) {
        return responsibleFor(byteSize).allocate(byteSize, byteAlignment);
    }

    @Override
    public @Nullable MemorySegment tryResize(MemorySegment block, long newByteSize) {
        MemoryResource resource = responsibleFor(block.byteSize());
        Requests.requireSize(newByteSize);
        return resource.equals(responsibleFor(newByteSize))
                ? resource.tryResize(block, newByteSize)
                : null;
    }

    @Override
    public void free(MemorySegment block) {
        responsibleFor(block.byteSize()).free(block);
    }

    @Override
    public String toString() {
        return "ArenaHeap";
    }

    /** By size alone, so that copying a large block never happens under the pool's lock. */
    private MemoryResource responsibleFor(long byteSize) {
        return byteSize > PoolResource.LARGEST_POOLED_BYTES ? large : small;
    }
}
