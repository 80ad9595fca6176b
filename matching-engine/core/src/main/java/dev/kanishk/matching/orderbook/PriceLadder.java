package dev.kanishk.matching.orderbook;

/**
 * The levels of one side by price: a tree of nodes with 64 places, six bits of the price a level of
 * the tree, and a bit map a node (a trie with bit maps, as in van Emde Boas, 1975, with a fixed
 * fan-out).
 *
 * <p>The root covers the smallest aligned range of 64^height prices that holds them all, and grows
 * and shrinks with them, though from two levels of nodes to one only as it empties: a book whose
 * prices lie within some thousand ticks has two or three levels of nodes, wherever the prices are,
 * and one far price costs a few nodes more instead of a larger array. Finding a price takes one
 * load a level and no branch; finding the next used one looks for a bit in the maps on the way. The
 * best level is kept at hand. Prices are not negative.
 *
 * <p>The tree is ordered by keys of which the lowest is the best: the price, or, where the highest
 * price is the best, the price with its 63 bits turned over. So both sides run the same code.
 */
final class PriceLadder {
    private static final int BITS = 6;
    private static final long NO_PREFIX = -1;

    private final LadderNodes nodes;
    private final PriceLevels levels;
    private final long flip;
    private int root;

    /** How far a key is shifted at the root: six times the height less one. */
    private int rootShift;

    /** What the keys of the tree have above the root's bits; no key has that of an empty tree. */
    private long prefix = NO_PREFIX;

    private int best;
    private long bestKey;
    private int size;

    PriceLadder(LadderNodes nodes, PriceLevels levels, boolean highestIsBest) {
        this.nodes = nodes;
        this.levels = levels;
        this.flip = highestIsBest ? Long.MAX_VALUE : 0;
    }

    /** Returns the best level, or 0 if there is none. */
    int best() {
        return best;
    }

    /** Returns the best level's price; only to be asked if there is one. */
    long bestPrice() {
        return bestKey ^ flip;
    }

    int size() {
        return size;
    }

    /** Returns whether an order of the other side would meet the best price at once. */
    boolean reaches(long price) {
        return best != 0 && bestKey <= (price ^ flip);
    }

    /** Returns the bits above the root's; two shifts, as all 64 bits may have to go. */
    private static long above(long key, int rootShift) {
        return (key >>> BITS) >>> rootShift;
    }

    private static int place(long key, int shift) {
        return (int) (key >>> shift) & 63;
    }

    /** Returns the level of a price, or 0. */
    int find(long price) {
        long key = price ^ flip;
        return above(key, rootShift) == prefix ? descend(key, 0) : 0;
    }

    /**
     * Returns the node of a key whose places are of a shift, or at shift 0 what its place holds.
     */
    private int descend(long key, int downTo) {
        int at = root;
        for (int shift = rootShift; shift >= downTo; shift -= BITS) {
            at = nodes.child(at, place(key, shift));
        }
        return at;
    }

    /** Returns the level of a price, a new one if it had none. */
    int findOrAdd(long price, int book) {
        long key = price ^ flip;
        if (best != 0 && key == bestKey) {
            return best;
        }
        int level = above(key, rootShift) == prefix ? descend(key, 0) : 0;
        return level != 0 ? level : add(price, book);
    }

    /** Adds a level for a price that has none. */
    private int add(long price, int book) {
        long key = price ^ flip;
        int level = levels.allocate(price, book);
        size++;
        if (root == 0) {
            root = nodes.allocate();
            rootShift = 0;
            prefix = above(key, 0);
        }
        while (above(key, rootShift) != prefix) {
            int parent = nodes.allocate();
            nodes.child(parent, (int) prefix & 63, root);
            root = parent;
            rootShift += BITS;
            prefix >>>= BITS;
        }
        int node = root;
        for (int shift = rootShift; shift > 0; shift -= BITS) {
            int place = place(key, shift);
            int child = nodes.child(node, place);
            if (child == 0) {
                child = nodes.allocate();
                nodes.child(node, place, child);
            }
            node = child;
        }
        nodes.child(node, place(key, 0), level);
        if (best == 0 || key < bestKey) {
            best = level;
            bestKey = key;
        }
        return level;
    }

    /** Removes an empty level. */
    void remove(int level) {
        long key = levels.price(level) ^ flip;
        levels.release(level);
        size--;
        int leaf = descend(key, BITS);
        long left = nodes.clear(leaf, place(key, 0));
        if (left == 0) {
            removeLeaf(key, leaf);
        }
        if (level == best) {
            best = left == 0 ? first() : nodes.first(leaf);
            bestKey = levels.price(best) ^ flip;
        }
    }

    /** Frees an empty leaf and what else became empty above it. */
    private void removeLeaf(long key, int leaf) {
        nodes.release(leaf);
        for (int shift = BITS; shift <= rootShift; shift += BITS) {
            int node = descend(key, shift + BITS);
            long left = nodes.clear(node, place(key, shift));
            if (left != 0) {
                if (node == root && (left & (left - 1)) == 0) {
                    shrink();
                }
                return;
            }
            nodes.release(node);
        }
        root = 0;
        rootShift = 0;
        prefix = NO_PREFIX;
    }

    /**
     * Makes the root's only child the root, except for the last but one: a book around a multiple
     * of 64 ticks would grow and shrink all the time.
     */
    private void shrink() {
        while (rootShift > BITS && Long.bitCount(nodes.map(root)) == 1) {
            int place = Long.numberOfTrailingZeros(nodes.map(root));
            int child = nodes.child(root, place);
            nodes.clear(root, place);
            nodes.release(root);
            root = child;
            rootShift -= BITS;
            prefix = (prefix << BITS) | place;
        }
    }

    private int first() {
        return root == 0 ? 0 : firstBelow(root, rootShift);
    }

    private int firstBelow(int node, int fromShift) {
        int at = node;
        for (int shift = fromShift; shift >= 0; shift -= BITS) {
            at = nodes.first(at);
        }
        return at;
    }

    /** Returns the level that follows a used price towards worse prices, or 0. */
    int next(long price) {
        long key = price ^ flip;
        for (int shift = 0; shift <= rootShift; shift += BITS) {
            int node = descend(key, shift + BITS);
            long after = nodes.map(node) & (-2L << place(key, shift));
            if (after != 0) {
                int at = nodes.child(node, Long.numberOfTrailingZeros(after));
                return firstBelow(at, shift - BITS);
            }
        }
        return 0;
    }

    /** Returns the level that follows a used price towards better prices, or 0. */
    int previous(long price) {
        long key = price ^ flip;
        for (int shift = 0; shift <= rootShift; shift += BITS) {
            int node = descend(key, shift + BITS);
            long before = nodes.map(node) & ((1L << place(key, shift)) - 1);
            if (before != 0) {
                int at = nodes.child(node, 63 - Long.numberOfLeadingZeros(before));
                for (int down = shift - BITS; down >= 0; down -= BITS) {
                    at = nodes.child(at, 63 - Long.numberOfLeadingZeros(nodes.map(at)));
                }
                return at;
            }
        }
        return 0;
    }
}
