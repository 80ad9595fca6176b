package dev.kanishk.collections.struct;

import java.lang.foreign.MemorySegment;

/**
 * A range of a struct vector, as a view: see {@link StructView#slice}.
 *
 * @param <R> the schema's record class
 */
public final class StructSlice<R extends Record> extends StructView<R> {
    private final StructSequence<R> owner;
    private final long first;
    private final long size;

    StructSlice(StructSequence<R> owner, long first, long size) {
        super(owner.schema);
        this.owner = owner;
        this.first = first;
        this.size = size;
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    long place(long index, StructField field) {
        requireElement(index);
        return owner.place(first + index, field);
    }

    @Override
    MemorySegment memory(StructField field) {
        return owner.memory(field);
    }

    @Override
    StructSequence<R> owner() {
        return owner;
    }

    @Override
    long first() {
        return first;
    }
}
