package dev.kanishk.collections.arrow;

import static dev.kanishk.collections.arrow.ArrowStructs.WORD;

import dev.kanishk.collections.memory.MemoryResource;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.jspecify.annotations.Nullable;

/**
 * A producer's buffer as the first block of a resource: giving that block back calls the producer's
 * release callback, once. Other blocks, to which a growing vector moves, are the system resource's.
 *
 * <p>The interface allows a consumer to move a struct's content: the array is copied and the
 * producer's struct marked as released, so that its memory may go.
 */
final class ImportedBlock implements MemoryResource {
    private final MemoryResource upstream = MemoryResource.system();
    private final MemorySegment array;
    private final MemorySegment elements;
    private final long length;
    private boolean held;

    private ImportedBlock(MemorySegment array, MemorySegment elements, long length) {
        this.array = array;
        this.elements = elements;
        this.length = length;
    }

    /** Takes the array over and releases the schema; if it throws, both are the producer's. */
    static ImportedBlock take(ArrowFormat format, MemorySegment array, MemorySegment schema) {
        requireFormat(format, schema);
        long length = array.get(WORD, ArrowStructs.ARRAY_LENGTH);
        long offset = array.get(WORD, ArrowStructs.ARRAY_OFFSET);
        requireFlat(array, length, offset);
        MemorySegment elements = elements(format, array, length, offset);
        MemorySegment moved =
                MemoryResource.system().allocate(ArrowStructs.ARRAY_BYTES, Long.BYTES);
        MemorySegment.copy(array, 0, moved, 0, ArrowStructs.ARRAY_BYTES);
        array.set(WORD, ArrowStructs.ARRAY_RELEASE, 0);
        ImportedBlock imported = new ImportedBlock(moved, elements, length);
        imported.held = true;
        ArrowStructs.release(schema, ArrowStructs.SCHEMA_RELEASE);
        return imported;
    }

    /** Returns the elements, of no bytes if there are none. */
    MemorySegment elements() {
        return elements;
    }

    long length() {
        return length;
    }

    /** Calls the producer's callback. */
    void release() {
        held = false;
        ArrowStructs.release(array, ArrowStructs.ARRAY_RELEASE);
        upstream.free(array);
    }

    @Override
    public MemorySegment allocate(long byteSize, long byteAlignment) {
        return upstream.allocate(byteSize, byteAlignment);
    }

    @Override
    public @Nullable MemorySegment tryResize(MemorySegment block, long newByteSize) {
        return isImported(block) ? null : upstream.tryResize(block, newByteSize);
    }

    @Override
    public MemorySegment reallocate(MemorySegment block, long newByteSize, long byteAlignment) {
        return isImported(block)
                ? MemoryResource.super.reallocate(block, newByteSize, byteAlignment)
                : upstream.reallocate(block, newByteSize, byteAlignment);
    }

    @Override
    public void free(MemorySegment block) {
        if (isImported(block)) {
            release();
        } else {
            upstream.free(block);
        }
    }

    @Override
    public String toString() {
        return "ImportedBlock[" + length + " elements]";
    }

    private boolean isImported(MemorySegment block) {
        return held && block.address() == elements.address();
    }

    private static void requireFormat(ArrowFormat format, MemorySegment schema) {
        if (schema.get(WORD, ArrowStructs.SCHEMA_RELEASE) == 0) {
            throw new IllegalArgumentException("the ArrowSchema was released already");
        }
        String code = ArrowStructs.string(schema.get(WORD, ArrowStructs.SCHEMA_FORMAT));
        if (!code.equals(format.code()) || schema.get(WORD, ArrowStructs.SCHEMA_DICTIONARY) != 0) {
            throw new IllegalArgumentException(
                    "the array has Arrow's format \""
                            + code
                            + "\", or a dictionary; wanted is \""
                            + format.code()
                            + "\" without");
        }
    }

    private static void requireFlat(MemorySegment array, long length, long offset) {
        if (array.get(WORD, ArrowStructs.ARRAY_RELEASE) == 0) {
            throw new IllegalArgumentException("the ArrowArray was released already");
        }
        if (length < 0
                || offset < 0
                || length > Long.MAX_VALUE / 16 - offset
                || array.get(WORD, ArrowStructs.ARRAY_N_BUFFERS) != 2
                || array.get(WORD, ArrowStructs.ARRAY_BUFFERS) == 0
                || array.get(WORD, ArrowStructs.ARRAY_N_CHILDREN) != 0
                || array.get(WORD, ArrowStructs.ARRAY_DICTIONARY) != 0) {
            throw new IllegalArgumentException(
                    "not an array of primitive elements: length "
                            + length
                            + ", offset "
                            + offset
                            + ", "
                            + array.get(WORD, ArrowStructs.ARRAY_N_BUFFERS)
                            + " buffers, "
                            + array.get(WORD, ArrowStructs.ARRAY_N_CHILDREN)
                            + " children");
        }
    }

    private static MemorySegment elements(
            ArrowFormat format, MemorySegment array, long length, long offset) {
        MemorySegment buffers =
                ArrowStructs.at(array.get(WORD, ArrowStructs.ARRAY_BUFFERS), 2 * Long.BYTES);
        long nulls = array.get(WORD, ArrowStructs.ARRAY_NULL_COUNT);
        long validity = buffers.get(WORD, 0);
        if (nulls != 0 && (validity != 0 || nulls > 0)) {
            long found = validity == 0 ? nulls : nulls(validity, length, offset);
            if (found > 0) {
                throw new IllegalArgumentException(
                        found + " of " + length + " elements are null; a vector has no nulls");
            }
        }
        long data = buffers.get(WORD, Long.BYTES);
        if (length == 0) {
            return MemorySegment.NULL;
        }
        if (data == 0) {
            throw new IllegalArgumentException("an array of " + length + " elements without data");
        }
        int width = format.elementBytes();
        return ArrowStructs.at(data + offset * width, length * width);
    }

    private static long nulls(long validity, long length, long offset) {
        MemorySegment bits = ArrowStructs.at(validity, (offset + length + 7) / 8);
        long nulls = 0;
        for (long index = offset; index < offset + length; index++) {
            int eight = bits.get(ValueLayout.JAVA_BYTE, index >> 3);
            nulls += 1 - (eight >> (index & 7) & 1);
        }
        return nulls;
    }
}
