package dev.kanishk.collections.similarity;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.Objects;

/**
 * The result of a search, best first, and the memory that a search needs: use one again and again,
 * and searches on one thread allocate nothing.
 *
 * <p>One search at a time may use it.
 */
public final class Neighbors {
    /** The most neighbours that a search may ask for. */
    public static final int MAX_K = 65_536;

    private final TopK best;
    private Metric metric = Metric.DOT_PRODUCT;
    private MemorySegment query = MemorySegment.NULL;
    private RowScan[] scans;

    /**
     * Makes an empty result.
     *
     * @param k how many neighbours to look for, from 1 to {@link #MAX_K}
     * @throws IllegalArgumentException if {@code k} is not in that range
     */
    public Neighbors(int k) {
        if (k < 1 || k > MAX_K) {
            throw new IllegalArgumentException("k is " + k + "; it must be from 1 to " + MAX_K);
        }
        best = new TopK(k);
        scans = new RowScan[] {new RowScan(best)};
    }

    /** {@return how many neighbours a search looks for} */
    public int k() {
        return best.capacity();
    }

    /** {@return how many were found: {@code k}, or all that the filter accepts if fewer} */
    public int size() {
        return best.size();
    }

    /**
     * Returns the id of a neighbour. Among equal scores the lower id comes first.
     *
     * @param index 0 for the best
     * @return the id
     * @throws IndexOutOfBoundsException if fewer were found
     */
    public long id(int index) {
        return best.id(Objects.checkIndex(index, best.size()));
    }

    /**
     * Returns the dot product, cosine or distance of a neighbour, as the index's metric says.
     *
     * @param index 0 for the best
     * @return the score
     * @throws IndexOutOfBoundsException if fewer were found
     */
    public double score(int index) {
        double rank = best.rank(Objects.checkIndex(index, best.size()));
        return metric == Metric.EUCLIDEAN ? Math.sqrt(-rank) : rank;
    }

    /** Empties the result for a search by this metric. */
    void begin(Metric searched) {
        metric = searched;
        best.clear();
    }

    TopK best() {
        return best;
    }

    /** Returns memory for a query; it is collected with this object, so nobody has to close it. */
    MemorySegment query(int byteSize) {
        if (query.byteSize() < byteSize) {
            query = Arena.ofAuto().allocate(byteSize, RowFormat.ALIGNMENT_BYTES);
        }
        return query;
    }

    /** Returns what one part of a search works with. The first one's best are the result. */
    RowScan scan(int part) {
        if (part >= scans.length) {
            int old = scans.length;
            scans = Arrays.copyOf(scans, part + 1);
            for (int i = old; i <= part; i++) {
                scans[i] = new RowScan(new TopK(best.capacity()));
            }
        }
        return scans[part];
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("[");
        for (int i = 0; i < size(); i++) {
            text.append(i == 0 ? "" : ", ").append(id(i)).append(": ").append(score(i));
        }
        return text.append(']').toString();
    }
}
