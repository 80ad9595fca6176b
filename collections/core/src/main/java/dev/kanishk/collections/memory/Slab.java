package dev.kanishk.collections.memory;

import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * {@value #BYTES} bytes, aligned to as many, cut into blocks of one size class; a bit says of each
 * whether it is handed out.
 */
final class Slab {
    static final int BYTES = 1 << 16;

    final PoolChunk chunk;

    /** The neighbours in the list of slabs of this class that have a free block. */
    @Nullable Slab previous;

    @Nullable Slab next;

    int sizeClass;
    int blockBytes = BYTES;

    private final MemorySegment memory;
    private final long address;
    private final long[] used = new long[BYTES / 16 / Long.SIZE];
    private int blocks;
    private int usedBlocks;
    private int firstWord;

    Slab(PoolChunk chunk, MemorySegment memory) {
        this.chunk = chunk;
        this.memory = memory;
        this.address = memory.address();
    }

    /** Cuts an empty slab into blocks of a class. */
    void cut(int newSizeClass) {
        sizeClass = newSizeClass;
        blockBytes = (int) SizeClasses.byteSize(newSizeClass);
        blocks = BYTES / blockBytes;
        firstWord = 0;
    }

    boolean isFull() {
        return usedBlocks == blocks;
    }

    boolean isEmpty() {
        return usedBlocks == 0;
    }

    /** Hands out the first free block; there must be one. */
    MemorySegment take(long byteSize) {
        int word = firstWord;
        while (used[word] == -1L) {
            word++;
        }
        firstWord = word;
        int bit = Long.numberOfTrailingZeros(~used[word]);
        used[word] |= 1L << bit;
        usedBlocks++;
        return memory.asSlice((long) (word * Long.SIZE + bit) * blockBytes, byteSize);
    }

    /** Takes a block back. */
    void give(MemorySegment block) {
        int index = requireOwn(block);
        used[index / Long.SIZE] &= ~(1L << index);
        firstWord = Math.min(firstWord, index / Long.SIZE);
        usedBlocks--;
    }

    MemorySegment resize(MemorySegment block, long newByteSize) {
        int index = requireOwn(block);
        return memory.asSlice((long) index * blockBytes, newByteSize);
    }

    private int requireOwn(MemorySegment block) {
        int offset = (int) (block.address() - address);
        int index = offset / blockBytes;
        if (index * blockBytes != offset || block.byteSize() > blockBytes) {
            throw new IllegalArgumentException("not a block of this resource: " + block);
        }
        if ((used[index / Long.SIZE] & (1L << index)) == 0) {
            throw new IllegalArgumentException("the block was given back already: " + block);
        }
        return index;
    }
}
