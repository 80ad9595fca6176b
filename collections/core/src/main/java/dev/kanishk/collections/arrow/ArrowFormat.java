package dev.kanishk.collections.arrow;

/** What Arrow calls the kinds of elements that vectors have. */
enum ArrowFormat {
    BYTE("c", 1),
    SHORT("s", 2),
    CHAR("S", 2),
    INT("i", 4),
    LONG("l", 8),
    FLOAT("f", 4),
    DOUBLE("g", 8);

    private final String code;
    private final int elementBytes;

    ArrowFormat(String code, int elementBytes) {
        this.code = code;
        this.elementBytes = elementBytes;
    }

    /** Returns the format string. */
    String code() {
        return code;
    }

    int elementBytes() {
        return elementBytes;
    }

    static ArrowFormat of(Class<?> elementType) {
        for (ArrowFormat format : values()) {
            if (elementType.isPrimitive()
                    && elementType.getName().equalsIgnoreCase(format.name())) {
                return format;
            }
        }
        throw new IllegalArgumentException("no vector has elements of " + elementType);
    }
}
