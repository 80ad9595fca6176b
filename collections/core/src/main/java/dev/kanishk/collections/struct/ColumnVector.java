package dev.kanishk.collections.struct;

import dev.kanishk.collections.memory.MemoryResource;
import dev.kanishk.collections.memory.NativeAccess;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;

/**
 * A growable struct of arrays: the same elements and the same fields as in a {@link StructVector},
 * with each field in a column of its own.
 *
 * <p>A loop over one field then reads nothing but that field, and the compiler can vectorise it
 * over the {@linkplain #column column}. Access to all fields of one element touches as many cache
 * lines as it has fields.
 *
 * @param <R> the schema's record class
 */
public final class ColumnVector<R extends Record> extends StructSequence<R> {
    private static final ValueLayout.OfByte BYTE = ValueLayout.JAVA_BYTE;
    private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED;
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED;
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED;

    private final int[] widthShifts;
    private final long[] addresses;

    /**
     * Makes an empty vector on {@link MemoryResource#system}. It allocates nothing yet.
     *
     * @param schema what each element has
     */
    public ColumnVector(StructSchema<R> schema) {
        this(schema, MemoryResource.system());
    }

    /**
     * Makes an empty vector. It allocates nothing yet, and one block for each field later.
     *
     * @param schema what each element has
     * @param resource where its memory comes from; it must outlive the vector
     */
    public ColumnVector(StructSchema<R> schema, MemoryResource resource) {
        super(
                schema,
                new SlotBlocks(
                        resource, widths(schema.fields()), MemoryResource.DEFAULT_ALIGNMENT));
        List<StructField> fields = schema.fields();
        this.addresses = new long[fields.size()];
        this.widthShifts = new int[fields.size()];
        for (StructField field : fields) {
            widthShifts[field.column] = Long.numberOfTrailingZeros(field.byteSize());
        }
        blocksChanged();
    }

    /**
     * Returns a vector with the same elements on the same resource, with no capacity to spare.
     *
     * @return the copy, owned by the caller
     * @throws dev.kanishk.collections.memory.AllocationFailedException if there is no memory
     */
    public ColumnVector<R> copy() {
        return copyInto(emptyTwin());
    }

    /**
     * Hands all elements, with their memory, to a new vector; this one is empty afterwards. O(1).
     *
     * @return the new owner
     */
    public ColumnVector<R> move() {
        ColumnVector<R> owner = emptyTwin();
        exchange(owner);
        return owner;
    }

    /**
     * Exchanges elements, capacities and memory with another vector. O(1); it copies nothing.
     *
     * @param other a vector of the same schema on an equal resource
     * @throws IllegalArgumentException if schema or resource are others
     */
    public void swap(ColumnVector<R> other) {
        swapWith(other);
    }

    /**
     * Returns the memory of one field of all elements, to be read and written in bulk.
     *
     * @param field the field
     * @return {@code size × byteSize} bytes; valid until the capacity changes or the vector is
     *     closed. Its use afterwards is an error where native access is enabled; where it is not,
     *     it may reach memory that now belongs to another block, and never ends the process. The
     *     first call after each growth costs a shared arena, tens of microseconds: not for inner
     *     loops
     */
    public MemorySegment column(StructField field) {
        requireOpen();
        requireOfSchema(field);
        return blocks().expose(field.column, size());
    }

    @Override
    long place(long index, StructField field) {
        long size = size();
        if (index < 0 || index >= size) {
            throw noElement(index, size);
        }
        requireOfSchema(field);
        return addresses[field.column] + (index << widthShifts[field.column]);
    }

    @Override
    MemorySegment memory(StructField field) {
        return NativeAccess.isEnabled() ? AllMemory.SEGMENT : blocks().block(field.column);
    }

    @Override
    void zeroSlot(long index) {
        for (int column = 0; column < addresses.length; column++) {
            MemorySegment block =
                    NativeAccess.isEnabled() ? AllMemory.SEGMENT : blocks().block(column);
            int shift = widthShifts[column];
            long at = addresses[column] + (index << shift);
            switch (shift) {
                case 0 -> block.set(BYTE, at, (byte) 0);
                case 1 -> block.set(SHORT, at, (short) 0);
                case 2 -> block.set(INT, at, 0);
                default -> block.set(LONG, at, 0);
            }
        }
    }

    @Override
    void blocksChanged() {
        for (int column = 0; column < addresses.length; column++) {
            addresses[column] = NativeAccess.isEnabled() ? blocks().block(column).address() : 0;
        }
    }

    @Override
    ColumnVector<R> emptyTwin() {
        return new ColumnVector<>(schema, resource());
    }

    private static long[] widths(List<StructField> fields) {
        return fields.stream().mapToLong(StructField::byteSize).toArray();
    }
}
