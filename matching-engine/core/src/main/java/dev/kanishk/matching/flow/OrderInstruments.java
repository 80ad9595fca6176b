package dev.kanishk.matching.flow;

import java.util.Arrays;

/**
 * The instrument of every order id that was used.
 *
 * <p>Sixteen neighbouring ids share a page of 64 bytes, and an open-addressing table leads from the
 * page's number to the page: ids that follow one another cost 4 bytes and 2 to 3 more for the
 * table, ids far apart 88 to 112. The table's hash spreads neighbours, so that their runs don't
 * join.
 */
final class OrderInstruments {
    static final int NONE = -1;

    private static final int PAGE_BITS = 4;
    private static final int PAGE_MASK = (1 << PAGE_BITS) - 1;
    private static final int FIRST_PAGES = 1 << 6;

    private final int pagesMax;
    private long[] keys = new long[2 * FIRST_PAGES];

    /** One more than the page of each key; 0 for a free place. */
    private int[] pages = new int[2 * FIRST_PAGES];

    /** One more than the instrument of each id. */
    private int[] cells = new int[FIRST_PAGES << PAGE_BITS];

    private int size;

    OrderInstruments(int pagesMax) {
        this.pagesMax = pagesMax;
    }

    int get(long id) {
        int page = pages[find(id >> PAGE_BITS)];
        return page == 0 ? NONE : cells[cell(page, id)] - 1;
    }

    /** Notes the instrument of an id; false if there is no room. */
    boolean put(long id, int instrument) {
        long key = id >> PAGE_BITS;
        int at = find(key);
        if (pages[at] == 0) {
            if (size == pagesMax) {
                return false;
            }
            if (size >= pages.length / 2) {
                grow();
                at = find(key);
            }
            size++;
            if (size << PAGE_BITS > cells.length) {
                int most = pagesMax << PAGE_BITS;
                cells = Arrays.copyOf(cells, (int) Math.min(most, cells.length * 2L));
            }
            keys[at] = key;
            pages[at] = size;
        }
        cells[cell(pages[at], id)] = instrument + 1;
        return true;
    }

    private static int cell(int page, long id) {
        return ((page - 1) << PAGE_BITS) + (int) (id & PAGE_MASK);
    }

    /** SplitMix64's finalizer, of which the high bits are taken. */
    private static int hash(long key) {
        long mixed = (key ^ (key >>> 30)) * 0xBF58476D1CE4E5B9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
        return (int) (mixed >>> 32);
    }

    private int find(long key) {
        int mask = keys.length - 1;
        int at = hash(key) & mask;
        while (pages[at] != 0 && keys[at] != key) {
            at = (at + 1) & mask;
        }
        return at;
    }

    private void grow() {
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
}
