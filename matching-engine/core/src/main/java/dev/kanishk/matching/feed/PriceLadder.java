package dev.kanishk.matching.feed;

import dev.kanishk.matching.command.Side;
import java.util.Arrays;

/**
 * The price levels of one side, sorted with the best at the end: most changes are near it, and move
 * little. Finding a price is a binary search; a level that comes or goes moves those better than
 * it.
 */
final class PriceLadder {
    private final int sign;
    private long[] keys = new long[16];

    /** What the orders of each level show together: 96 bits, since each order may show 63. */
    private long[] shown = new long[16];

    private int[] shownHigh = new int[16];
    private int[] counts = new int[16];

    /** The first and last order of each level, where orders are known. */
    private int[] heads = new int[16];

    private int[] tails = new int[16];
    private int size;

    PriceLadder(Side side) {
        sign = side == Side.BUY ? 1 : -1;
    }

    int size() {
        return size;
    }

    void clear() {
        size = 0;
    }

    /** Returns where the price is, or, if it isn't, -1 less where it would be. */
    int find(long price) {
        long key = sign * price;
        int low = 0;
        int high = size - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            if (keys[middle] < key) {
                low = middle + 1;
            } else if (keys[middle] > key) {
                high = middle - 1;
            } else {
                return middle;
            }
        }
        return -1 - low;
    }

    /** How many levels are better than the one here, or than one that would be. */
    int rank(int found) {
        return found >= 0 ? size - 1 - found : size + 1 + found;
    }

    int ofRank(int rank) {
        return size - 1 - rank;
    }

    /** Makes an empty level where {@link #find} did not find one. */
    int insert(int found, long price) {
        int at = -1 - found;
        if (size == keys.length) {
            grow();
        }
        int moved = size - at;
        System.arraycopy(keys, at, keys, at + 1, moved);
        System.arraycopy(shown, at, shown, at + 1, moved);
        System.arraycopy(shownHigh, at, shownHigh, at + 1, moved);
        System.arraycopy(counts, at, counts, at + 1, moved);
        System.arraycopy(heads, at, heads, at + 1, moved);
        System.arraycopy(tails, at, tails, at + 1, moved);
        size++;
        keys[at] = sign * price;
        shown[at] = 0;
        shownHigh[at] = 0;
        counts[at] = 0;
        heads[at] = -1;
        tails[at] = -1;
        return at;
    }

    void remove(int at) {
        size--;
        int moved = size - at;
        System.arraycopy(keys, at + 1, keys, at, moved);
        System.arraycopy(shown, at + 1, shown, at, moved);
        System.arraycopy(shownHigh, at + 1, shownHigh, at, moved);
        System.arraycopy(counts, at + 1, counts, at, moved);
        System.arraycopy(heads, at + 1, heads, at, moved);
        System.arraycopy(tails, at + 1, tails, at, moved);
    }

    private void grow() {
        int capacity = 2 * size;
        keys = Arrays.copyOf(keys, capacity);
        shown = Arrays.copyOf(shown, capacity);
        shownHigh = Arrays.copyOf(shownHigh, capacity);
        counts = Arrays.copyOf(counts, capacity);
        heads = Arrays.copyOf(heads, capacity);
        tails = Arrays.copyOf(tails, capacity);
    }

    long price(int at) {
        return sign * keys[at];
    }

    /** What a level shows; the greatest long if it is more. */
    long shown(int at) {
        return shownHigh[at] == 0 && shown[at] >= 0 ? shown[at] : Long.MAX_VALUE;
    }

    int count(int at) {
        return counts[at];
    }

    int head(int at) {
        return heads[at];
    }

    int tail(int at) {
        return tails[at];
    }

    void set(int at, long newShown, int newCount) {
        shown[at] = newShown;
        shownHigh[at] = 0;
        counts[at] = newCount;
    }

    void add(int at, long shownMore, int countMore) {
        long before = shown[at];
        long after = before + shownMore;
        shown[at] = after;
        boolean carries = Long.compareUnsigned(after, before) < 0;
        shownHigh[at] += (carries ? 1 : 0) - (shownMore < 0 ? 1 : 0);
        counts[at] += countMore;
    }

    void setHead(int at, int order) {
        heads[at] = order;
    }

    void setTail(int at, int order) {
        tails[at] = order;
    }
}
