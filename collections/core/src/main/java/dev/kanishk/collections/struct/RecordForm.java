package dev.kanishk.collections.struct;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.RecordComponent;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Records to slots and back, as two method handles composed once for each schema: one writes all
 * fields, one reads all and calls the constructors. Neither boxes.
 */
final class RecordForm<R extends Record> {
    private static final MethodHandles.Lookup OWN = MethodHandles.lookup();

    /** (StructView, long, Object) void. */
    private final MethodHandle writer;

    /** (StructView, long) Object. */
    private final MethodHandle reader;

    private final Class<R> type;

    private RecordForm(Class<R> type, MethodHandle writer, MethodHandle reader) {
        this.type = type;
        this.writer = writer;
        this.reader = reader;
    }

    static <R extends Record> RecordForm<R> of(
            Class<R> type, StructSchema<R> schema, MethodHandles.Lookup lookup) {
        try {
            MethodHandle nothing =
                    MethodHandles.empty(
                            MethodType.methodType(void.class, StructView.class, long.class, type));
            MethodHandle writer =
                    addWriters(nothing, type, MethodHandles.identity(type), "", schema, lookup);
            MethodHandle reader = reader(type, "", schema, lookup);
            return new RecordForm<>(
                    type,
                    writer.asType(writer.type().changeParameterType(2, Object.class)),
                    reader.asType(reader.type().changeReturnType(Object.class)));
        } catch (IllegalAccessException | NoSuchMethodException e) {
            throw new IllegalArgumentException(
                    type.getName()
                            + " cannot be accessed: open its package to this module, or pass a"
                            + " lookup of a class that has access",
                    e);
        }
    }

    void write(StructView<?> view, long index, R element) {
        try {
            writer.invokeExact(view, index, (Object) element);
        } catch (Throwable e) {
            throw unchecked(e);
        }
    }

    R read(StructView<?> view, long index) {
        try {
            return type.cast((Object) reader.invokeExact(view, index));
        } catch (Throwable e) {
            throw unchecked(e);
        }
    }

    /** Adds to a writer the writing of all components of a record that {@code path} leads to. */
    private static MethodHandle addWriters(
            MethodHandle writer,
            Class<?> type,
            MethodHandle path,
            String pathName,
            StructSchema<?> schema,
            MethodHandles.Lookup lookup)
            throws IllegalAccessException, NoSuchMethodException {
        MethodHandle all = writer;
        for (RecordComponent component : type.getRecordComponents()) {
            String name = pathName + component.getName();
            Class<?> member = component.getType();
            MethodHandle accessor =
                    MethodHandles.privateLookupIn(type, lookup).unreflect(component.getAccessor());
            MethodHandle value = MethodHandles.filterReturnValue(path, accessor);
            if (member.isRecord()) {
                all = addWriters(all, member, value, name + ".", schema, lookup);
            } else {
                MethodHandle setter = fieldAccess("set", void.class, member, name, schema);
                all =
                        MethodHandles.foldArguments(
                                MethodHandles.filterArguments(setter, 2, value), all);
            }
        }
        return all;
    }

    /** Returns (StructView, long) → a record of the class, made from the fields under the path. */
    private static MethodHandle reader(
            Class<?> type, String pathName, StructSchema<?> schema, MethodHandles.Lookup lookup)
            throws IllegalAccessException, NoSuchMethodException {
        RecordComponent[] components = type.getRecordComponents();
        Class<?>[] parameters = new Class<?>[components.length];
        for (int i = 0; i < components.length; i++) {
            parameters[i] = components[i].getType();
        }
        MethodHandle make =
                MethodHandles.privateLookupIn(type, lookup)
                        .findConstructor(type, MethodType.methodType(void.class, parameters));
        for (int i = components.length - 1; i >= 0; i--) {
            String name = pathName + components[i].getName();
            MethodHandle value =
                    parameters[i].isRecord()
                            ? reader(parameters[i], name + ".", schema, lookup)
                            : fieldAccess("get", parameters[i], null, name, schema);
            make = MethodHandles.collectArguments(make, i, value);
        }
        // Each component brought a view and an index; all are the same two.
        int[] order = new int[2 * components.length];
        for (int i = 0; i < order.length; i++) {
            order[i] = i % 2;
        }
        return MethodHandles.permuteArguments(
                make, MethodType.methodType(type, StructView.class, long.class), order);
    }

    private static MethodHandle fieldAccess(
            String verb,
            Class<?> result,
            @Nullable Class<?> value,
            String name,
            StructSchema<?> schema)
            throws NoSuchMethodException, IllegalAccessException {
        FieldKind kind = Objects.requireNonNull(FieldKind.of(value == null ? result : value));
        String type = kind.toString();
        String method = verb + type.substring(0, 1).toUpperCase(Locale.ROOT) + type.substring(1);
        StructField field = schema.field(name, kind);
        MethodType signature = MethodType.methodType(result, long.class, field.getClass());
        if (value != null) {
            signature = signature.appendParameterTypes(value);
        }
        return MethodHandles.insertArguments(
                OWN.findVirtual(StructView.class, method, signature), 2, field);
    }

    /** An accessor or a constructor of the user's may throw anything unchecked; pass it on. */
    private static RuntimeException unchecked(Throwable thrown) {
        if (thrown instanceof Error error) {
            throw error;
        }
        if (thrown instanceof RuntimeException exception) {
            return exception;
        }
        return new IllegalStateException("a record threw a checked exception", thrown);
    }
}
