package dev.kanishk.matching.feed;

import dev.kanishk.matching.command.Side;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The shown orders of one instrument in their priority, from the increments of an {@link
 * OrderFeed}.
 *
 * <p>Orders lie in slots of parallel arrays, linked in a queue for each price level. An increment
 * costs a look-up of the order's id and a binary search of its price.
 */
public final class L3Book extends FeedBook {
    /** A snapshot of so many is just addressed by an int. */
    static final int ORDERS_MAX = 1 << 26;

    private static final int NONE = -1;

    private final int ordersMax;
    private final OrderIndex index = new OrderIndex();
    private long[] ids = new long[16];
    private long[] prices = new long[16];
    private long[] shown = new long[16];
    private boolean[] buys = new boolean[16];
    private int[] previous = new int[16];

    /** The next order of the level, or the next free slot. */
    private int[] next = new int[16];

    private int free = NONE;
    private int slots;
    private int bidCount;
    private int offerCount;

    /**
     * Makes a stale book.
     *
     * @param instrument the instrument
     * @param ordersMax how many orders it may have, 1 to 2^26; one more makes the book stale
     * @param backlogMax how many increments are kept while it is stale, 1 to 2^24
     * @throws IllegalArgumentException if a bound is out of its range
     */
    public L3Book(int instrument, int ordersMax, int backlogMax) {
        super(instrument, backlogMax);
        requireBound(ordersMax, ORDERS_MAX, "ordersMax");
        this.ordersMax = ordersMax;
    }

    /**
     * Returns how many orders a side has.
     *
     * @param side the side
     * @return the count
     */
    public int orders(Side side) {
        return side == Side.BUY ? bidCount : offerCount;
    }

    /**
     * Returns what an order shows.
     *
     * @param orderId the order
     * @return lots; 0 if it is not shown
     */
    public long shown(long orderId) {
        int slot = index.get(orderId);
        return slot == NONE ? 0 : shown[slot];
    }

    /**
     * Visits the orders of a side, best price first, in their priority.
     *
     * @param side the side
     * @param visitor is shown them
     */
    public void forEachOrder(Side side, ShownOrderVisitor visitor) {
        PriceLadder ladder = ladder(side);
        for (int level = ladder.size() - 1; level >= 0; level--) {
            for (int slot = ladder.head(level); slot != NONE; slot = next[slot]) {
                visitor.onOrder(ids[slot], prices[slot], shown[slot]);
            }
        }
    }

    /**
     * Returns the size of a snapshot taken now.
     *
     * @return bytes
     */
    public int snapshotBytes() {
        return SnapshotLayout.bytes(bidCount + offerCount);
    }

    /**
     * Writes a snapshot that another book can {@link #join}.
     *
     * @param to where to, little-endian
     * @param offset where its first byte goes
     * @return {@link #snapshotBytes()}
     * @throws IllegalStateException if this book is stale
     * @throws IndexOutOfBoundsException if there is no room; some bytes may have been written
     */
    public int writeSnapshot(ByteBuffer to, int offset) {
        if (!isLive()) {
            throw new IllegalStateException(
                    "the book is stale (" + staleReason() + "): join first");
        }
        int at = writeHeader(SnapshotLayout.ORDERS, sequence(), bidCount, offerCount, to, offset);
        at = writeOrders(bids, to, at);
        return writeOrders(offers, to, at) - offset;
    }

    private int writeOrders(PriceLadder ladder, ByteBuffer to, int offset) {
        int at = offset;
        for (int level = ladder.size() - 1; level >= 0; level--) {
            for (int slot = ladder.head(level); slot != NONE; slot = next[slot]) {
                to.putLong(at, ids[slot]);
                to.putLong(at + 8, prices[slot]);
                to.putLong(at + 16, shown[slot]);
                at += SnapshotLayout.ENTRY_BYTES;
            }
        }
        return at;
    }

    @Override
    @Nullable String change(Increment increment) {
        if (increment.kind == IncrementKind.LEVEL) {
            return "a LEVEL is not of a feed of orders";
        }
        int slot = index.get(increment.orderId);
        if (increment.kind == IncrementKind.ADD) {
            return slot == NONE ? add(increment) : "order " + increment.orderId + " is there";
        }
        if (increment.kind == IncrementKind.REFRESH && slot == NONE) {
            return add(increment);
        }
        if (slot == NONE) {
            return "there is no order " + increment.orderId;
        }
        if (buys[slot] != (increment.side == Side.BUY)) {
            return "order " + increment.orderId + " is on the other side";
        }
        return switch (increment.kind) {
            case REFRESH -> {
                remove(slot);
                yield add(increment);
            }
            case DELETE -> {
                remove(slot);
                yield null;
            }
            default -> shrink(slot, increment);
        };
    }

    private @Nullable String add(Increment increment) {
        return add(increment.orderId, increment.side, increment.price, increment.shown);
    }

    private @Nullable String shrink(int slot, Increment increment) {
        long less = shown[slot] - increment.shown;
        boolean executed = increment.kind == IncrementKind.EXECUTE;
        if (less < 0
                || increment.shown < 0
                || (executed ? less != increment.quantity : increment.shown == 0)) {
            return "order " + increment.orderId + " shows " + shown[slot] + ", not as much";
        }
        if (increment.shown == 0) {
            remove(slot);
        } else {
            shown[slot] = increment.shown;
            PriceLadder ladder = ladder(increment.side);
            ladder.add(ladder.find(prices[slot]), -less, 0);
        }
        return null;
    }

    private @Nullable String add(long orderId, Side side, long price, long quantity) {
        if (quantity < 1) {
            return "order " + orderId + " shows " + quantity;
        }
        if (bidCount + offerCount == ordersMax) {
            return "there are more than " + ordersMax + " orders: make ordersMax larger";
        }
        PriceLadder ladder = ladder(side);
        int level = ladder.find(price);
        if (level < 0) {
            level = ladder.insert(level, price);
        }
        int slot = takeSlot();
        ids[slot] = orderId;
        prices[slot] = price;
        shown[slot] = quantity;
        buys[slot] = side == Side.BUY;
        int last = ladder.tail(level);
        previous[slot] = last;
        next[slot] = NONE;
        if (last == NONE) {
            ladder.setHead(level, slot);
        } else {
            next[last] = slot;
        }
        ladder.setTail(level, slot);
        ladder.add(level, quantity, 1);
        index.put(orderId, slot);
        count(side == Side.BUY, 1);
        return null;
    }

    private void remove(int slot) {
        PriceLadder ladder = buys[slot] ? bids : offers;
        int level = ladder.find(prices[slot]);
        int before = previous[slot];
        int after = next[slot];
        if (before == NONE) {
            ladder.setHead(level, after);
        } else {
            next[before] = after;
        }
        if (after == NONE) {
            ladder.setTail(level, before);
        } else {
            previous[after] = before;
        }
        ladder.add(level, -shown[slot], -1);
        if (ladder.count(level) == 0) {
            ladder.remove(level);
        }
        index.remove(ids[slot]);
        count(buys[slot], -1);
        next[slot] = free;
        free = slot;
    }

    private void count(boolean buy, int more) {
        if (buy) {
            bidCount += more;
        } else {
            offerCount += more;
        }
    }

    private int takeSlot() {
        if (free != NONE) {
            int slot = free;
            free = next[slot];
            return slot;
        }
        if (slots == ids.length) {
            int capacity = 2 * slots;
            ids = Arrays.copyOf(ids, capacity);
            prices = Arrays.copyOf(prices, capacity);
            shown = Arrays.copyOf(shown, capacity);
            buys = Arrays.copyOf(buys, capacity);
            previous = Arrays.copyOf(previous, capacity);
            next = Arrays.copyOf(next, capacity);
        }
        return slots++;
    }

    /** The price of an order that is shown. */
    long price(long orderId) {
        return prices[index.get(orderId)];
    }

    @Override
    int snapshotKind() {
        return SnapshotLayout.ORDERS;
    }

    @Override
    @Nullable String readEntry(ByteBuffer from, int offset, Side side) {
        long orderId = from.getLong(offset);
        long price = from.getLong(offset + 8);
        PriceLadder ladder = ladder(side);
        int found = ladder.find(price);
        if (found != -1 && found != 0) {
            return "the order at " + price + " is better than the one before";
        }
        if (index.get(orderId) != NONE) {
            return "order " + orderId + " is there twice";
        }
        return add(orderId, side, price, from.getLong(offset + 16));
    }

    @Override
    void clearOrders() {
        index.clear();
        free = NONE;
        slots = 0;
        bidCount = 0;
        offerCount = 0;
    }
}
