package dev.kanishk.collections.memory;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Blocks from shared arenas, one each, rounded up to a size class.
 *
 * <p>To close a shared arena stops all threads for a moment, so freed blocks of up to {@value
 * #MAX_KEPT_BLOCK_BYTES} bytes are kept for the next request of their class, {@value
 * #MAX_KEPT_BYTES} bytes in all; what exceeds that goes back to the operating system. Any number of
 * threads may use it.
 */
final class ArenaBlocks implements MemoryResource {
    static final long MAX_KEPT_BLOCK_BYTES = 8L << 20;
    static final long MAX_KEPT_BYTES = 32L << 20;

    private record Block(Arena arena, MemorySegment whole) {}

    private final Map<Long, Block> live = new HashMap<>();
    private final Map<Integer, Deque<Block>> kept = new HashMap<>();
    private long keptBytes;

    @Override
    public MemorySegment allocate(long byteSize, long byteAlignment) {
        long alignment = Requests.alignment(byteSize, byteAlignment);
        if (byteSize > Long.MAX_VALUE / 4) {
            throw new AllocationFailedException("no arena has " + byteSize + " bytes");
        }
        int sizeClass = SizeClasses.of(byteSize);
        Block block = takeKept(sizeClass, alignment);
        if (block == null) {
            block = allocateNew(SizeClasses.byteSize(sizeClass), alignment, byteSize);
        }
        synchronized (this) {
            live.put(block.whole.address(), block);
        }
        return block.whole.asSlice(0, byteSize);
    }

    @Override
    public synchronized @Nullable MemorySegment tryResize(MemorySegment block, long newByteSize) {
        Requests.requireSize(newByteSize);
        MemorySegment whole = requireOwn(block, live.get(block.address())).whole;
        boolean fits = newByteSize <= whole.byteSize() && newByteSize > whole.byteSize() / 2;
        return fits ? whole.asSlice(0, newByteSize) : null;
    }

    @Override
    public void free(MemorySegment block) {
        Block known;
        synchronized (this) {
            known = requireOwn(block, live.get(block.address()));
            live.remove(block.address());
            long byteSize = known.whole.byteSize();
            if (byteSize <= MAX_KEPT_BLOCK_BYTES && byteSize <= MAX_KEPT_BYTES - keptBytes) {
                kept.computeIfAbsent(SizeClasses.of(byteSize), _ -> new ArrayDeque<>()).push(known);
                keptBytes += byteSize;
                return;
            }
        }
        known.arena.close();
    }

    private synchronized @Nullable Block takeKept(int sizeClass, long alignment) {
        Deque<Block> candidates = kept.get(sizeClass);
        if (candidates == null) {
            return null;
        }
        Block found = null;
        for (Block candidate : candidates) {
            if ((candidate.whole.address() & (alignment - 1)) == 0) {
                found = candidate;
                break;
            }
        }
        if (found != null) {
            candidates.remove(found);
            keptBytes -= found.whole.byteSize();
        }
        return found;
    }

    @SuppressWarnings("MustBeClosedChecker") // closed when the block is given back
    private static Block allocateNew(long classBytes, long alignment, long byteSize) {
        Arena arena = Arena.ofShared();
        try {
            return new Block(arena, arena.allocate(classBytes, alignment));
        } catch (OutOfMemoryError | IllegalArgumentException e) {
            arena.close();
            throw new AllocationFailedException(
                    "no arena has "
                            + byteSize
                            + " bytes; -XX:MaxDirectMemorySize limits them all: "
                            + e.getMessage());
        }
    }

    private static Block requireOwn(MemorySegment block, @Nullable Block known) {
        if (known == null || block.byteSize() > known.whole.byteSize()) {
            throw new IllegalArgumentException(
                    "not a block of this resource, or given back already: " + block);
        }
        return known;
    }
}
