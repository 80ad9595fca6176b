package dev.kanishk.collections.memory;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Blocks from arenas, one each: what can be had without native access. */
final class ArenaHeap implements MemoryResource {
    private final Map<Long, Arena> arenas = new ConcurrentHashMap<>();

    @Override
    @SuppressWarnings("MustBeClosedChecker") // closed when the block is given back
    public MemorySegment allocate(long byteSize, long byteAlignment) {
        long alignment = Requests.alignment(byteSize, byteAlignment);
        Arena arena = Arena.ofShared();
        try {
            MemorySegment block = arena.allocate(byteSize, alignment);
            arenas.put(block.address(), arena);
            return block;
        } catch (OutOfMemoryError e) {
            arena.close();
            throw new AllocationFailedException("no arena has " + byteSize + " bytes");
        }
    }

    @Override
    public void free(MemorySegment block) {
        Arena arena = arenas.remove(block.address());
        if (arena == null) {
            throw new IllegalArgumentException("not a block of this resource: " + block);
        }
        arena.close();
    }

    @Override
    public String toString() {
        return "ArenaHeap";
    }
}
