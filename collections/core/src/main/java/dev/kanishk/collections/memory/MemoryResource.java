package dev.kanishk.collections.memory;

import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * Where a container gets its memory from: blocks outside the heap.
 *
 * <p>The contract is that of C++'s {@code std::pmr::memory_resource} with one operation more,
 * {@link #tryResize}, so that a block can grow without being copied. A block belongs to whoever
 * asked for it until it is given back to the resource it came from: the whole segment as {@link
 * #allocate}, {@link #tryResize} or {@link #reallocate} returned it last, not a slice of it.
 *
 * <p>Two resources are equal if blocks of one may be given back to the other. That is identity
 * here: a wrapper counts or limits what it sees, so no two of them may be mixed.
 *
 * <p>An implementation says whether it may be used by several threads. Unless it does, one thread
 * at a time may use it.
 */
public interface MemoryResource {
    /** What every block is aligned to, in bytes, unless more is asked for: as {@code malloc}'s. */
    long DEFAULT_ALIGNMENT = 16;

    /** The largest alignment that may be asked for, in bytes. */
    long MAX_ALIGNMENT = 1L << 21;

    /**
     * Returns the general-purpose resource: the C library's heap where {@link NativeAccess} is
     * enabled, with a {@link HugePageResource} for large blocks, and arenas where it is not. Any
     * number of threads may use it.
     *
     * @return the one instance
     */
    static MemoryResource system() {
        return SystemResource.INSTANCE;
    }

    /**
     * Allocates a block. Its content is undefined.
     *
     * @param byteSize the size in bytes, at least 1
     * @param byteAlignment what the address is to be a multiple of, a power of two up to {@link
     *     #MAX_ALIGNMENT}; the block is aligned to {@link #DEFAULT_ALIGNMENT} at least
     * @return a native segment of exactly that size
     * @throws AllocationFailedException if there is no such block; nothing was allocated
     * @throws IllegalArgumentException if size or alignment is out of range
     */
    MemorySegment allocate(long byteSize, long byteAlignment);

    /**
     * Changes the size of a block in place. The first bytes, up to the smaller of both sizes, keep
     * their content, and the address stays.
     *
     * @param block a block of this resource
     * @param newByteSize the size wanted, in bytes, at least 1
     * @return the block from now on, or null if that is not possible, and the block is as it was
     */
    default @Nullable MemorySegment tryResize(MemorySegment block, long newByteSize) {
        return null;
    }

    /**
     * Changes the size of a block, in place where that is possible, else by moving it. The first
     * bytes, up to the smaller of both sizes, keep their content.
     *
     * @param block a block of this resource
     * @param newByteSize the size wanted, in bytes, at least 1
     * @param byteAlignment what the block was allocated with
     * @return the block from now on; {@code block} is no longer valid
     * @throws AllocationFailedException if that is not possible; the block is as it was
     */
    default MemorySegment reallocate(MemorySegment block, long newByteSize, long byteAlignment) {
        MemorySegment resized = tryResize(block, newByteSize);
        if (resized != null) {
            return resized;
        }
        MemorySegment moved = allocate(newByteSize, byteAlignment);
        MemorySegment.copy(block, 0, moved, 0, Math.min(block.byteSize(), newByteSize));
        free(block);
        return moved;
    }

    /**
     * Gives a block back.
     *
     * @param block a block of this resource
     */
    void free(MemorySegment block);
}
