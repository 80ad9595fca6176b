package dev.kanishk.matching.orderbook;

import java.util.Arrays;

/**
 * The prices at which orders rest or stops wait, of all instruments: 32 bytes each, with the queue
 * of the orders, linked through their records.
 *
 * <pre>
 * 0 price   1 shown quantity   2 head, tail   3 count, instrument's index
 * </pre>
 *
 * Level 0 is none. Each level has an order, so there are never more levels than orders.
 */
final class PriceLevels {
    private static final int SHIFT = 2;
    private static final int SHOWN = 1;
    private static final int ENDS = 2;
    private static final int COUNT = 3;
    private static final int FIRST_CAPACITY = 64;
    private static final long LOW = 0xFFFFFFFFL;
    private static final long ONE = 1L << 32;

    private final OrderSlab orders;
    private long[] levels = new long[FIRST_CAPACITY << SHIFT];
    private int used = 1;
    private int free;

    PriceLevels(OrderSlab orders) {
        this.orders = orders;
    }

    int allocate(long price, int book) {
        int level = free;
        if (level != 0) {
            free = head(level);
        } else {
            level = used++;
            if (used << SHIFT > levels.length) {
                levels = Arrays.copyOf(levels, 2 * levels.length);
            }
        }
        int at = level << SHIFT;
        levels[at] = price;
        levels[at + SHOWN] = 0;
        levels[at + ENDS] = 0;
        levels[at + COUNT] = book;
        return level;
    }

    void release(int level) {
        levels[(level << SHIFT) + ENDS] = (long) free << 32;
        free = level;
    }

    long price(int level) {
        return levels[level << SHIFT];
    }

    long shown(int level) {
        return levels[(level << SHIFT) + SHOWN];
    }

    void addShown(int level, long quantity) {
        levels[(level << SHIFT) + SHOWN] += quantity;
    }

    int head(int level) {
        return (int) (levels[(level << SHIFT) + ENDS] >>> 32);
    }

    int count(int level) {
        return (int) (levels[(level << SHIFT) + COUNT] >>> 32);
    }

    int book(int level) {
        return (int) levels[(level << SHIFT) + COUNT];
    }

    /** Puts an order, whose record names the level, at the end of its queue. */
    void append(int level, int slot, long shown) {
        long[] records = levels;
        int at = level << SHIFT;
        long ends = records[at + ENDS];
        int tail = (int) ends;
        orders.linkLast(slot, tail);
        long head = tail == 0 ? (long) slot << 32 : ends & ~LOW;
        records[at + ENDS] = head | slot;
        records[at + SHOWN] += shown;
        records[at + COUNT] += ONE;
    }

    /** Takes an order out of its level's queue; returns whether none is left. */
    boolean remove(int level, int slot, long shown) {
        long[] records = levels;
        int at = level << SHIFT;
        int previous = orders.previous(slot);
        int next = orders.next(slot);
        long ends = records[at + ENDS];
        if (previous == 0) {
            ends = (ends & LOW) | ((long) next << 32);
        } else {
            orders.next(previous, next);
        }
        if (next == 0) {
            ends = (ends & ~LOW) | previous;
        } else {
            orders.previous(next, previous);
        }
        records[at + ENDS] = ends;
        records[at + SHOWN] -= shown;
        long count = records[at + COUNT] - ONE;
        records[at + COUNT] = count;
        return count < ONE;
    }
}
