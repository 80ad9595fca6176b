package dev.kanishk.matching.feed;

import dev.kanishk.matching.command.Side;
import java.nio.ByteBuffer;

/**
 * Public market data by price level (L2), derived from the increments of an {@link OrderFeed}: the
 * shown quantity and the count of orders of the best levels or of all, with sequences of its own,
 * and trades, phases and indications as they come. Allocates nothing but room for more orders.
 * Belongs to one thread, which need not be the order feed's.
 *
 * <p>With a depth, consumers know exactly that many levels of a side, if there are so many: one
 * that is pushed out is told as ended, and one that moves up into the depth is told.
 */
public final class LevelFeed implements IncrementListener {
    /** The depth of a feed of all levels. */
    public static final int ALL_LEVELS = Integer.MAX_VALUE;

    private final int depth;
    private final IncrementListener listener;
    private final InstrumentTable<State> states;
    private final Increment level = new Increment();

    private static final class State {
        private final L3Book book;
        private long sequence;
        private boolean begun;

        State(int instrument, int ordersMax, long sequence) {
            book = new L3Book(instrument, ordersMax, 1);
            this.sequence = sequence;
        }
    }

    /**
     * Makes a feed of empty books.
     *
     * @param depth how many levels of a side are told, at least 1, or {@link #ALL_LEVELS}
     * @param firstSequence the sequence of each instrument's first increment, at least 1; above all
     *     given before if the feed is made anew
     * @param ordersMax how many shown orders an instrument may have, 1 to 2^26
     * @param listener is told the increments
     * @throws IllegalArgumentException if a number is out of its range
     */
    public LevelFeed(int depth, long firstSequence, int ordersMax, IncrementListener listener) {
        if (firstSequence < 1) {
            throw new IllegalArgumentException(
                    "firstSequence is " + firstSequence + ": use 1 or more");
        }
        FeedBook.requireBound(depth, ALL_LEVELS, "depth");
        FeedBook.requireBound(ordersMax, L3Book.ORDERS_MAX, "ordersMax");
        this.depth = depth;
        this.listener = listener;
        states =
                new InstrumentTable<>(
                        instrument -> new State(instrument, ordersMax, firstSequence - 1));
    }

    /**
     * Takes an increment of the orders. All since the order feed was made must come.
     *
     * @param increment the increment
     * @throws IllegalStateException if increments are missing, or cannot be
     */
    @Override
    public void onIncrement(Increment increment) {
        State state = states.get(increment.instrument);
        L3Book book = state.book;
        if (!state.begun) {
            state.begun = true;
            book.begin(increment.sequence - 1);
        }
        switch (increment.kind) {
            case TRADE, PHASE, INDICATION -> {
                apply(book, increment);
                pass(state, increment);
            }
            default -> change(state, increment);
        }
    }

    private static void apply(L3Book book, Increment increment) {
        if (!book.apply(increment)) {
            throw new IllegalStateException(
                    "instrument " + increment.instrument + ", " + book.staleReason());
        }
    }

    /** An increment of an order changes one level. */
    private void change(State state, Increment increment) {
        L3Book book = state.book;
        PriceLadder ladder = book.ladder(increment.side);
        boolean isShown = book.shown(increment.orderId) != 0;
        long price = isShown ? book.price(increment.orderId) : increment.price;
        boolean wasThere = ladder.find(price) >= 0;
        apply(book, increment);
        int found = ladder.find(price);
        int rank = ladder.rank(found);
        if (rank >= depth) {
            return;
        }
        level.timeNanos = increment.timeNanos;
        level.side = increment.side;
        if (found < 0) {
            tell(state, price, 0, 0);
            if (ladder.size() >= depth) {
                tell(state, ladder, ladder.ofRank(depth - 1));
            }
        } else {
            if (!wasThere && ladder.size() > depth) {
                tell(state, ladder.price(ladder.ofRank(depth)), 0, 0);
            }
            tell(state, ladder, found);
        }
    }

    private void tell(State state, PriceLadder ladder, int at) {
        tell(state, ladder.price(at), ladder.shown(at), ladder.count(at));
    }

    private void tell(State state, long price, long shown, int count) {
        level.kind = IncrementKind.LEVEL;
        level.price = price;
        level.shown = shown;
        level.count = count;
        number(state);
    }

    private void pass(State state, Increment increment) {
        level.kind = increment.kind;
        level.timeNanos = increment.timeNanos;
        level.side = increment.side;
        level.price = increment.price;
        level.quantity = increment.quantity;
        level.auction = increment.auction;
        level.phase = increment.phase;
        level.untilNanos = increment.untilNanos;
        level.surplus = increment.surplus;
        number(state);
    }

    private void number(State state) {
        level.instrument = state.book.instrument();
        level.sequence = ++state.sequence;
        listener.onIncrement(level);
    }

    /**
     * Returns the size of a snapshot taken now.
     *
     * @param instrument the instrument
     * @return bytes
     */
    public int snapshotBytes(int instrument) {
        L3Book book = states.get(instrument).book;
        return SnapshotLayout.bytes(depth(book, Side.BUY) + depth(book, Side.SELL));
    }

    /**
     * Writes a snapshot that an {@link L2Book} can join.
     *
     * @param instrument the instrument
     * @param to where to, little-endian
     * @param offset where its first byte goes
     * @return {@link #snapshotBytes}
     * @throws IndexOutOfBoundsException if there is no room; some bytes may have been written
     */
    public int writeSnapshot(int instrument, ByteBuffer to, int offset) {
        State state = states.get(instrument);
        L3Book book = state.book;
        int bids = depth(book, Side.BUY);
        int offers = depth(book, Side.SELL);
        int at = book.writeHeader(SnapshotLayout.LEVELS, state.sequence, bids, offers, to, offset);
        at = book.writeLevels(Side.BUY, bids, to, at);
        return book.writeLevels(Side.SELL, offers, to, at) - offset;
    }

    private int depth(L3Book book, Side side) {
        return Math.min(depth, book.levels(side));
    }
}
