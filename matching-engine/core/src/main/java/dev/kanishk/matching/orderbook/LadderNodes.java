package dev.kanishk.matching.orderbook;

import java.util.Arrays;

/**
 * Nodes of all price ladders: 64 places each, four bytes a place, and a bit map of those in use,
 * which lies apart so that the search for the next price reads little.
 *
 * <p>Places not in use hold 0, also those of free nodes, and node 0 is none, with 64 places that
 * lead to itself: a search that leaves the tree ends at 0 without a test on the way.
 */
final class LadderNodes {
    private static final int PLACES_SHIFT = 6;
    private static final int FIRST_CAPACITY = 16;

    private long[] maps = new long[FIRST_CAPACITY];
    private int[] places = new int[FIRST_CAPACITY << PLACES_SHIFT];
    private int used = 1;
    private int free;

    int allocate() {
        int node = free;
        if (node != 0) {
            free = (int) maps[node];
            maps[node] = 0;
            return node;
        }
        if (used == maps.length) {
            maps = Arrays.copyOf(maps, 2 * used);
            places = Arrays.copyOf(places, (2 * used) << PLACES_SHIFT);
        }
        return used++;
    }

    /** Frees a node none of whose places is in use. */
    void release(int node) {
        maps[node] = free;
        free = node;
    }

    long map(int node) {
        return maps[node];
    }

    int child(int node, int place) {
        return places[(node << PLACES_SHIFT) + place];
    }

    /** Returns what the first used place holds. */
    int first(int node) {
        return child(node, Long.numberOfTrailingZeros(maps[node]));
    }

    void child(int node, int place, int child) {
        places[(node << PLACES_SHIFT) + place] = child;
        maps[node] |= 1L << place;
    }

    /** Makes a place unused; returns the map of those that are left. */
    long clear(int node, int place) {
        places[(node << PLACES_SHIFT) + place] = 0;
        long left = maps[node] & ~(1L << place);
        maps[node] = left;
        return left;
    }
}
