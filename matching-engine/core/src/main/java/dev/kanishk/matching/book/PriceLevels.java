package dev.kanishk.matching.book;

import java.util.Arrays;

/**
 * The price levels of one side, sorted, the best last. Most happens near the best price, so a
 * search walks from there, and an insertion moves few entries. Far from it: a binary search, and
 * one block move, O(levels).
 */
final class PriceLevels {
    private static final int WALK_MAX = 8;

    /** Keys are prices for bids and negated prices for offers, so that the greatest is best. */
    private final int sign;

    private long[] keys = new long[64];
    private int[] heads = new int[64];
    private int[] tails = new int[64];
    private int size;

    PriceLevels(Side side) {
        this.sign = side == Side.BUY ? 1 : -1;
    }

    int size() {
        return size;
    }

    int best() {
        return size - 1;
    }

    long price(int level) {
        return sign * keys[level];
    }

    int head(int level) {
        return heads[level];
    }

    int tail(int level) {
        return tails[level];
    }

    void head(int level, int slot) {
        heads[level] = slot;
    }

    void tail(int level, int slot) {
        tails[level] = slot;
    }

    /** Returns the index of a price, or {@code -(insertion point) - 1}. */
    int find(long price) {
        long key = sign * price;
        int floor = Math.max(0, size - WALK_MAX);
        for (int i = size - 1; i >= floor; i--) {
            if (keys[i] == key) {
                return i;
            }
            if (keys[i] < key) {
                return -(i + 1) - 1;
            }
        }
        return Arrays.binarySearch(keys, 0, floor, key);
    }

    void insert(int at, long price) {
        if (size == keys.length) {
            keys = Arrays.copyOf(keys, size * 2);
            heads = Arrays.copyOf(heads, size * 2);
            tails = Arrays.copyOf(tails, size * 2);
        }
        System.arraycopy(keys, at, keys, at + 1, size - at);
        System.arraycopy(heads, at, heads, at + 1, size - at);
        System.arraycopy(tails, at, tails, at + 1, size - at);
        keys[at] = sign * price;
        heads[at] = 0;
        tails[at] = 0;
        size++;
    }

    void remove(int at) {
        size--;
        System.arraycopy(keys, at + 1, keys, at, size - at);
        System.arraycopy(heads, at + 1, heads, at, size - at);
        System.arraycopy(tails, at + 1, tails, at, size - at);
    }
}
