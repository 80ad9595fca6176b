package dev.kanishk.collections.similarity;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import java.lang.foreign.MemorySegment;

/** Checks vectors and queries, and brings them into the form of a row. */
final class RowEncoder {
    /**
     * The largest magnitude of an element: the squares of differences of the most elements allowed
     * still add up to less than the largest {@code float}, so that no score is infinite or NaN.
     */
    static final float MAX_MAGNITUDE = 1e15f;

    private final RowFormat format;

    RowEncoder(RowFormat format) {
        this.format = format;
    }

    /** Writes a row; under {@link Metric#COSINE} of length 1, or 0. */
    void encode(float[] vector, MemorySegment row) {
        check(ElementType.FLOAT, vector.length);
        double squares = 0;
        for (int i = 0; i < vector.length; i++) {
            if (!(Math.abs(vector[i]) <= MAX_MAGNITUDE)) {
                throw new IllegalArgumentException(
                        "element %d is %s; it must be from %s to %s"
                                .formatted(i, vector[i], -MAX_MAGNITUDE, MAX_MAGNITUDE));
            }
            squares += (double) vector[i] * vector[i];
        }
        if (format.metric() == Metric.COSINE && squares > 0) {
            double length = Math.sqrt(squares);
            for (int i = 0; i < vector.length; i++) {
                row.setAtIndex(JAVA_FLOAT, i, (float) (vector[i] / length));
            }
        } else {
            MemorySegment.copy(vector, 0, row, JAVA_FLOAT, 0, vector.length);
        }
        clearPadding(row);
    }

    /** Writes a row, and returns the inverse of its length; 0 if it has none. */
    double encode(byte[] vector, MemorySegment row) {
        check(ElementType.BYTE, vector.length);
        long squares = 0;
        for (byte element : vector) {
            squares += element * element;
        }
        MemorySegment.copy(vector, 0, row, JAVA_BYTE, 0, vector.length);
        clearPadding(row);
        return squares == 0 ? 0 : 1 / Math.sqrt((double) squares);
    }

    private void clearPadding(MemorySegment row) {
        int used = format.dimension() * format.elementType().byteSize();
        row.asSlice(used, format.strideBytes() - used).fill((byte) 0);
    }

    private void check(ElementType elementType, int dimension) {
        if (elementType != format.elementType()) {
            throw new IllegalArgumentException(
                    "a vector of %s for an index of %s"
                            .formatted(elementType, format.elementType()));
        }
        if (dimension != format.dimension()) {
            throw new IllegalArgumentException(
                    "a vector of %d elements for an index of dimension %d"
                            .formatted(dimension, format.dimension()));
        }
    }
}
