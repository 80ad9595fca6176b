package dev.kanishk.collections.struct;

import java.lang.foreign.ValueLayout;
import org.jspecify.annotations.Nullable;

/** The primitive types that a field can have. */
enum FieldKind {
    BOOLEAN(ValueLayout.JAVA_BOOLEAN),
    BYTE(ValueLayout.JAVA_BYTE),
    SHORT(ValueLayout.JAVA_SHORT),
    CHAR(ValueLayout.JAVA_CHAR),
    INT(ValueLayout.JAVA_INT),
    LONG(ValueLayout.JAVA_LONG),
    FLOAT(ValueLayout.JAVA_FLOAT),
    DOUBLE(ValueLayout.JAVA_DOUBLE);

    /** How the field lies in memory, aligned to its own size. */
    @SuppressWarnings("ImmutableEnumChecker") // layouts are immutable, though not annotated so
    final ValueLayout layout;

    FieldKind(ValueLayout layout) {
        this.layout = layout;
    }

    Class<?> type() {
        return layout.carrier();
    }

    long byteSize() {
        return layout.byteSize();
    }

    static @Nullable FieldKind of(Class<?> type) {
        for (FieldKind kind : values()) {
            if (kind.type() == type) {
                return kind;
            }
        }
        return null;
    }

    @Override
    public String toString() {
        return type().getName();
    }
}
