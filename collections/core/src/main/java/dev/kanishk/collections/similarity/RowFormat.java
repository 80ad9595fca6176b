package dev.kanishk.collections.similarity;

/**
 * How the vectors of an index lie in memory and in its file.
 *
 * <p>A row is a vector, padded with zeros to a multiple of 64 bytes: so it begins at a cache line,
 * no register reads across two, and nothing is left over after whole registers. The zeros change no
 * dot product and no distance.
 *
 * @param elementType what the elements are
 * @param metric what the rows are compared by
 * @param dimension how many elements a vector has
 */
record RowFormat(ElementType elementType, Metric metric, int dimension) {
    static final int MAX_DIMENSION = 32_768;
    static final int ALIGNMENT_BYTES = 64;

    RowFormat {
        if (dimension < 1 || dimension > MAX_DIMENSION) {
            throw new IllegalArgumentException(
                    "dimension " + dimension + "; it must be from 1 to " + MAX_DIMENSION);
        }
    }

    /** Returns the size of a row with its padding. */
    int strideBytes() {
        int byteSize = dimension * elementType.byteSize();
        return (byteSize + ALIGNMENT_BYTES - 1) & -ALIGNMENT_BYTES;
    }

    /** Returns how many elements a row has with its padding. */
    int paddedDimension() {
        return strideBytes() / elementType.byteSize();
    }

    /**
     * Returns whether rows keep the inverse of their length beside them. Under {@link
     * Metric#COSINE} rows of {@code float} are brought to length 1 instead; bytes cannot be.
     */
    boolean hasInverseLengths() {
        return elementType == ElementType.BYTE && metric == Metric.COSINE;
    }
}
