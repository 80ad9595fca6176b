package dev.kanishk.collections.similarity;

import java.util.Arrays;

/**
 * Finds rows by their ids: an open-addressing table of row numbers, at most half full, that probes
 * slot after slot. The ids themselves stay in the store.
 */
final class RowsById {
    private static final int FREE = -1;
    private static final int FIRST_SLOTS = 16;

    private final RowStore store;
    private int[] slots = new int[FIRST_SLOTS];
    private int used;

    RowsById(RowStore store) {
        this.store = store;
        Arrays.fill(slots, FREE);
    }

    /** Returns the row of an id; -1 if there is none. */
    int find(long id) {
        return slots[slotOf(id)];
    }

    /** Makes sure that there is room for one id more. */
    void reserve() {
        if (2L * (used + 1) <= slots.length) {
            return;
        }
        if (slots.length == 1 << 30) {
            throw new IllegalStateException("an index finds at most " + used + " ids");
        }
        int[] old = slots;
        slots = new int[old.length * 2];
        Arrays.fill(slots, FREE);
        for (int row : old) {
            if (row != FREE) {
                slots[slotOf(store.id(row))] = row;
            }
        }
    }

    /** Adds the id of a row, in the room that was reserved. */
    void add(int row) {
        slots[slotOf(store.id(row))] = row;
        used++;
    }

    /** Notes that the row of an id became another one. */
    void move(long id, int row) {
        slots[slotOf(id)] = row;
    }

    /** Removes an id, and moves up those that were pushed behind it. */
    void remove(long id) {
        int mask = slots.length - 1;
        int hole = slotOf(id);
        for (int slot = hole + 1 & mask; slots[slot] != FREE; slot = slot + 1 & mask) {
            int home = home(store.id(slots[slot]));
            if ((slot - home & mask) >= (slot - hole & mask)) {
                slots[hole] = slots[slot];
                hole = slot;
            }
        }
        slots[hole] = FREE;
        used--;
    }

    private int slotOf(long id) {
        int slot = home(id);
        while (slots[slot] != FREE && store.id(slots[slot]) != id) {
            slot = slot + 1 & slots.length - 1;
        }
        return slot;
    }

    /** Mixes all bits of an id: the finalizer of MurmurHash3. */
    private int home(long id) {
        long mixed = (id ^ id >>> 33) * 0xff51afd7ed558ccdL;
        mixed = (mixed ^ mixed >>> 33) * 0xc4ceb9fe1a85ec53L;
        return (int) (mixed ^ mixed >>> 33) & slots.length - 1;
    }
}
