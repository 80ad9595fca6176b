package dev.kanishk.collections.memory;

/**
 * Where a container gets its memory from: blocks outside the heap, named by their address.
 *
 * <p>The contract is that of C++'s {@code std::pmr::memory_resource} with one operation more,
 * {@link #reallocate}, so that a block can grow without being copied. A block belongs to whoever
 * asked for it until it is given back to the resource it came from, with the size it has then.
 *
 * <p>An implementation says whether it may be used by several threads. Unless it does, one thread
 * at a time may use it.
 */
public interface MemoryResource {
    /**
     * Allocates a block. Its content is undefined.
     *
     * @param byteSize the size in bytes, at least 1
     * @return the address of the block, aligned to 16 bytes
     * @throws AllocationFailedException if there is no such block; nothing was allocated
     */
    long allocate(long byteSize);

    /**
     * Changes the size of a block, in place where that is possible. The first bytes, up to the
     * smaller of both sizes, keep their content.
     *
     * @param address the address of a block of this resource
     * @param oldByteSize the block's size in bytes
     * @param newByteSize the size wanted, in bytes, at least 1
     * @return the address of the block from now on; {@code address} is no longer valid if it
     *     differs
     * @throws AllocationFailedException if that is not possible; the old block is as it was
     */
    long reallocate(long address, long oldByteSize, long newByteSize);

    /**
     * Gives a block back.
     *
     * @param address the address of a block of this resource
     * @param byteSize the block's size in bytes
     */
    void free(long address, long byteSize);
}
