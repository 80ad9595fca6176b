package dev.kanishk.matching.orderbook;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/**
 * Every order id ever used, one bit each: 512 neighbouring ids share a page, which is one cache
 * line. Ids from 0 on that are dense enough lead to their page by an array, four bytes a page; all
 * others by a hash table. Ids that follow one another cost an eighth of a byte, ids far apart a
 * page of up to 96 bytes each.
 */
final class UsedIds {
    private static final int PAGE_BITS = 9;
    private static final int PAGE_WORDS = 8;
    private static final int DENSE_LEAST = 1 << 10;

    /** The array may have so many pages for one that is used. */
    private static final int DENSE_PAGES_A_PAGE = 4;

    private final int pagesMax;
    private long[] pages = new long[32 * PAGE_WORDS];

    /** The page of each key below the array's length; page 0 is never used, so 0 means "none". */
    private int[] dense = new int[DENSE_LEAST];

    /** The other keys. */
    private long[] keys = new long[64];

    private int[] pageOfKey = new int[64];
    private int sparsePages;
    private int usedPages = 1;

    UsedIds(BookSettings settings) {
        pagesMax = settings.usedIdsMax();
    }

    private int page(long id) {
        long key = id >> PAGE_BITS;
        return key >= 0 && key < dense.length ? dense[(int) key] : pageOfKey[find(key)];
    }

    private static int word(int page, long id) {
        return page * PAGE_WORDS + ((int) (id >>> 6) & (PAGE_WORDS - 1));
    }

    boolean contains(long id) {
        return ((pages[word(page(id), id)] >>> id) & 1) != 0;
    }

    boolean hasRoomFor(long id) {
        return usedPages <= pagesMax || page(id) != 0;
    }

    /** Adds an id; returns whether it was new, and there was room. */
    boolean tryAdd(long id) {
        int page = page(id);
        if (page == 0) {
            if (usedPages > pagesMax) {
                return false;
            }
            page = addPage(id >> PAGE_BITS);
        }
        int at = word(page, id);
        long before = pages[at];
        long after = before | (1L << id);
        pages[at] = after;
        return before != after;
    }

    private int addPage(long key) {
        int page = usedPages++;
        if (usedPages * PAGE_WORDS > pages.length) {
            pages = Arrays.copyOf(pages, 2 * pages.length);
        }
        if (key >= dense.length && key < (long) DENSE_PAGES_A_PAGE * usedPages) {
            growDense(key);
        }
        if (key >= 0 && key < dense.length) {
            dense[(int) key] = page;
        } else {
            sparsePages++;
            if (2 * sparsePages > keys.length) {
                rebuildSparse(2 * keys.length);
            }
            putSparse(key, page);
        }
        return page;
    }

    /** Makes the array so long that a key has a place in it; those of the table that fit move. */
    private void growDense(long key) {
        dense = Arrays.copyOf(dense, 2 * Integer.highestOneBit((int) key));
        rebuildSparse(keys.length);
    }

    private void putSparse(long key, int page) {
        int at = find(key);
        keys[at] = key;
        pageOfKey[at] = page;
    }

    private int find(long key) {
        int mask = keys.length - 1;
        int at = (int) (StateHash.mix(key) >>> 32) & mask;
        while (pageOfKey[at] != 0 && keys[at] != key) {
            at = (at + 1) & mask;
        }
        return at;
    }

    private void rebuildSparse(int capacity) {
        long[] oldKeys = keys;
        int[] oldPages = pageOfKey;
        keys = new long[capacity];
        pageOfKey = new int[capacity];
        for (int from = 0; from < oldKeys.length; from++) {
            long key = oldKeys[from];
            if (oldPages[from] != 0 && key >= 0 && key < dense.length) {
                dense[(int) key] = oldPages[from];
                sparsePages--;
            } else if (oldPages[from] != 0) {
                putSparse(key, oldPages[from]);
            }
        }
    }

    /** Is shown a page. */
    @FunctionalInterface
    private interface PageVisitor {
        void accept(long key, int page) throws IOException;
    }

    private void forEach(PageVisitor visitor) throws IOException {
        for (int key = 0; key < dense.length; key++) {
            if (dense[key] != 0) {
                visitor.accept(key, dense[key]);
            }
        }
        for (int at = 0; at < keys.length; at++) {
            if (pageOfKey[at] != 0) {
                visitor.accept(keys[at], pageOfKey[at]);
            }
        }
    }

    /** Returns a hash of the set of ids, whatever their order: the sum of their hashes. */
    long hash() {
        long[] sum = new long[1];
        try {
            forEach((key, page) -> sum[0] += hash(key, page));
        } catch (IOException e) {
            throw new AssertionError("hashing writes no file", e);
        }
        return sum[0];
    }

    private long hash(long key, int page) {
        long sum = 0;
        for (int word = 0; word < PAGE_WORDS; word++) {
            long first = (key << PAGE_BITS) + word * 64L;
            for (long bits = pages[page * PAGE_WORDS + word]; bits != 0; bits &= bits - 1) {
                sum += StateHash.mix(first + Long.numberOfTrailingZeros(bits));
            }
        }
        return sum;
    }

    void writeTo(DataOutput out) throws IOException {
        out.writeInt(usedPages - 1);
        forEach((key, page) -> {
            out.writeLong(key);
            for (int word = 0; word < PAGE_WORDS; word++) {
                out.writeLong(pages[page * PAGE_WORDS + word]);
            }
        });
    }

    void readFrom(DataInput in) throws IOException {
        int count = in.readInt();
        if (count < 0 || count > pagesMax) {
            throw new IOException(
                    "the snapshot holds " + count + " groups of ids: set usedIdsMax so high");
        }
        for (int each = 0; each < count; each++) {
            long key = in.readLong();
            if (((key << PAGE_BITS) >> PAGE_BITS) != key) {
                throw new IOException("the snapshot holds a group of ids that cannot be: " + key);
            }
            if (page(key << PAGE_BITS) != 0) {
                throw new IOException("the snapshot holds a group of ids twice: " + key);
            }
            int page = addPage(key);
            for (int word = 0; word < PAGE_WORDS; word++) {
                pages[page * PAGE_WORDS + word] = in.readLong();
            }
        }
    }
}
