package dev.kanishk.collections.struct;

import java.lang.foreign.GroupLayout;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.PaddingLayout;
import java.lang.foreign.SequenceLayout;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.RecordComponent;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The fields of a struct: names, types, and where each lies in a slot.
 *
 * <p>A record class is laid out as C would lay out a struct with the same members: in order, each
 * aligned to its size. A {@link StructLayout} is taken as it is. Nested structs and arrays of fixed
 * length are flattened: their primitives become fields with names like {@code position.x} and
 * {@code levels[2]}. Slots lie one behind the other, each a multiple of the alignment long.
 *
 * <p>Make one schema for each kind of struct and keep it, with its field handles, in {@code static
 * final} fields. Two schemas are never interchangeable, even if their fields are. Immutable.
 *
 * @param <R> the record class; {@link Record} for a schema that was made from a layout
 */
public final class StructSchema<R extends Record> {
    /** The most fields a schema can have, each element of an array counted. */
    public static final int MAX_FIELDS = 1024;

    /** The most bytes a slot can have. */
    public static final long MAX_BYTES = 1L << 20;

    private final String name;
    private final StructLayout layout;
    private final long slotBytes;
    private final Map<String, StructField> fields = new LinkedHashMap<>();
    private final @Nullable RecordForm<R> form;

    private StructSchema(
            String name,
            StructLayout layout,
            @Nullable Class<R> type,
            MethodHandles.Lookup lookup) {
        this.name = name;
        this.layout = layout;
        long alignment = layout.byteAlignment();
        this.slotBytes = (layout.byteSize() + alignment - 1) & -alignment;
        if (slotBytes < 1 || slotBytes > MAX_BYTES) {
            throw new IllegalArgumentException(
                    name + " has " + slotBytes + " bytes; a struct has 1 to " + MAX_BYTES);
        }
        addAll(layout, "", 0);
        if (fields.isEmpty()) {
            throw new IllegalArgumentException(name + " has no fields");
        }
        this.form = type == null ? null : RecordForm.of(type, this, lookup);
    }

    /**
     * Makes the schema of a record class.
     *
     * @param <R> the record class
     * @param type the class; its components are primitives or records of such
     * @return the schema
     * @throws IllegalArgumentException if a component is neither, or the class can't be accessed
     */
    public static <R extends Record> StructSchema<R> of(Class<R> type) {
        return of(type, MethodHandles.lookup());
    }

    /**
     * Makes the schema of a record class that only the caller has access to, such as one in a
     * package that its module doesn't open.
     *
     * @param <R> the record class
     * @param type the class; its components are primitives or records of such
     * @param lookup the caller's
     * @return the schema
     * @throws IllegalArgumentException if a component is neither, or the class can't be accessed
     */
    public static <R extends Record> StructSchema<R> of(
            Class<R> type, MethodHandles.Lookup lookup) {
        return new StructSchema<>(type.getSimpleName(), layoutOf(type, ""), type, lookup);
    }

    /**
     * Makes the schema of a layout.
     *
     * @param layout its members are named primitives in the machine's byte order, structs and
     *     arrays of such, and padding
     * @return the schema; its vectors have no records
     * @throws IllegalArgumentException if there is another member, such as a union or an address
     */
    public static StructSchema<Record> of(StructLayout layout) {
        return new StructSchema<>(
                layout.name().orElse("struct"), layout, null, MethodHandles.lookup());
    }

    /**
     * Returns the name: that of the record class or of the layout.
     *
     * @return the simple name
     */
    public String name() {
        return name;
    }

    /**
     * Returns the layout of a slot.
     *
     * @return what was given, or what was made from the record class
     */
    public StructLayout layout() {
        return layout;
    }

    /**
     * Returns how many bytes lie between the starts of two neighbouring slots.
     *
     * @return the layout's size, rounded up to its alignment
     */
    public long slotBytes() {
        return slotBytes;
    }

    /**
     * Returns all fields in the order of their offsets.
     *
     * @return an immutable list
     */
    public List<StructField> fields() {
        return List.copyOf(fields.values());
    }

    /**
     * Finds a {@code boolean} field.
     *
     * @param name its name, with the names of what it is nested in
     * @return the handle
     * @throws IllegalArgumentException if there is no such field or it has another type
     */
    public StructField.OfBoolean booleanField(String name) {
        return (StructField.OfBoolean) field(name, FieldKind.BOOLEAN);
    }

    /**
     * Finds a {@code byte} field.
     *
     * @param name its name, with the names of what it is nested in
     * @return the handle
     * @throws IllegalArgumentException if there is no such field or it has another type
     */
    public StructField.OfByte byteField(String name) {
        return (StructField.OfByte) field(name, FieldKind.BYTE);
    }

    /**
     * Finds a {@code short} field.
     *
     * @param name its name, with the names of what it is nested in
     * @return the handle
     * @throws IllegalArgumentException if there is no such field or it has another type
     */
    public StructField.OfShort shortField(String name) {
        return (StructField.OfShort) field(name, FieldKind.SHORT);
    }

    /**
     * Finds a {@code char} field.
     *
     * @param name its name, with the names of what it is nested in
     * @return the handle
     * @throws IllegalArgumentException if there is no such field or it has another type
     */
    public StructField.OfChar charField(String name) {
        return (StructField.OfChar) field(name, FieldKind.CHAR);
    }

    /**
     * Finds an {@code int} field.
     *
     * @param name its name, with the names of what it is nested in
     * @return the handle
     * @throws IllegalArgumentException if there is no such field or it has another type
     */
    public StructField.OfInt intField(String name) {
        return (StructField.OfInt) field(name, FieldKind.INT);
    }

    /**
     * Finds a {@code long} field.
     *
     * @param name its name, with the names of what it is nested in
     * @return the handle
     * @throws IllegalArgumentException if there is no such field or it has another type
     */
    public StructField.OfLong longField(String name) {
        return (StructField.OfLong) field(name, FieldKind.LONG);
    }

    /**
     * Finds a {@code float} field.
     *
     * @param name its name, with the names of what it is nested in
     * @return the handle
     * @throws IllegalArgumentException if there is no such field or it has another type
     */
    public StructField.OfFloat floatField(String name) {
        return (StructField.OfFloat) field(name, FieldKind.FLOAT);
    }

    /**
     * Finds a {@code double} field.
     *
     * @param name its name, with the names of what it is nested in
     * @return the handle
     * @throws IllegalArgumentException if there is no such field or it has another type
     */
    public StructField.OfDouble doubleField(String name) {
        return (StructField.OfDouble) field(name, FieldKind.DOUBLE);
    }

    /** Returns the name and the fields as text. */
    @Override
    public String toString() {
        return name + " { " + described() + " }";
    }

    StructField field(String fieldName, FieldKind kind) {
        StructField field = fields.get(fieldName);
        if (field == null) {
            throw new IllegalArgumentException(
                    name + " has no field '" + fieldName + "'; it has " + described());
        }
        if (field.kind != kind) {
            throw new IllegalArgumentException(
                    "field '"
                            + fieldName
                            + "' of "
                            + name
                            + " is of type "
                            + field.kind
                            + ", not "
                            + kind
                            + ": use "
                            + field.kind
                            + "Field");
        }
        return field;
    }

    RecordForm<R> form() {
        if (form == null) {
            throw new UnsupportedOperationException(
                    name
                            + " was made from a layout and has no records: use its fields, or make"
                            + " the schema from a record class");
        }
        return form;
    }

    private String described() {
        StringBuilder text = new StringBuilder();
        for (StructField field : fields.values()) {
            text.append(text.isEmpty() ? "" : ", ").append(field.kind).append(' ');
            text.append(field.name());
        }
        return text.toString();
    }

    private void addAll(GroupLayout group, String path, long offset) {
        long memberOffset = offset;
        for (MemoryLayout member : group.memberLayouts()) {
            if (!(member instanceof PaddingLayout)) {
                String memberName =
                        member.name()
                                .orElseThrow(() ->
                                        new IllegalArgumentException(
                                                "a member of "
                                                        + this.name
                                                        + " has no name: "
                                                        + member));
                add(member, path.isEmpty() ? memberName : path + "." + memberName, memberOffset);
            }
            memberOffset += member.byteSize();
        }
    }

    private void add(MemoryLayout member, String path, long offset) {
        switch (member) {
            case StructLayout nested -> addAll(nested, path, offset);
            case SequenceLayout array -> {
                long elementBytes = array.elementLayout().byteSize();
                for (long i = 0; i < array.elementCount(); i++) {
                    add(array.elementLayout(), path + "[" + i + "]", offset + i * elementBytes);
                }
            }
            case ValueLayout value -> addField(value, path, offset);
            default ->
                    throw new IllegalArgumentException(
                            "member '"
                                    + path
                                    + "' of "
                                    + name
                                    + " is no struct, array or primitive: "
                                    + member);
        }
    }

    private void addField(ValueLayout value, String path, long offset) {
        FieldKind kind = FieldKind.of(value.carrier());
        if (kind == null) {
            throw new IllegalArgumentException(
                    "field '" + path + "' of " + name + " is an address: store it as a long");
        }
        if (value.order() != ByteOrder.nativeOrder() && value.byteSize() > 1) {
            throw new IllegalArgumentException(
                    "field '"
                            + path
                            + "' of "
                            + name
                            + " is "
                            + value.order()
                            + "; fields have this machine's byte order, "
                            + ByteOrder.nativeOrder());
        }
        if (fields.size() == MAX_FIELDS) {
            throw new IllegalArgumentException(name + " has more than " + MAX_FIELDS + " fields");
        }
        StructField field = StructField.of(this, path, kind, offset, fields.size());
        if (fields.put(path, field) != null) {
            throw new IllegalArgumentException(name + " has two fields '" + path + "'");
        }
    }

    private static StructLayout layoutOf(Class<? extends Record> type, String path) {
        List<MemoryLayout> members = new ArrayList<>();
        long offset = 0;
        long alignment = 1;
        for (RecordComponent component : type.getRecordComponents()) {
            String memberPath = path + component.getName();
            MemoryLayout member = memberLayout(type, component, memberPath);
            offset = pad(members, offset, member.byteAlignment());
            members.add(member.withName(component.getName()));
            offset += member.byteSize();
            alignment = Math.max(alignment, member.byteAlignment());
        }
        pad(members, offset, alignment);
        return MemoryLayout.structLayout(members.toArray(MemoryLayout[]::new))
                .withName(type.getSimpleName());
    }

    private static MemoryLayout memberLayout(
            Class<?> type, RecordComponent component, String path) {
        FieldKind kind = FieldKind.of(component.getType());
        if (kind != null) {
            return kind.layout;
        }
        if (component.getType().isRecord()) {
            return layoutOf(component.getType().asSubclass(Record.class), path + ".");
        }
        throw new IllegalArgumentException(
                "component '"
                        + path
                        + "' of "
                        + type.getSimpleName()
                        + " is a "
                        + component.getType().getTypeName()
                        + "; a component of a struct is a primitive or a record of primitives"
                        + (component.getType().isArray()
                                ? ": make the schema from a StructLayout to have arrays"
                                : ""));
    }

    private static long pad(List<MemoryLayout> members, long offset, long alignment) {
        long aligned = (offset + alignment - 1) & -alignment;
        if (aligned > offset) {
            members.add(MemoryLayout.paddingLayout(aligned - offset));
        }
        return aligned;
    }
}
