package dev.kanishk.collections.similarity;

/**
 * The best of what was offered: a binary heap with the worst of them on top, so that most offers
 * fail at the first comparison.
 *
 * <p>Higher ranks are better; among equal ranks, lower ids. That order is total, hence the outcome
 * does not depend on the order of the offers. NaN is never taken.
 */
final class TopK {
    private final double[] ranks;
    private final long[] ids;
    private int size;

    TopK(int k) {
        ranks = new double[k];
        ids = new long[k];
    }

    int size() {
        return size;
    }

    int capacity() {
        return ids.length;
    }

    long id(int index) {
        return ids[index];
    }

    double rank(int index) {
        return ranks[index];
    }

    void clear() {
        size = 0;
    }

    /** Returns the rank below which an offer fails. */
    double threshold() {
        return size < ids.length ? Double.NEGATIVE_INFINITY : ranks[0];
    }

    /** Takes an id, if its rank is among the best. */
    void offer(long id, double rank) {
        if (size < ids.length) {
            if (!Double.isNaN(rank)) {
                siftUp(size++, id, rank);
            }
        } else if (isBetter(rank, id, ranks[0], ids[0])) {
            siftDown(id, rank, size);
        }
    }

    /** Takes what another one holds. */
    void offerAll(TopK other) {
        for (int i = 0; i < other.size; i++) {
            offer(other.ids[i], other.ranks[i]);
        }
    }

    /** Puts the best first, by taking the worst off the heap again and again. */
    void sort() {
        for (int end = size - 1; end > 0; end--) {
            long id = ids[end];
            double rank = ranks[end];
            ids[end] = ids[0];
            ranks[end] = ranks[0];
            siftDown(id, rank, end);
        }
    }

    private void siftUp(int hole, long id, double rank) {
        int at = hole;
        while (at > 0) {
            int parent = (at - 1) / 2;
            if (!isBetter(ranks[parent], ids[parent], rank, id)) {
                break;
            }
            ranks[at] = ranks[parent];
            ids[at] = ids[parent];
            at = parent;
        }
        ranks[at] = rank;
        ids[at] = id;
    }

    /** Puts an entry in the place of the top, among the first {@code count}. */
    private void siftDown(long id, double rank, int count) {
        int at = 0;
        for (int child = 1; child < count; child = 2 * at + 1) {
            if (child + 1 < count
                    && isBetter(ranks[child], ids[child], ranks[child + 1], ids[child + 1])) {
                child++;
            }
            if (!isBetter(rank, id, ranks[child], ids[child])) {
                break;
            }
            ranks[at] = ranks[child];
            ids[at] = ids[child];
            at = child;
        }
        ranks[at] = rank;
        ids[at] = id;
    }

    private static boolean isBetter(double rank, long id, double otherRank, long otherId) {
        return rank > otherRank || (rank == otherRank && id < otherId);
    }
}
