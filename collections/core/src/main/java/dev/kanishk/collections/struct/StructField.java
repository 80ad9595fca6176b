package dev.kanishk.collections.struct;

/**
 * A handle to one field of a schema: where it lies in a slot, and in which column.
 *
 * <p>Made by {@link StructSchema}, once; keep it in a {@code static final} field, so that the
 * compiler sees through it. The same handle serves {@link StructVector}, {@link ColumnVector} and
 * slices of both. Immutable.
 */
public abstract sealed class StructField {
    final StructSchema<?> schema;
    final long byteOffset;
    final int column;
    final FieldKind kind;
    private final String name;

    private StructField(
            StructSchema<?> schema, String name, FieldKind kind, long byteOffset, int column) {
        this.schema = schema;
        this.name = name;
        this.kind = kind;
        this.byteOffset = byteOffset;
        this.column = column;
    }

    static StructField of(
            StructSchema<?> schema, String name, FieldKind kind, long byteOffset, int column) {
        return switch (kind) {
            case BOOLEAN -> new OfBoolean(schema, name, byteOffset, column);
            case BYTE -> new OfByte(schema, name, byteOffset, column);
            case SHORT -> new OfShort(schema, name, byteOffset, column);
            case CHAR -> new OfChar(schema, name, byteOffset, column);
            case INT -> new OfInt(schema, name, byteOffset, column);
            case LONG -> new OfLong(schema, name, byteOffset, column);
            case FLOAT -> new OfFloat(schema, name, byteOffset, column);
            case DOUBLE -> new OfDouble(schema, name, byteOffset, column);
        };
    }

    /**
     * Returns the field's name: {@code price}, {@code position.x} in a nested struct, {@code
     * levels[2]} in an array.
     *
     * @return the name, unique in its schema
     */
    public String name() {
        return name;
    }

    /**
     * Returns the field's type.
     *
     * @return a primitive class
     */
    public Class<?> type() {
        return kind.type();
    }

    /**
     * Returns where the field lies in a slot.
     *
     * @return bytes from the slot's start
     */
    public long byteOffset() {
        return byteOffset;
    }

    /**
     * Returns how many bytes the field takes.
     *
     * @return 1, 2, 4 or 8
     */
    public long byteSize() {
        return kind.byteSize();
    }

    /** Returns type, name, offset and schema as text. */
    @Override
    public String toString() {
        return kind + " " + name + " at byte " + byteOffset + " of " + schema.name();
    }

    /** A {@code boolean} field. */
    public static final class OfBoolean extends StructField {
        OfBoolean(StructSchema<?> schema, String name, long byteOffset, int column) {
            super(schema, name, FieldKind.BOOLEAN, byteOffset, column);
        }
    }

    /** A {@code byte} field. */
    public static final class OfByte extends StructField {
        OfByte(StructSchema<?> schema, String name, long byteOffset, int column) {
            super(schema, name, FieldKind.BYTE, byteOffset, column);
        }
    }

    /** A {@code short} field. */
    public static final class OfShort extends StructField {
        OfShort(StructSchema<?> schema, String name, long byteOffset, int column) {
            super(schema, name, FieldKind.SHORT, byteOffset, column);
        }
    }

    /** A {@code char} field. */
    public static final class OfChar extends StructField {
        OfChar(StructSchema<?> schema, String name, long byteOffset, int column) {
            super(schema, name, FieldKind.CHAR, byteOffset, column);
        }
    }

    /** A {@code int} field. */
    public static final class OfInt extends StructField {
        OfInt(StructSchema<?> schema, String name, long byteOffset, int column) {
            super(schema, name, FieldKind.INT, byteOffset, column);
        }
    }

    /** A {@code long} field. */
    public static final class OfLong extends StructField {
        OfLong(StructSchema<?> schema, String name, long byteOffset, int column) {
            super(schema, name, FieldKind.LONG, byteOffset, column);
        }
    }

    /** A {@code float} field. */
    public static final class OfFloat extends StructField {
        OfFloat(StructSchema<?> schema, String name, long byteOffset, int column) {
            super(schema, name, FieldKind.FLOAT, byteOffset, column);
        }
    }

    /** A {@code double} field. */
    public static final class OfDouble extends StructField {
        OfDouble(StructSchema<?> schema, String name, long byteOffset, int column) {
            super(schema, name, FieldKind.DOUBLE, byteOffset, column);
        }
    }
}
