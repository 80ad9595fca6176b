package dev.kanishk.matching.orderbook;

/**
 * From the id of a live order to its slot: groups of seven entries, searched without a branch an
 * entry.
 *
 * <p>A group is one {@code long} of tags, and seven slots beside. A tag is a byte of the id's hash,
 * 0 where no entry is; all seven are compared at once, by the arithmetic that finds a zero byte in
 * a word (Warren, Hacker's Delight, 6-1; the layout is that of the Swiss tables of Abseil, with
 * words for vectors). What a wrong tag lets through, one look-up in seventy, is told by the id in
 * the order's own record, which the caller reads anyway.
 *
 * <p>The eighth byte counts the entries that found the group full and went to one behind it, so a
 * search ends at the first group without such, and nothing is left behind where an entry is
 * deleted. A count that has reached 255 stays there, which costs time and nothing else. At most
 * half of the places are used: one entry in forty is not in its own group.
 *
 * <p>The hash leads to a line of eight groups by the id without its last three bits, and to a group
 * of the line by these: ids are mostly given out one after the other, so eight neighbours share a
 * line of tags, while blocks of ids, which any rule that keeps all neighbours together would let
 * run into one another, are scattered.
 */
final class OrderIndex {
    private static final int GROUPS_LEAST = 1 << 8;
    private static final int SHIFT = 3;
    private static final int PLACES = 7;
    private static final int TAG_LEAST = 2;
    private static final int COUNT_SHIFT = 56;
    private static final long COUNT_ONE = 1L << COUNT_SHIFT;
    private static final int COUNT_MAX = 255;
    private static final long LOWEST_BITS = 0x0001_0101_0101_0101L;
    private static final long HIGHEST_BITS = LOWEST_BITS << 7;

    private final OrderSlab orders;
    private long[] tags;
    private int[] slots;
    private int size;

    OrderIndex(OrderSlab orders, BookSettings settings) {
        this.orders = orders;
        int groups = Math.max(GROUPS_LEAST, groupsFor(settings.ordersReserved()));
        this.tags = new long[groups];
        this.slots = new int[groups << SHIFT];
    }

    /** Returns a power of two of groups half of whose places are enough. */
    private static int groupsFor(int entries) {
        int least = entries * 2 / PLACES + 1;
        return Integer.highestOneBit(2 * least - 1);
    }

    private static long hash(long id) {
        long product = (id >>> 3) * 0x9E3779B97F4A7C15L;
        return product ^ (product >>> 32);
    }

    private static int group(long hash, long id, int mask) {
        return (((int) hash << 3) | ((int) id & 7)) & mask;
    }

    /** Returns a tag; none is 1, which a place that is free would be taken for. */
    private static long tag(long hash) {
        return Math.max(TAG_LEAST, hash >>> COUNT_SHIFT);
    }

    /**
     * Returns the highest bits of the bytes that are 0, the count's apart. The lowest is right; a
     * byte above it that is 1 may seem 0.
     */
    private static long zeros(long word) {
        return (word - LOWEST_BITS) & ~word & HIGHEST_BITS;
    }

    /** Returns where an entry is, or -1 if there is no live order of this id. */
    int find(long id) {
        long[] words = tags;
        int mask = words.length - 1;
        long hash = hash(id);
        long wanted = tag(hash) * LOWEST_BITS;
        int home = group(hash, id, mask);
        int group = home;
        do {
            long word = words[group];
            for (long hits = zeros(word ^ wanted); hits != 0; hits &= hits - 1) {
                int at = (group << SHIFT) + (Long.numberOfTrailingZeros(hits) >>> 3);
                if (orders.id(slots[at]) == id) {
                    return at;
                }
            }
            if (word >>> COUNT_SHIFT == 0) {
                return -1;
            }
            group = (group + 1) & mask;
        } while (group != home);
        return -1;
    }

    /** Returns the slot of an entry. */
    int slot(int at) {
        return slots[at];
    }

    /** Returns an order's slot, or 0 if there is no live order of this id. */
    int get(long id) {
        int at = find(id);
        return at < 0 ? 0 : slots[at];
    }

    /** Adds an id that is not there. */
    void put(long id, int slot) {
        size++;
        if (2 * size > PLACES * tags.length) {
            grow();
        }
        place(id, slot);
    }

    private void place(long id, int slot) {
        long[] words = tags;
        int mask = words.length - 1;
        long hash = hash(id);
        int group = group(hash, id, mask);
        long word = words[group];
        long free = zeros(word);
        while (free == 0) {
            if (word >>> COUNT_SHIFT != COUNT_MAX) {
                words[group] = word + COUNT_ONE;
            }
            group = (group + 1) & mask;
            word = words[group];
            free = zeros(word);
        }
        int bit = Long.numberOfTrailingZeros(free) - 7;
        words[group] = word | (tag(hash) << bit);
        slots[(group << SHIFT) + (bit >>> 3)] = slot;
    }

    /** Removes an order by its id and slot. */
    void remove(long id, int slot) {
        int mask = tags.length - 1;
        long hash = hash(id);
        long wanted = tag(hash) * LOWEST_BITS;
        for (int group = group(hash, id, mask); ; group = (group + 1) & mask) {
            for (long hits = zeros(tags[group] ^ wanted); hits != 0; hits &= hits - 1) {
                int at = (group << SHIFT) + (Long.numberOfTrailingZeros(hits) >>> 3);
                if (slots[at] == slot) {
                    removeAt(at, id);
                    return;
                }
            }
        }
    }

    /** Removes an entry, whose id it is. */
    void removeAt(int at, long id) {
        size--;
        long[] words = tags;
        int mask = words.length - 1;
        int last = at >>> SHIFT;
        words[last] &= ~(0xFFL << ((at & 7) << 3));
        for (int group = group(hash(id), id, mask); group != last; group = (group + 1) & mask) {
            if (words[group] >>> COUNT_SHIFT != COUNT_MAX) {
                words[group] -= COUNT_ONE;
            }
        }
    }

    private void grow() {
        long[] oldTags = tags;
        int[] oldSlots = slots;
        tags = new long[2 * oldTags.length];
        slots = new int[2 * oldSlots.length];
        for (int group = 0; group < oldTags.length; group++) {
            for (int place = 0; place < PLACES; place++) {
                if ((oldTags[group] >>> (place << 3) & 0xFF) != 0) {
                    int slot = oldSlots[(group << SHIFT) + place];
                    place(orders.id(slot), slot);
                }
            }
        }
    }
}
