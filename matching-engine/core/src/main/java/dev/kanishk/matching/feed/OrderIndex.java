package dev.kanishk.matching.feed;

import java.util.Arrays;

/**
 * The slot of each order id: open addressing with linear probing, at most half full, and deletion
 * that moves back what follows, so that no marks are left behind.
 */
final class OrderIndex {
    static final int NONE = -1;

    private static final long MIX = 0x9E37_79B9_7F4A_7C15L;

    private long[] ids = new long[32];
    private int[] slots = filled(32);
    private int size;

    private static int[] filled(int capacity) {
        int[] empty = new int[capacity];
        Arrays.fill(empty, NONE);
        return empty;
    }

    int get(long id) {
        int at = home(id);
        while (slots[at] != NONE && ids[at] != id) {
            at = at + 1 & ids.length - 1;
        }
        return slots[at];
    }

    /** Adds an id that is not there. */
    void put(long id, int slot) {
        if (2 * (size + 1) > ids.length) {
            grow();
        }
        place(id, slot);
        size++;
    }

    private void place(long id, int slot) {
        int at = home(id);
        while (slots[at] != NONE) {
            at = at + 1 & ids.length - 1;
        }
        ids[at] = id;
        slots[at] = slot;
    }

    /** Removes an id that is there. */
    void remove(long id) {
        int mask = ids.length - 1;
        int gap = home(id);
        while (ids[gap] != id || slots[gap] == NONE) {
            gap = gap + 1 & mask;
        }
        size--;
        int at = gap + 1 & mask;
        while (slots[at] != NONE) {
            int distanceFromHome = at - home(ids[at]) & mask;
            int distanceFromGap = at - gap & mask;
            if (distanceFromHome >= distanceFromGap) {
                ids[gap] = ids[at];
                slots[gap] = slots[at];
                gap = at;
            }
            at = at + 1 & mask;
        }
        slots[gap] = NONE;
    }

    void clear() {
        Arrays.fill(slots, NONE);
        size = 0;
    }

    private void grow() {
        long[] oldIds = ids;
        int[] oldSlots = slots;
        ids = new long[2 * oldIds.length];
        slots = filled(ids.length);
        for (int each = 0; each < oldIds.length; each++) {
            if (oldSlots[each] != NONE) {
                place(oldIds[each], oldSlots[each]);
            }
        }
    }

    private int home(long id) {
        return (int) ((id * MIX) >>> 32) & ids.length - 1;
    }
}
