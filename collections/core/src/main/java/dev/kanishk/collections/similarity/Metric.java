package dev.kanishk.collections.similarity;

/** What near means. */
public enum Metric {
    /** The largest dot product is nearest. */
    DOT_PRODUCT,
    /**
     * The largest cosine is nearest, whatever the lengths of the vectors. Vectors of length 0 have
     * the cosine 0 with every other.
     */
    COSINE,
    /** The smallest Euclidean distance is nearest. */
    EUCLIDEAN
}
