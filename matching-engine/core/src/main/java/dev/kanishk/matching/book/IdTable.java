package dev.kanishk.matching.book;

import java.util.Arrays;

/**
 * Every order id ever used, with the slot of the order while it lives: one look-up answers both "is
 * it a duplicate" and "where is it".
 *
 * <p>Sixteen neighbouring ids share a page, which is one cache line, and a hash table leads from
 * the page's number to the page. Ids are mostly given out one after the other, so what is looked up
 * lies together, and an id costs little more than four bytes; ids far apart cost a page each. Page
 * numbers are mixed before they are placed: any rule that keeps neighbours together in the hash
 * table also lets their blocks run into one another, and probes then grow with the number of ids.
 */
final class IdTable {
    static final int UNUSED = 0;
    static final int ENDED = -1;

    private static final int PAGE_BITS = 4;
    private static final int PAGE_MASK = (1 << PAGE_BITS) - 1;
    private static final int PAGES_MAX = 1 << 26;

    private final int idsMax;
    private long[] keys = new long[1 << 8];

    /** The page of each key; page 0 is never used, so 0 means "none". */
    private int[] pages = new int[1 << 8];

    private int[] slots = new int[1 << (7 + PAGE_BITS)];
    private int usedPages = 1;
    private int size;

    IdTable(int idsMax) {
        this.idsMax = idsMax;
    }

    /** Makes room for ids that follow one another. */
    void reserve(int count) {
        int needed = (Math.min(count, idsMax) >> PAGE_BITS) + 2;
        while (needed > keys.length / 2) {
            growKeys();
        }
        while ((long) needed << PAGE_BITS > slots.length) {
            slots = Arrays.copyOf(slots, slots.length * 2);
        }
    }

    int get(long id) {
        int page = pages[find(id >> PAGE_BITS)];
        return page == 0 ? UNUSED : slots[cell(page, id)];
    }

    boolean isFull() {
        return size >= idsMax || usedPages >= PAGES_MAX;
    }

    void put(long id, int slot) {
        long key = id >> PAGE_BITS;
        int at = find(key);
        int page = pages[at];
        if (page == 0) {
            page = add(key, at);
        }
        int cell = cell(page, id);
        size += slots[cell] == UNUSED ? 1 : 0;
        slots[cell] = slot;
    }

    private static int cell(int page, long id) {
        return (page << PAGE_BITS) + (int) (id & PAGE_MASK);
    }

    private int add(long key, int free) {
        int at = free;
        if (usedPages >= keys.length / 2) {
            growKeys();
            at = find(key);
        }
        int page = usedPages++;
        if (usedPages << PAGE_BITS > slots.length) {
            slots = Arrays.copyOf(slots, slots.length * 2);
        }
        keys[at] = key;
        pages[at] = page;
        return page;
    }

    private int find(long key) {
        int mask = keys.length - 1;
        int at = (int) (StateHash.mix(key) >>> 32) & mask;
        while (pages[at] != 0 && keys[at] != key) {
            at = (at + 1) & mask;
        }
        return at;
    }

    private void growKeys() {
        long[] oldKeys = keys;
        int[] oldPages = pages;
        keys = new long[oldKeys.length * 2];
        pages = new int[oldKeys.length * 2];
        for (int from = 0; from < oldKeys.length; from++) {
            if (oldPages[from] != 0) {
                int at = find(oldKeys[from]);
                keys[at] = oldKeys[from];
                pages[at] = oldPages[from];
            }
        }
    }

    /** Returns a hash of the set of ids, whatever their order. */
    long hash() {
        long sum = 0;
        for (int at = 0; at < keys.length; at++) {
            for (int i = 0; pages[at] != 0 && i <= PAGE_MASK; i++) {
                long id = (keys[at] << PAGE_BITS) + i;
                sum += slots[cell(pages[at], id)] == UNUSED ? 0 : StateHash.mix(id);
            }
        }
        return sum;
    }
}
