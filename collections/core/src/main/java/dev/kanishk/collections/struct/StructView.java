package dev.kanishk.collections.struct;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ConcurrentModificationException;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Structs that can be read and written by index and field: a vector of them, or a slice of one.
 *
 * <p>Every access is checked: the index against the size, the field against the schema. Nothing
 * here allocates on the Java heap, but for {@link #get}, {@link #stream} and what returns a view.
 *
 * @param <R> the schema's record class
 */
public abstract sealed class StructView<R extends Record> permits StructSequence, StructSlice {
    private static final ValueLayout.OfBoolean BOOLEAN = ValueLayout.JAVA_BOOLEAN;
    private static final ValueLayout.OfByte BYTE = ValueLayout.JAVA_BYTE;
    private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED;
    private static final ValueLayout.OfChar CHAR = ValueLayout.JAVA_CHAR_UNALIGNED;
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED;
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED;
    private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED;
    private static final ValueLayout.OfDouble DOUBLE = ValueLayout.JAVA_DOUBLE_UNALIGNED;
    private static final long SHOWN_ELEMENTS = 32;
    private static final SlotKey NO_KEY = index -> 0;

    final StructSchema<R> schema;

    StructView(StructSchema<R> schema) {
        this.schema = schema;
    }

    /**
     * Returns the fields that each element has.
     *
     * @return the schema given when the vector was made
     */
    public final StructSchema<R> schema() {
        return schema;
    }

    /**
     * Returns how many elements there are.
     *
     * @return at least 0
     */
    public abstract long size();

    /**
     * Returns whether there are no elements.
     *
     * @return whether the size is 0
     */
    public final boolean isEmpty() {
        return size() == 0;
    }

    /** Returns where in {@link #memory} a field of an element lies; checks both. */
    abstract long place(long index, StructField field);

    /** Returns the memory that a field lies in: all of it with native access, else its block. */
    abstract MemorySegment memory(StructField field);

    abstract StructSequence<R> owner();

    /** Returns the index that the first element has in the owner. */
    abstract long first();

    /**
     * Reads a {@code boolean} field of an element.
     *
     * @param index from 0 to the size, exclusive
     * @param field which, of this schema
     * @return its value
     * @throws IndexOutOfBoundsException if there is no such element
     */
    public final boolean getBoolean(long index, StructField.OfBoolean field) {
        long place = place(index, field);
        return memory(field).get(BOOLEAN, place);
    }

    /**
     * Writes a {@code boolean} field of an element.
     *
     * @param index from 0 to the size, exclusive
     * @param field which, of this schema
     * @param value the new value
     * @throws IndexOutOfBoundsException if there is no such element
     */
    public final void setBoolean(long index, StructField.OfBoolean field, boolean value) {
        long place = place(index, field);
        memory(field).set(BOOLEAN, place, value);
    }

    /**
     * Reads a {@code byte} field of an element.
     *
     * @param index from 0 to the size, exclusive
     * @param field which, of this schema
     * @return its value
     * @throws IndexOutOfBoundsException if there is no such element
     */
    public final byte getByte(long index, StructField.OfByte field) {
        long place = place(index, field);
        return memory(field).get(BYTE, place);
    }

    /**
     * Writes a {@code byte} field of an element.
     *
     * @param index from 0 to the size, exclusive
     * @param field which, of this schema
     * @param value the new value
     * @throws IndexOutOfBoundsException if there is no such element
     */
    public final void setByte(long index, StructField.OfByte field, byte value) {
        long place = place(index, field);
        memory(field).set(BYTE, place, value);
    }

    /**
     * Reads a {@code short} field of an element.
     *
     * @param index from 0 to the size, exclusive
     * @param field which, of this schema
     * @return its value
     * @throws IndexOutOfBoundsException if there is no such element
     */
    public final short getShort(long index, StructField.OfShort field) {
        long place = place(index, field);
        return memory(field).get(SHORT, place);
    }

    /**
     * Writes a {@code short} field of an element.
     *
     * @param index from 0 to the size, exclusive
     * @param field which, of this schema
     * @param value the new value
     * @throws IndexOutOfBoundsException if there is no such element
     */
    public final void setShort(long index, StructField.OfShort field, short value) {
        long place = place(index, field);
        memory(field).set(SHORT, place, value);
    }

    /**
     * Reads a {@code char} field of an element.
     *
     * @param index from 0 to the size, exclusive
     * @param field which, of this schema
     * @return its value
     * @throws IndexOutOfBoundsException if there is no such element
     */
    public final char getChar(long index, StructField.OfChar field) {
        long place = place(index, field);
        return memory(field).get(CHAR, place);
    }

    /**
     * Writes a {@code char} field of an element.
     *
     * @param index from 0 to the size, exclusive
     * @param field which, of this schema
     * @param value the new value
     * @throws IndexOutOfBoundsException if there is no such element
     */
    public final void setChar(long index, StructField.OfChar field, char value) {
        long place = place(index, field);
        memory(field).set(CHAR, place, value);
    }

    /**
     * Reads an {@code int} field of an element.
     *
     * @param index from 0 to the size, exclusive
     * @param field which, of this schema
     * @return its value
     * @throws IndexOutOfBoundsException if there is no such element
     */
    public final int getInt(long index, StructField.OfInt field) {
        long place = place(index, field);
        return memory(field).get(INT, place);
    }

    /**
     * Writes an {@code int} field of an element.
     *
     * @param index from 0 to the size, exclusive
     * @param field which, of this schema
     * @param value the new value
     * @throws IndexOutOfBoundsException if there is no such element
     */
    public final void setInt(long index, StructField.OfInt field, int value) {
        long place = place(index, field);
        memory(field).set(INT, place, value);
    }

    /**
     * Reads a {@code long} field of an element.
     *
     * @param index from 0 to the size, exclusive
     * @param field which, of this schema
     * @return its value
     * @throws IndexOutOfBoundsException if there is no such element
     */
    public final long getLong(long index, StructField.OfLong field) {
        long place = place(index, field);
        return memory(field).get(LONG, place);
    }

    /**
     * Writes a {@code long} field of an element.
     *
     * @param index from 0 to the size, exclusive
     * @param field which, of this schema
     * @param value the new value
     * @throws IndexOutOfBoundsException if there is no such element
     */
    public final void setLong(long index, StructField.OfLong field, long value) {
        long place = place(index, field);
        memory(field).set(LONG, place, value);
    }

    /**
     * Reads a {@code float} field of an element.
     *
     * @param index from 0 to the size, exclusive
     * @param field which, of this schema
     * @return its value
     * @throws IndexOutOfBoundsException if there is no such element
     */
    public final float getFloat(long index, StructField.OfFloat field) {
        long place = place(index, field);
        return memory(field).get(FLOAT, place);
    }

    /**
     * Writes a {@code float} field of an element.
     *
     * @param index from 0 to the size, exclusive
     * @param field which, of this schema
     * @param value the new value
     * @throws IndexOutOfBoundsException if there is no such element
     */
    public final void setFloat(long index, StructField.OfFloat field, float value) {
        long place = place(index, field);
        memory(field).set(FLOAT, place, value);
    }

    /**
     * Reads a {@code double} field of an element.
     *
     * @param index from 0 to the size, exclusive
     * @param field which, of this schema
     * @return its value
     * @throws IndexOutOfBoundsException if there is no such element
     */
    public final double getDouble(long index, StructField.OfDouble field) {
        long place = place(index, field);
        return memory(field).get(DOUBLE, place);
    }

    /**
     * Writes a {@code double} field of an element.
     *
     * @param index from 0 to the size, exclusive
     * @param field which, of this schema
     * @param value the new value
     * @throws IndexOutOfBoundsException if there is no such element
     */
    public final void setDouble(long index, StructField.OfDouble field, double value) {
        long place = place(index, field);
        memory(field).set(DOUBLE, place, value);
    }

    /**
     * Reads an element as a record, for convenience: this allocates it.
     *
     * @param index from 0 to the size, exclusive
     * @return a new record
     * @throws IndexOutOfBoundsException if there is no such element
     * @throws UnsupportedOperationException if the schema was made from a layout
     */
    public final R get(long index) {
        RecordForm<R> form = schema.form();
        requireElement(index);
        return form.read(this, index);
    }

    /**
     * Does what {@link #get} does, under the name of {@code std::vector}'s checked access.
     *
     * @param index from 0 to the size, exclusive
     * @return a new record
     * @throws IndexOutOfBoundsException if there is no such element
     */
    public final R at(long index) {
        return get(index);
    }

    /**
     * Reads the first element.
     *
     * @return a new record
     * @throws IndexOutOfBoundsException if there is none
     */
    public final R front() {
        return get(0);
    }

    /**
     * Reads the last element.
     *
     * @return a new record
     * @throws IndexOutOfBoundsException if there is none
     */
    public final R back() {
        return get(size() - 1);
    }

    /**
     * Writes all fields of an element that its record has.
     *
     * @param index from 0 to the size, exclusive
     * @param element the new values; if one of its accessors throws, fields before it are written
     * @throws IndexOutOfBoundsException if there is no such element
     * @throws UnsupportedOperationException if the schema was made from a layout
     */
    public final void set(long index, R element) {
        RecordForm<R> form = schema.form();
        requireElement(index);
        form.write(this, index, element);
    }

    /**
     * Returns a cursor before the first element.
     *
     * @return a new one, for loops
     */
    public final StructCursor cursor() {
        return new StructCursor(this);
    }

    /**
     * Returns the elements of a range as a view: writes go through, growth doesn't invalidate it.
     * An element that the vector no longer has is an error when it is accessed.
     *
     * @param from the first index
     * @param to the index behind the last
     * @return the view; its indices start at 0
     * @throws IndexOutOfBoundsException if the range is not in here
     */
    public final StructSlice<R> slice(long from, long to) {
        requireRange(from, to);
        return new StructSlice<>(owner(), first() + from, to - from);
    }

    /**
     * Returns the elements as records. Nothing must be changed while the stream is used.
     *
     * @return the elements from the first to the last
     */
    public final Stream<R> stream() {
        owner().requireOpen();
        return LongStream.range(0, size()).mapToObj(this::get);
    }

    /**
     * Sorts by a comparison of indices, stably. O(n log n); takes 32 bytes for each element and as
     * much as they are long from the resource while it runs.
     *
     * @param comparator the order; if it throws, nothing was changed
     * @throws dev.kanishk.collections.memory.AllocationFailedException if there is no memory;
     *     nothing was changed
     * @throws ConcurrentModificationException if the comparator changed the size
     */
    public final void sort(SlotComparator comparator) {
        arrange(NO_KEY, comparator);
    }

    /**
     * Sorts by a number, stably, and faster than by a comparison.
     *
     * @param key the number; if it throws, nothing was changed
     * @throws dev.kanishk.collections.memory.AllocationFailedException if there is no memory;
     *     nothing was changed
     */
    public final void sortBy(SlotKey key) {
        arrange(key, null);
    }

    /**
     * Sorts by a number, and where that is equal by a comparison, stably.
     *
     * @param key the number
     * @param ties compares elements of equal keys; if it throws, nothing was changed
     * @throws dev.kanishk.collections.memory.AllocationFailedException if there is no memory;
     *     nothing was changed
     */
    public final void sortBy(SlotKey key, SlotComparator ties) {
        arrange(key, ties);
    }

    /**
     * Sorts by a field in its natural order, stably: {@code false} before {@code true}, floating
     * point as {@link Double#compare} has it.
     *
     * @param field the field
     * @throws dev.kanishk.collections.memory.AllocationFailedException if there is no memory;
     *     nothing was changed
     */
    public final void sortBy(StructField field) {
        SlotKey key =
                switch (field) {
                    case StructField.OfBoolean f -> i -> getBoolean(i, f) ? 1 : 0;
                    case StructField.OfByte f -> i -> getByte(i, f);
                    case StructField.OfShort f -> i -> getShort(i, f);
                    case StructField.OfChar f -> i -> getChar(i, f);
                    case StructField.OfInt f -> i -> getInt(i, f);
                    case StructField.OfLong f -> i -> getLong(i, f);
                    case StructField.OfFloat f -> i -> doubleKey(getFloat(i, f));
                    case StructField.OfDouble f -> i -> doubleKey(getDouble(i, f));
                };
        arrange(key, null);
    }

    /**
     * Finds where a predicate becomes false, in elements that are partitioned by it. O(log n).
     *
     * @param predicate true for the first elements, false for the rest
     * @return the first index for which it is false, or the size
     */
    public final long partitionPoint(SlotPredicate predicate) {
        owner().requireOpen();
        long low = 0;
        long high = size();
        while (low < high) {
            long middle = (low + high) >>> 1;
            if (predicate.test(middle)) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /**
     * Finds the first element whose field is not less than a value, in elements sorted by it. O(log
     * n). For other types and keys there is {@link #partitionPoint}.
     *
     * @param field the field they are sorted by
     * @param value the value
     * @return the index, or the size if all are less
     */
    public final long lowerBound(StructField.OfLong field, long value) {
        return partitionPoint(index -> getLong(index, field) < value);
    }

    /**
     * Finds the first element whose field is greater than a value, in elements sorted by it. O(log
     * n).
     *
     * @param field the field they are sorted by
     * @param value the value
     * @return the index, or the size if none is greater
     */
    public final long upperBound(StructField.OfLong field, long value) {
        return partitionPoint(index -> getLong(index, field) <= value);
    }

    /** Returns the elements as text; of many only the first and the size. */
    @Override
    public final String toString() {
        StringBuilder text = new StringBuilder("[");
        long shown = Math.min(size(), SHOWN_ELEMENTS);
        for (long index = 0; index < shown; index++) {
            text.append(index == 0 ? "{" : ", {");
            String separator = "";
            for (StructField field : schema.fields()) {
                text.append(separator).append(field.name()).append('=').append(text(index, field));
                separator = ", ";
            }
            text.append('}');
        }
        return (shown < size() ? text.append(", … ").append(size()).append(" in all") : text) + "]";
    }

    final void requireElement(long index) {
        if (index < 0 || index >= size()) {
            throw noElement(index, size());
        }
    }

    final IndexOutOfBoundsException noElement(long index, long size) {
        owner().requireOpen();
        return new IndexOutOfBoundsException("index " + index + ", size " + size);
    }

    final void requireRange(long from, long to) {
        if (from < 0 || from > to || to > size()) {
            owner().requireOpen();
            throw new IndexOutOfBoundsException("from " + from + " to " + to + ", size " + size());
        }
    }

    final void requireOfSchema(StructField field) {
        if (field.schema != schema) {
            throw new IllegalArgumentException(
                    "not a field of this schema, "
                            + schema.name()
                            + ": "
                            + field
                            + "; take it from the schema that the vector was made with");
        }
    }

    private void arrange(SlotKey key, @Nullable SlotComparator ties) {
        StructSequence<R> owner = owner();
        owner.requireOpen();
        long ownerSize = owner.size();
        if (size() > 0) {
            requireElement(size() - 1);
            try (SlotOrder order = new SlotOrder(size(), key, ties, owner.resource())) {
                if (owner.size() != ownerSize) {
                    throw new ConcurrentModificationException(
                            "size " + ownerSize + " became " + owner.size() + " while sorting");
                }
                owner.blocks().arrange(first(), order);
            }
        }
    }

    private Object text(long index, StructField field) {
        return switch (field) {
            case StructField.OfBoolean f -> getBoolean(index, f);
            case StructField.OfByte f -> getByte(index, f);
            case StructField.OfShort f -> getShort(index, f);
            case StructField.OfChar f -> getChar(index, f);
            case StructField.OfInt f -> getInt(index, f);
            case StructField.OfLong f -> getLong(index, f);
            case StructField.OfFloat f -> getFloat(index, f);
            case StructField.OfDouble f -> getDouble(index, f);
        };
    }

    /** Negative numbers have their bits in the other direction. */
    private static long doubleKey(double value) {
        long bits = Double.doubleToLongBits(value);
        return bits < 0 ? bits ^ Long.MAX_VALUE : bits;
    }
}
