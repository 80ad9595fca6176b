/**
 * Similarity of vectors: dot product, cosine and Euclidean distance, and the exact nearest
 * neighbours in a flat index of many vectors.
 *
 * <p>The kernels live here in two providers of the same results, and the index with its file
 * format. Approximate indexes, graphs and quantisation beyond 8 bits don't; nor does the general
 * off-heap vector.
 */
@NullMarked
package dev.kanishk.collections.similarity;

import org.jspecify.annotations.NullMarked;
