package dev.kanishk.matching.book;

import java.util.Arrays;

/**
 * Live orders, 64 bytes each, in one array that is reused through a free list: eight longs are one
 * cache line. Slot 0 is never used, so 0 means "none" in links. A waiting stop keeps its stop price
 * where a resting order keeps its shown quantity. Links: previous in the high half, next in the
 * low. Flags: side 1 bit, waits 1, market 1, time in force 2, self-trade 3, book from bit 8.
 */
final class OrderSlab {
    private static final int SHIFT = 3;
    private static final int LINKS = 4;
    private static final int FLAGS = 7;
    private static final TimeInForce[] TIMES = TimeInForce.values();
    private static final SelfTrade[] SELF_TRADES = SelfTrade.values();

    private final int ordersMax;
    private long[] cells = new long[1 << (10 + SHIFT)];
    private int used = 1;
    private int free;
    private int live;

    OrderSlab(int ordersMax) {
        this.ordersMax = ordersMax;
    }

    void reserve(int orders) {
        int slots = Math.min(orders, ordersMax) + 1;
        while (slots << SHIFT > cells.length) {
            cells = Arrays.copyOf(cells, cells.length * 2);
        }
    }

    boolean isFull() {
        return live >= ordersMax;
    }

    int live() {
        return live;
    }

    int allocate(long id, long open, long shown, long price, long account, long display) {
        int slot = free;
        if (slot != 0) {
            free = next(slot);
        } else {
            slot = used++;
            if (used << SHIFT > cells.length) {
                cells = Arrays.copyOf(cells, cells.length * 2);
            }
        }
        live++;
        int at = slot << SHIFT;
        cells[at] = id;
        cells[at + 1] = open;
        cells[at + 2] = shown;
        cells[at + 3] = price;
        cells[at + LINKS] = 0;
        cells[at + 5] = account;
        cells[at + 6] = display;
        return slot;
    }

    @SuppressWarnings("EnumOrdinal") // the order is fixed: it is the format of the journal
    void flags(
            int slot,
            Side side,
            boolean waits,
            boolean market,
            TimeInForce time,
            SelfTrade selfTrade,
            int book) {
        cells[(slot << SHIFT) + FLAGS] =
                side.ordinal()
                        | (waits ? 2 : 0)
                        | (market ? 4 : 0)
                        | time.ordinal() << 3
                        | selfTrade.ordinal() << 5
                        | (long) book << 8;
    }

    void release(int slot) {
        live--;
        next(slot, free);
        free = slot;
    }

    void open(int slot, long value) {
        cells[(slot << SHIFT) + 1] = value;
    }

    void shown(int slot, long value) {
        cells[(slot << SHIFT) + 2] = value;
    }

    long id(int slot) {
        return cells[(slot << SHIFT) + 0];
    }

    long open(int slot) {
        return cells[(slot << SHIFT) + 1];
    }

    long shown(int slot) {
        return cells[(slot << SHIFT) + 2];
    }

    long price(int slot) {
        return cells[(slot << SHIFT) + 3];
    }

    long account(int slot) {
        return cells[(slot << SHIFT) + 5];
    }

    long display(int slot) {
        return cells[(slot << SHIFT) + 6];
    }

    long flags(int slot) {
        return cells[(slot << SHIFT) + 7];
    }

    Side side(int slot) {
        return (flags(slot) & 1) == 0 ? Side.BUY : Side.SELL;
    }

    boolean waits(int slot) {
        return (flags(slot) & 2) != 0;
    }

    boolean market(int slot) {
        return (flags(slot) & 4) != 0;
    }

    TimeInForce timeInForce(int slot) {
        return TIMES[(int) (flags(slot) >>> 3) & 3];
    }

    SelfTrade selfTrade(int slot) {
        return SELF_TRADES[(int) (flags(slot) >>> 5) & 7];
    }

    int book(int slot) {
        return (int) (flags(slot) >>> 8);
    }

    int next(int slot) {
        return (int) cells[(slot << SHIFT) + LINKS];
    }

    int previous(int slot) {
        return (int) (cells[(slot << SHIFT) + LINKS] >>> 32);
    }

    void next(int slot, int next) {
        int at = (slot << SHIFT) + LINKS;
        cells[at] = (cells[at] & 0xFFFFFFFF00000000L) | next;
    }

    void previous(int slot, int previous) {
        int at = (slot << SHIFT) + LINKS;
        cells[at] = (cells[at] & 0xFFFFFFFFL) | ((long) previous << 32);
    }
}
