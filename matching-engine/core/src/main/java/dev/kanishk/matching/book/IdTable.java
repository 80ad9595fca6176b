package dev.kanishk.matching.book;

/**
 * Every order id ever used, with the slot of the order while it lives: one probe answers both "is
 * it a duplicate" and "where is it". Ids are never removed, so linear probing needs no tombstones.
 * Ids are mixed before they are placed: any rule that keeps neighbours together also lets their
 * blocks run into one another, and probes then grow with the number of ids.
 */
final class IdTable {
    static final int UNUSED = 0;
    static final int ENDED = -1;

    private final int idsMax;
    private long[] ids = new long[1 << 12];
    private int[] slots = new int[1 << 12];
    private int size;

    IdTable(int idsMax) {
        this.idsMax = idsMax;
    }

    void reserve(int count) {
        while (Math.min(count, idsMax) > ids.length / 2) {
            grow();
        }
    }

    int get(long id) {
        return slots[find(id)];
    }

    boolean isFull() {
        return size >= idsMax;
    }

    void put(long id, int slot) {
        int at = find(id);
        if (slots[at] == UNUSED) {
            if (++size > ids.length / 2) {
                grow();
                at = find(id);
            }
            ids[at] = id;
        }
        slots[at] = slot;
    }

    private int find(long id) {
        int mask = ids.length - 1;
        int at = (int) (StateHash.mix(id) >>> 32) & mask;
        while (slots[at] != UNUSED && ids[at] != id) {
            at = (at + 1) & mask;
        }
        return at;
    }

    private void grow() {
        long[] oldIds = ids;
        int[] oldSlots = slots;
        ids = new long[oldIds.length * 2];
        slots = new int[oldIds.length * 2];
        for (int i = 0; i < oldIds.length; i++) {
            if (oldSlots[i] != UNUSED) {
                int at = find(oldIds[i]);
                ids[at] = oldIds[i];
                slots[at] = oldSlots[i];
            }
        }
    }

    /** Returns a hash of the set of ids, whatever their order. */
    long hash() {
        long sum = 0;
        for (int i = 0; i < ids.length; i++) {
            sum += slots[i] == UNUSED ? 0 : StateHash.mix(ids[i]);
        }
        return sum;
    }
}
