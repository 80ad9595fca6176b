package dev.kanishk.collections.similarity;

/** What the elements of an index's vectors are. */
public enum ElementType {
    /** 32-bit floating point numbers. */
    FLOAT(Float.BYTES),
    /** Signed 8-bit integers. */
    BYTE(Byte.BYTES);

    private final int byteSize;

    ElementType(int byteSize) {
        this.byteSize = byteSize;
    }

    /** {@return the size of an element in bytes} */
    public int byteSize() {
        return byteSize;
    }
}
