package dev.kanishk.collections.struct;

import dev.kanishk.collections.memory.MemoryResource;
import dev.kanishk.collections.memory.NativeAccess;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * A growable array of structs, one slot behind the other: {@code std::vector<Tick>} in Java.
 *
 * <pre>{@code
 * record Tick(long time, long price, long quantity, int venue) {}
 *
 * static final StructSchema<Tick> TICK = StructSchema.of(Tick.class);
 * static final StructField.OfLong PRICE = TICK.longField("price");
 *
 * try (StructVector<Tick> ticks = new StructVector<>(TICK)) {
 *     ticks.emplaceBack().setLong(PRICE, 101);   // no object is made
 *     ticks.pushBack(new Tick(2, 102, 7, 1));    // for convenience
 *     long price = ticks.getLong(0, PRICE);
 * }
 * }</pre>
 *
 * <p><b>Layout.</b> The field at byte {@code b} of element {@code i} lies at {@code address + i ×
 * slotBytes + b}. Where {@link NativeAccess} is enabled it is reached by that address, and the one
 * check of an access is that of the index against the size: all of {@code 0 … size} is memory of
 * this vector. Where it isn't, the block's own bounds check comes on top.
 *
 * @param <R> the schema's record class
 */
public final class StructVector<R extends Record> extends StructSequence<R> {
    private static final ValueLayout.OfLong WORD = ValueLayout.JAVA_LONG_UNALIGNED;
    private static final ValueLayout.OfByte BYTE = ValueLayout.JAVA_BYTE;

    private final long slotBytes;
    private MemorySegment memory = MemorySegment.NULL;
    private long address;

    /**
     * Makes an empty vector on {@link MemoryResource#system}. It allocates nothing yet.
     *
     * @param schema what each element has
     */
    public StructVector(StructSchema<R> schema) {
        this(schema, MemoryResource.system());
    }

    /**
     * Makes an empty vector. It allocates nothing yet.
     *
     * @param schema what each element has
     * @param resource where its memory comes from; it must outlive the vector
     */
    public StructVector(StructSchema<R> schema, MemoryResource resource) {
        super(
                schema,
                new SlotBlocks(
                        resource,
                        new long[] {schema.slotBytes()},
                        schema.layout().byteAlignment()));
        this.slotBytes = schema.slotBytes();
        blocksChanged();
    }

    /**
     * Returns a vector with the same elements on the same resource, with no capacity to spare.
     *
     * @return the copy, owned by the caller
     * @throws dev.kanishk.collections.memory.AllocationFailedException if there is no memory
     */
    public StructVector<R> copy() {
        return copyInto(emptyTwin());
    }

    /**
     * Hands all elements, with their memory, to a new vector; this one is empty afterwards. O(1).
     *
     * @return the new owner
     */
    public StructVector<R> move() {
        StructVector<R> owner = emptyTwin();
        exchange(owner);
        return owner;
    }

    /**
     * Exchanges elements, capacities and memory with another vector. O(1); it copies nothing.
     *
     * @param other a vector of the same schema on an equal resource
     * @throws IllegalArgumentException if schema or resource are others
     */
    public void swap(StructVector<R> other) {
        swapWith(other);
    }

    /**
     * Returns the memory of all elements, to be read and written in bulk.
     *
     * @return {@code size × slotBytes} bytes; valid until the capacity changes or the vector is
     *     closed. Its use afterwards is an error where native access is enabled; where it is not,
     *     it may reach memory that now belongs to another block, and never ends the process. The
     *     first call after each growth costs a shared arena, tens of microseconds: not for inner
     *     loops
     */
    public MemorySegment segment() {
        requireOpen();
        return blocks().expose(0, size());
    }

    @Override
    long place(long index, StructField field) {
        long size = size();
        if (index < 0 || index >= size) {
            throw noElement(index, size);
        }
        requireOfSchema(field);
        return address + index * slotBytes + field.byteOffset;
    }

    @Override
    MemorySegment memory(StructField field) {
        return NativeAccess.isEnabled() ? AllMemory.SEGMENT : memory;
    }

    @Override
    void zeroSlot(long index) {
        MemorySegment slots = NativeAccess.isEnabled() ? AllMemory.SEGMENT : memory;
        long at = address + index * slotBytes;
        long end = at + slotBytes;
        for (; at <= end - Long.BYTES; at += Long.BYTES) {
            slots.set(WORD, at, 0);
        }
        for (; at < end; at++) {
            slots.set(BYTE, at, (byte) 0);
        }
    }

    @Override
    void blocksChanged() {
        memory = blocks().block(0);
        address = NativeAccess.isEnabled() ? memory.address() : 0;
    }

    @Override
    StructVector<R> emptyTwin() {
        return new StructVector<>(schema, resource());
    }
}
