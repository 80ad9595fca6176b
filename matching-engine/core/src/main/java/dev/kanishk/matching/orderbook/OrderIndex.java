package dev.kanishk.matching.orderbook;

/**
 * From the id of a live order to its slot: open addressing, one {@code long} an entry.
 *
 * <p>An entry is 36 bits of the id's hash above 28 bits of slot; 0 is empty. The hash leads to a
 * cache line of eight entries by the id without its last three bits, and to a place in the line by
 * these: ids are mostly given out one after the other, so eight neighbours share a line, while
 * blocks of ids, which any rule that keeps all neighbours together would let run into one another,
 * are scattered. An entry whose hash fits is compared with the id in the order's own record, which
 * the caller reads anyway. Entries are deleted by shifting back what follows (Knuth, volume 3, 6.4,
 * algorithm R), so there are no marks to clean up. At most half of the entries are used.
 */
final class OrderIndex {
    private static final int SLOT_BITS = 28;
    private static final int SLOT_MASK = (1 << SLOT_BITS) - 1;
    private static final int ENTRIES_LEAST = 1 << 10;

    private final OrderSlab orders;
    private long[] entries;
    private int size;

    OrderIndex(OrderSlab orders, BookSettings settings) {
        this.orders = orders;
        int needed = Math.max(ENTRIES_LEAST, 2 * settings.ordersReserved());
        this.entries = new long[Integer.highestOneBit(2 * needed - 1)];
    }

    /** Returns 64 bits of which the upper 36 are the hash, the lower of these the id's last. */
    private static long hash(long id) {
        long group = (id >>> 3) * 0x9E3779B97F4A7C15L;
        return ((group ^ (group >>> 32)) << 31) | ((id & 7) << SLOT_BITS);
    }

    /** Returns where an entry is, or -1 if there is no live order of this id. */
    int find(long id) {
        long[] table = entries;
        int mask = table.length - 1;
        long hash = hash(id);
        int at = (int) (hash >>> SLOT_BITS) & mask;
        for (long entry = table[at]; entry != 0; entry = table[at]) {
            long apart = entry ^ hash;
            if (apart >>> SLOT_BITS == 0 && orders.id((int) apart) == id) {
                return at;
            }
            at = (at + 1) & mask;
        }
        return -1;
    }

    /** Returns the slot of an entry. */
    int slot(int at) {
        return (int) entries[at] & SLOT_MASK;
    }

    /** Returns an order's slot, or 0 if there is no live order of this id. */
    int get(long id) {
        int at = find(id);
        return at < 0 ? 0 : slot(at);
    }

    /** Adds an id that is not there. */
    void put(long id, int slot) {
        size++;
        if (2 * size >= entries.length) {
            grow();
        }
        place(entries, hash(id) | slot);
    }

    private static void place(long[] table, long entry) {
        int mask = table.length - 1;
        int at = (int) (entry >>> SLOT_BITS) & mask;
        while (table[at] != 0) {
            at = (at + 1) & mask;
        }
        table[at] = entry;
    }

    /** Removes an order by its id and slot. */
    void remove(long id, int slot) {
        long[] table = entries;
        int mask = table.length - 1;
        long gone = hash(id) | slot;
        int at = (int) (gone >>> SLOT_BITS) & mask;
        while (table[at] != gone) {
            at = (at + 1) & mask;
        }
        removeAt(at);
    }

    /** Removes an entry. */
    void removeAt(int entryAt) {
        size--;
        long[] table = entries;
        int mask = table.length - 1;
        int hole = entryAt;
        int at = (hole + 1) & mask;
        for (long entry = table[at]; entry != 0; entry = table[at]) {
            int home = (int) (entry >>> SLOT_BITS) & mask;
            if (((at - home) & mask) >= ((at - hole) & mask)) {
                table[hole] = entry;
                hole = at;
            }
            at = (at + 1) & mask;
        }
        table[hole] = 0;
    }

    private void grow() {
        long[] table = new long[2 * entries.length];
        for (long entry : entries) {
            if (entry != 0) {
                place(table, entry);
            }
        }
        entries = table;
    }
}
