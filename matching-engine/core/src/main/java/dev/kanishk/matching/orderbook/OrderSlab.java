package dev.kanishk.matching.orderbook;

import dev.kanishk.matching.command.Command;
import dev.kanishk.matching.command.OrderType;
import dev.kanishk.matching.command.SelfTrade;
import dev.kanishk.matching.command.Side;
import dev.kanishk.matching.command.TimeInForce;
import java.util.Arrays;

/**
 * Live orders in arrays, split by when they are needed. A record of half a cache line has what a
 * plain order consists of:
 *
 * <pre>
 * 0 id   1 open   2 level, position   3 flags, session
 * </pre>
 *
 * Two numbers in a word are ints, the first in its upper half. The links of an order to its
 * neighbours in the queue lie apart, eight bytes an order: an order that leaves the middle of a
 * long queue touches three of them and one record, so that a hundred thousand orders have their
 * links in a megabyte. The number of entry, which only auctions, stops and expiries compare, is
 * apart too.
 *
 * <p>What only icebergs, waiting stops and orders that expire have is in an array that is as long
 * as the last slot of such an order requires, and empty if there never was one:
 *
 * <pre>
 * 0 shown   1 display quantity   2 expiry   3 limit price of a stop   4 place in the expiry queue
 * </pre>
 *
 * Slot 0 is none. Free slots are linked through {@code next}, and the last to be freed is the first
 * to be used again: it is likely to be in the cache.
 */
final class OrderSlab {
    static final int SELL = 1;
    static final int WAITS = 1 << 1;
    static final int MARKET = 1 << 2;
    static final int TIME_SHIFT = 3;
    static final int SELF_TRADE_SHIFT = 6;
    static final int CANCEL_ON_DISCONNECT = 1 << 9;
    static final int EXPIRES = 1 << 10;
    static final int ICEBERG = 1 << 11;

    private static final TimeInForce[] TIMES = TimeInForce.values();
    private static final SelfTrade[] SELF_TRADES = SelfTrade.values();

    private static final int SHIFT = 2;
    private static final int OPEN = 1;
    private static final int LEVEL = 2;
    private static final int FLAGS = 3;

    private static final int COLD_WORDS = 5;
    private static final int SHOWN = 0;
    private static final int DISPLAY = 1;
    private static final int EXPIRY = 2;
    private static final int LIMIT_PRICE = 3;
    private static final int HEAP_INDEX = 4;
    private static final long LOW = 0xFFFFFFFFL;

    private final int ordersMax;
    private long[] hot;

    /** Two an order: the previous and the next in its queue. */
    private int[] links;

    private long[] entries;
    private long[] cold = new long[0];
    private int used = 1;
    private int free;
    private int live;

    OrderSlab(BookSettings settings) {
        ordersMax = settings.ordersMax();
        int capacity = settings.ordersReserved() + 1;
        hot = new long[capacity << SHIFT];
        links = new int[2 * capacity];
        entries = new long[capacity];
    }

    boolean isFull() {
        return live >= ordersMax;
    }

    int live() {
        return live;
    }

    /** Returns a slot; the caller made sure that there is room. */
    int allocate() {
        live++;
        int slot = free;
        if (slot == 0) {
            return allocateUnused();
        }
        free = next(slot);
        return slot;
    }

    private int allocateUnused() {
        if (used == entries.length) {
            int capacity = (int) Math.min(2L * used, ordersMax + 1L);
            hot = Arrays.copyOf(hot, capacity << SHIFT);
            links = Arrays.copyOf(links, 2 * capacity);
            entries = Arrays.copyOf(entries, capacity);
        }
        return used++;
    }

    void release(int slot) {
        live--;
        next(slot, free);
        free = slot;
    }

    /** Fills the record of an order, its level apart. */
    void set(int slot, long id, long open, int position, int flags, int session) {
        set(slot, id, open, 0, position, flags, session);
    }

    /** Fills the record of an order. */
    void set(int slot, long id, long open, int level, int position, int flags, int session) {
        long[] records = hot;
        int at = slot << SHIFT;
        records[at] = id;
        records[at + OPEN] = open;
        records[at + LEVEL] = ((long) level << 32) | (position & LOW);
        records[at + FLAGS] = ((long) flags << 32) | (session & LOW);
    }

    long id(int slot) {
        return hot[slot << SHIFT];
    }

    long open(int slot) {
        return hot[(slot << SHIFT) + OPEN];
    }

    void open(int slot, long value) {
        hot[(slot << SHIFT) + OPEN] = value;
    }

    /** Returns what an order shows: nothing while it waits, all of it unless it is an iceberg. */
    long shown(int slot) {
        int flags = flags(slot);
        return (flags & (ICEBERG | WAITS)) == 0 ? open(slot) : shownOfSpecial(slot, flags);
    }

    private long shownOfSpecial(int slot, int flags) {
        return (flags & WAITS) != 0 ? 0 : cold[slot * COLD_WORDS + SHOWN];
    }

    /** Sets what an iceberg shows; any other order shows all that it has open. */
    void shown(int slot, long value) {
        if ((flags(slot) & ICEBERG) != 0) {
            coldOf(slot)[slot * COLD_WORDS + SHOWN] = value;
        }
    }

    int previous(int slot) {
        return links[2 * slot];
    }

    void previous(int slot, int value) {
        links[2 * slot] = value;
    }

    int next(int slot) {
        return links[2 * slot + 1];
    }

    void next(int slot, int value) {
        links[2 * slot + 1] = value;
    }

    int level(int slot) {
        return (int) (hot[(slot << SHIFT) + LEVEL] >>> 32);
    }

    void level(int slot, int value) {
        int at = (slot << SHIFT) + LEVEL;
        hot[at] = ((long) value << 32) | (hot[at] & LOW);
    }

    /** Puts a slot at the end of a queue, whose last it becomes after another, or 0. */
    void linkLast(int slot, int tail) {
        int[] pairs = links;
        pairs[2 * slot] = tail;
        pairs[2 * slot + 1] = 0;
        if (tail != 0) {
            pairs[2 * tail + 1] = slot;
        }
    }

    int position(int slot) {
        return (int) hot[(slot << SHIFT) + LEVEL];
    }

    int flags(int slot) {
        return (int) (hot[(slot << SHIFT) + FLAGS] >>> 32);
    }

    int session(int slot) {
        return (int) hot[(slot << SHIFT) + FLAGS];
    }

    long entry(int slot) {
        return entries[slot];
    }

    void entry(int slot, long value) {
        entries[slot] = value;
    }

    private long[] coldOf(int slot) {
        if (slot * COLD_WORDS >= cold.length) {
            cold = Arrays.copyOf(cold, entries.length * COLD_WORDS);
        }
        return cold;
    }

    long display(int slot) {
        return (flags(slot) & ICEBERG) == 0 ? Command.ABSENT : cold[slot * COLD_WORDS + DISPLAY];
    }

    void display(int slot, long value) {
        coldOf(slot)[slot * COLD_WORDS + DISPLAY] = value;
    }

    long expiry(int slot) {
        return cold[slot * COLD_WORDS + EXPIRY];
    }

    void expiry(int slot, long value) {
        coldOf(slot)[slot * COLD_WORDS + EXPIRY] = value;
    }

    long limitPrice(int slot) {
        return cold[slot * COLD_WORDS + LIMIT_PRICE];
    }

    void limitPrice(int slot, long value) {
        coldOf(slot)[slot * COLD_WORDS + LIMIT_PRICE] = value;
    }

    int heapIndex(int slot) {
        return (int) cold[slot * COLD_WORDS + HEAP_INDEX];
    }

    void heapIndex(int slot, int index) {
        coldOf(slot)[slot * COLD_WORDS + HEAP_INDEX] = index;
    }

    /** Returns the flags of a new order that does not expire, or not yet. */
    @SuppressWarnings("EnumOrdinal") // the order is fixed: it is part of the formats
    static int flags(Command command) {
        boolean market = command.type == OrderType.MARKET || command.type == OrderType.STOP;
        return (command.side == Side.BUY ? 0 : SELL)
                | (market ? MARKET : 0)
                | (command.timeInForce.ordinal() << TIME_SHIFT)
                | (command.selfTrade.ordinal() << SELF_TRADE_SHIFT)
                | (command.cancelOnDisconnect ? CANCEL_ON_DISCONNECT : 0)
                | (command.displayQuantity != Command.ABSENT ? ICEBERG : 0);
    }

    static Side side(int flags) {
        return (flags & SELL) == 0 ? Side.BUY : Side.SELL;
    }

    static boolean waits(int flags) {
        return (flags & WAITS) != 0;
    }

    static TimeInForce timeInForce(int flags) {
        return TIMES[(flags >>> TIME_SHIFT) & 7];
    }

    static SelfTrade selfTrade(int flags) {
        return SELF_TRADES[(flags >>> SELF_TRADE_SHIFT) & 7];
    }
}
