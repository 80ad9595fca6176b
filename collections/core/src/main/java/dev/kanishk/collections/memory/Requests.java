package dev.kanishk.collections.memory;

/** What may be asked of a resource. */
final class Requests {
    private Requests() {}

    /**
     * Refuses a size or an alignment that no block can have.
     *
     * @return the alignment that the block will have
     */
    static long alignment(long byteSize, long byteAlignment) {
        requireSize(byteSize);
        if (Long.bitCount(byteAlignment) != 1
                || byteAlignment < 1
                || byteAlignment > MemoryResource.MAX_ALIGNMENT) {
            throw new IllegalArgumentException(
                    "an alignment is a power of two from 1 to "
                            + MemoryResource.MAX_ALIGNMENT
                            + ", not "
                            + byteAlignment);
        }
        return Math.max(byteAlignment, MemoryResource.DEFAULT_ALIGNMENT);
    }

    static void requireSize(long byteSize) {
        if (byteSize < 1) {
            throw new IllegalArgumentException("a block has at least 1 byte, not " + byteSize);
        }
    }
}
