package dev.kanishk.collections.text;

import dev.kanishk.collections.memory.AllocationFailedException;
import dev.kanishk.collections.memory.MemoryResource;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * The bytes of long strings, one behind the other in one block that grows by reallocation. Offsets
 * in it survive that; bytes of strings that are gone stay as garbage until the block is rewritten.
 */
final class TextBlock {
    private static final ValueLayout.OfLong BIG_ENDIAN_LONG =
            ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final long FIRST_CAPACITY = 256;
    private static final long MAX_BYTES = Long.MAX_VALUE / 4;

    private final MemoryResource resource;
    private MemorySegment block = MemorySegment.NULL;
    private long used;
    private long garbage;

    TextBlock(MemoryResource resource) {
        this.resource = resource;
    }

    /** Makes an empty one with a capacity. */
    TextBlock(MemoryResource resource, long capacity) {
        this(resource);
        if (capacity > 0) {
            block = resource.allocate(capacity, 1);
        }
    }

    MemoryResource resource() {
        return resource;
    }

    MemorySegment memory() {
        return block;
    }

    long capacity() {
        return block.byteSize();
    }

    long used() {
        return used;
    }

    long garbage() {
        return garbage;
    }

    boolean hasRoom(long bytes) {
        return bytes <= block.byteSize() - used;
    }

    /** Whether rewriting the block would free at least half of what is used. */
    boolean isWorthRewriting() {
        return garbage > 0 && garbage >= used - garbage;
    }

    void reserve(long bytes) {
        if (hasRoom(bytes)) {
            return;
        }
        if (bytes > MAX_BYTES - used) {
            throw new AllocationFailedException(
                    used + " + " + bytes + " bytes of text are more than " + MAX_BYTES);
        }
        long capacity = Math.max(used + bytes, Math.max(FIRST_CAPACITY, block.byteSize() * 2));
        block =
                block.byteSize() == 0
                        ? resource.allocate(capacity, 1)
                        : resource.reallocate(block, capacity, 1);
    }

    /** Adds bytes where {@link #reserve} made room; returns their offset. */
    long append(byte[] bytes, int from, int count) {
        long offset = used;
        MemorySegment.copy(bytes, from, block, ValueLayout.JAVA_BYTE, offset, count);
        used += count;
        return offset;
    }

    /** Adds bytes of a block, which may be this one, where there is room. */
    long append(TextBlock source, long from, long count) {
        long offset = used;
        MemorySegment.copy(source.block, from, block, offset, count);
        used += count;
        return offset;
    }

    void appendAll(TextBlock source) {
        append(source, 0, source.used);
        garbage += source.garbage;
    }

    void drop(long bytes) {
        garbage += bytes;
    }

    /** Takes the place of this block's memory; the old goes back. */
    void become(TextBlock fresh) {
        free();
        block = fresh.block;
        used = fresh.used;
    }

    void clear() {
        used = 0;
        garbage = 0;
    }

    void free() {
        if (block.byteSize() > 0) {
            resource.free(block);
            block = MemorySegment.NULL;
        }
        clear();
    }

    byte byteAt(long offset) {
        return block.get(ValueLayout.JAVA_BYTE, offset);
    }

    /** Returns eight bytes as a number that orders as they do, unsigned. */
    long word(long offset) {
        return block.get(BIG_ENDIAN_LONG, offset);
    }

    void copyTo(long offset, byte[] target, int at, int count) {
        MemorySegment.copy(block, ValueLayout.JAVA_BYTE, offset, target, at, count);
    }

    /** Compares bytes, unsigned, those of the shorter followed by nothing. */
    static int compare(
            MemorySegment left,
            long leftFrom,
            long leftTo,
            MemorySegment right,
            long rightFrom,
            long rightTo) {
        long different = MemorySegment.mismatch(left, leftFrom, leftTo, right, rightFrom, rightTo);
        long leftCount = leftTo - leftFrom;
        long rightCount = rightTo - rightFrom;
        if (different < 0 || different == Math.min(leftCount, rightCount)) {
            return Long.compare(leftCount, rightCount);
        }
        return Byte.compareUnsigned(
                left.get(ValueLayout.JAVA_BYTE, leftFrom + different),
                right.get(ValueLayout.JAVA_BYTE, rightFrom + different));
    }
}
