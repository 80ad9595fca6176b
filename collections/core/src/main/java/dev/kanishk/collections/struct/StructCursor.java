package dev.kanishk.collections.struct;

/**
 * A place in a sequence of structs that can be moved: the fields of one element after the other,
 * through one object.
 *
 * <pre>{@code
 * StructCursor cursor = ticks.cursor();
 * while (cursor.next()) {
 *     volume += cursor.getLong(QUANTITY);
 * }
 * }</pre>
 *
 * <p>It holds an index, no address: growth doesn't invalidate it, and each access is checked
 * against the size of that moment. Before the first {@link #next} it is nowhere, and access throws
 * {@link IndexOutOfBoundsException}.
 */
public final class StructCursor {
    private final StructView<?> view;
    private long index = -1;

    StructCursor(StructView<?> view) {
        this.view = view;
    }

    /**
     * Moves to the next element; stays at the last if there is no next.
     *
     * @return whether there is one
     */
    public boolean next() {
        long following = index + 1;
        if (following >= view.size()) {
            return false;
        }
        index = following;
        return true;
    }

    /**
     * Moves to an element.
     *
     * @param element its index, from 0 to the size, exclusive
     * @return this cursor
     * @throws IndexOutOfBoundsException if there is no such element
     */
    public StructCursor moveTo(long element) {
        view.requireElement(element);
        index = element;
        return this;
    }

    /**
     * Returns where the cursor is.
     *
     * @return the element's index; −1 before the first move
     */
    public long index() {
        return index;
    }

    /** Moves without a check, to an element that was just made. */
    StructCursor at(long element) {
        index = element;
        return this;
    }

    /**
     * Reads a {@code boolean} field of the element here.
     *
     * @param field which
     * @return its value
     */
    public boolean getBoolean(StructField.OfBoolean field) {
        return view.getBoolean(index, field);
    }

    /**
     * Writes a {@code boolean} field of the element here.
     *
     * @param field which
     * @param value the new value
     * @return this cursor
     */
    public StructCursor setBoolean(StructField.OfBoolean field, boolean value) {
        view.setBoolean(index, field, value);
        return this;
    }

    /**
     * Reads a {@code byte} field of the element here.
     *
     * @param field which
     * @return its value
     */
    public byte getByte(StructField.OfByte field) {
        return view.getByte(index, field);
    }

    /**
     * Writes a {@code byte} field of the element here.
     *
     * @param field which
     * @param value the new value
     * @return this cursor
     */
    public StructCursor setByte(StructField.OfByte field, byte value) {
        view.setByte(index, field, value);
        return this;
    }

    /**
     * Reads a {@code short} field of the element here.
     *
     * @param field which
     * @return its value
     */
    public short getShort(StructField.OfShort field) {
        return view.getShort(index, field);
    }

    /**
     * Writes a {@code short} field of the element here.
     *
     * @param field which
     * @param value the new value
     * @return this cursor
     */
    public StructCursor setShort(StructField.OfShort field, short value) {
        view.setShort(index, field, value);
        return this;
    }

    /**
     * Reads a {@code char} field of the element here.
     *
     * @param field which
     * @return its value
     */
    public char getChar(StructField.OfChar field) {
        return view.getChar(index, field);
    }

    /**
     * Writes a {@code char} field of the element here.
     *
     * @param field which
     * @param value the new value
     * @return this cursor
     */
    public StructCursor setChar(StructField.OfChar field, char value) {
        view.setChar(index, field, value);
        return this;
    }

    /**
     * Reads an {@code int} field of the element here.
     *
     * @param field which
     * @return its value
     */
    public int getInt(StructField.OfInt field) {
        return view.getInt(index, field);
    }

    /**
     * Writes an {@code int} field of the element here.
     *
     * @param field which
     * @param value the new value
     * @return this cursor
     */
    public StructCursor setInt(StructField.OfInt field, int value) {
        view.setInt(index, field, value);
        return this;
    }

    /**
     * Reads a {@code long} field of the element here.
     *
     * @param field which
     * @return its value
     */
    public long getLong(StructField.OfLong field) {
        return view.getLong(index, field);
    }

    /**
     * Writes a {@code long} field of the element here.
     *
     * @param field which
     * @param value the new value
     * @return this cursor
     */
    public StructCursor setLong(StructField.OfLong field, long value) {
        view.setLong(index, field, value);
        return this;
    }

    /**
     * Reads a {@code float} field of the element here.
     *
     * @param field which
     * @return its value
     */
    public float getFloat(StructField.OfFloat field) {
        return view.getFloat(index, field);
    }

    /**
     * Writes a {@code float} field of the element here.
     *
     * @param field which
     * @param value the new value
     * @return this cursor
     */
    public StructCursor setFloat(StructField.OfFloat field, float value) {
        view.setFloat(index, field, value);
        return this;
    }

    /**
     * Reads a {@code double} field of the element here.
     *
     * @param field which
     * @return its value
     */
    public double getDouble(StructField.OfDouble field) {
        return view.getDouble(index, field);
    }

    /**
     * Writes a {@code double} field of the element here.
     *
     * @param field which
     * @param value the new value
     * @return this cursor
     */
    public StructCursor setDouble(StructField.OfDouble field, double value) {
        view.setDouble(index, field, value);
        return this;
    }
}
