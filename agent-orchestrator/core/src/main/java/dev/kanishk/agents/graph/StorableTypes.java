package dev.kanishk.agents.graph;

import com.fasterxml.jackson.annotation.JacksonAnnotation;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonNode;
import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;
import java.util.UUID;
import java.util.stream.Stream;

/** Which types a state may have: those that come back from JSON as they went. */
final class StorableTypes {
    private static final Set<Class<?>> SCALARS =
            Set.of(
                    String.class,
                    Boolean.class,
                    Byte.class,
                    Short.class,
                    Character.class,
                    Integer.class,
                    Long.class,
                    Float.class,
                    Double.class,
                    BigInteger.class,
                    BigDecimal.class,
                    UUID.class,
                    URI.class);

    private StorableTypes() {}

    /** Throws an error that says where the type is, and why it cannot be stored. */
    static void check(JavaType type, String where) {
        check(type, where, new HashSet<>());
    }

    private static void check(JavaType type, String where, Set<JavaType> seen) {
        Class<?> raw = type.getRawClass();
        if (isScalar(raw) || JsonNode.class.isAssignableFrom(raw) || !seen.add(type)) {
            return;
        }
        if (raw.isArray()) {
            check(type.getContentType(), where + "[]", seen);
        } else if (Map.class.isAssignableFrom(raw) && type.getKeyType() != null) {
            if (!isScalar(type.getKeyType().getRawClass())) {
                throw refused(where, type, "a key of JSON is a text");
            }
            check(type.getContentType(), "a value of " + where, seen);
        } else if (Collection.class.isAssignableFrom(raw) && type.getContentType() != null) {
            check(type.getContentType(), "an element of " + where, seen);
        } else if (raw.isRecord()) {
            for (RecordComponent component : raw.getRecordComponents()) {
                check(member(type, component), "'" + component.getName() + "' of " + where, seen);
            }
        } else if (!isAnnotated(raw)) {
            checkPlain(raw, type, where);
        }
    }

    private static JavaType member(JavaType owner, RecordComponent component) {
        return Json.MAPPER
                .getTypeFactory()
                .resolveMemberType(component.getGenericType(), owner.getBindings());
    }

    private static void checkPlain(Class<?> raw, JavaType type, String where) {
        if (raw == Object.class) {
            throw refused(where, type, "its type would be lost: use a record or JsonNode");
        }
        if (raw.getName().startsWith("java.") || raw.getName().startsWith("javax.")) {
            throw refused(where, type, "JSON has nothing like it: use a record");
        }
        if (raw.isInterface() || Modifier.isAbstract(raw.getModifiers())) {
            throw refused(
                    where,
                    type,
                    "it is abstract: name its kinds with @JsonTypeInfo, or use a record");
        }
        boolean hasDefault =
                Arrays.stream(raw.getDeclaredConstructors())
                        .anyMatch(constructor -> constructor.getParameterCount() == 0);
        if (!hasDefault) {
            throw refused(
                    where,
                    type,
                    "it has neither a constructor without parameters nor a"
                            + " @JsonCreator: use a record");
        }
    }

    private static boolean isScalar(Class<?> type) {
        return type.isPrimitive()
                || type.isEnum()
                || type == byte[].class
                || SCALARS.contains(type)
                || Json.isTime(type);
    }

    /** Tells whether its author says how Jackson is to treat it. */
    private static boolean isAnnotated(Class<?> type) {
        Stream<AnnotatedElement> members =
                Stream.of(
                                List.of(type),
                                List.of(type.getDeclaredConstructors()),
                                List.of(type.getDeclaredMethods()),
                                List.of(type.getInterfaces()),
                                type.getSuperclass() == null
                                        ? List.<AnnotatedElement>of()
                                        : List.of(type.getSuperclass()))
                        .flatMap(Collection::stream)
                        .map(AnnotatedElement.class::cast);
        return members.flatMap(member -> Arrays.stream(member.getAnnotations()))
                .map(Annotation::annotationType)
                .anyMatch(found ->
                        found == JsonTypeInfo.class
                                || found.isAnnotationPresent(JacksonAnnotation.class));
    }

    private static GraphException refused(String where, JavaType type, String why) {
        return new GraphException(
                where + " is of type " + type.toCanonical() + ", which cannot be stored: " + why);
    }

    /** Describes a type and the records in it. */
    static String describe(JavaType type) {
        return describe(type, new HashSet<>());
    }

    private static String describe(JavaType type, Set<JavaType> seen) {
        Class<?> raw = type.getRawClass();
        if (raw.isEnum()) {
            return raw.getSimpleName() + Arrays.toString(raw.getEnumConstants());
        }
        if (raw.isRecord()) {
            if (!seen.add(type)) {
                return raw.getSimpleName();
            }
            StringJoiner text = new StringJoiner(", ", raw.getSimpleName() + "{", "}");
            for (RecordComponent component : raw.getRecordComponents()) {
                text.add(component.getName() + ": " + describe(member(type, component), seen));
            }
            return text.toString();
        }
        if (type.containedTypeCount() == 0) {
            return raw.isArray()
                    ? describe(type.getContentType(), seen) + "[]"
                    : raw.getSimpleName();
        }
        StringJoiner text = new StringJoiner(", ", raw.getSimpleName() + "<", ">");
        for (int i = 0; i < type.containedTypeCount(); i++) {
            text.add(describe(type.containedType(i), seen));
        }
        return text.toString();
    }
}
