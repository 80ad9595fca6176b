package dev.kanishk.matching.feed;

import dev.kanishk.matching.command.Action;
import dev.kanishk.matching.command.Command;
import dev.kanishk.matching.command.Side;
import dev.kanishk.matching.event.BookListener;
import dev.kanishk.matching.event.Trade;
import dev.kanishk.matching.instrument.Instrument;
import dev.kanishk.matching.instrument.Phase;

/**
 * Public market data by order (L3): the shown part of what the books tell, as increments that are
 * numbered for each instrument without a gap.
 *
 * <p>Neither accounts, sessions, hidden quantity nor waiting stops can be told from it: a change
 * that shows nothing, as of an iceberg's hidden quantity, leads to no increment. To know that, and
 * to write snapshots, it keeps the shown orders of each instrument in an {@link L3Book}. Allocates
 * nothing but room for more orders. Belongs to one thread.
 *
 * <p>A trade is a {@code TRADE}, then an {@code EXECUTE} of each order in the book that it takes
 * from: one, in an auction two. If an iceberg's slice is used up its {@code EXECUTE} leaves 0, and
 * a {@code REFRESH} follows before the command ends.
 *
 * <p>A feed that is made anew, after recovery, is told the orders that rest with {@link #onRested},
 * best price first and in their priority, and begins at a sequence above all that it gave before,
 * so that consumers see a gap and join anew. An event leads to three increments at most: four times
 * the sequence of the next event is above them.
 */
public final class OrderFeed implements BookListener {
    private final IncrementListener listener;
    private final InstrumentTable<L3Book> books;
    private final Increment increment = new Increment();
    private long timeNanos;

    /**
     * Makes a feed of empty books.
     *
     * @param firstSequence the sequence of each instrument's first increment, at least 1
     * @param ordersMax how many shown orders an instrument may have, 1 to 2^26
     * @param listener is told the increments
     * @throws IllegalArgumentException if a number is out of its range
     */
    public OrderFeed(long firstSequence, int ordersMax, IncrementListener listener) {
        if (firstSequence < 1) {
            throw new IllegalArgumentException(
                    "firstSequence is " + firstSequence + ": use 1 or more");
        }
        FeedBook.requireBound(ordersMax, L3Book.ORDERS_MAX, "ordersMax");
        this.listener = listener;
        books =
                new InstrumentTable<>(instrument -> {
                    L3Book book = new L3Book(instrument, ordersMax, 1);
                    book.begin(firstSequence - 1);
                    return book;
                });
    }

    /**
     * Returns the shown orders of an instrument, to look at and to write snapshots of.
     *
     * @param instrument the instrument
     * @return its book; only to be used between two calls of this feed, on its thread
     */
    public L3Book book(int instrument) {
        return books.get(instrument);
    }

    @Override
    public void onCommand(Command command) {
        timeNanos = command.timeNanos;
    }

    /** A new instrument's phase is its first increment. */
    @Override
    public void onDone(Command command, long count) {
        Instrument definition = command.definition;
        if (command.action == Action.ADD_INSTRUMENT && definition != null) {
            onPhase(definition.id(), definition.firstPhase(), Command.ABSENT);
        }
    }

    @Override
    public void onTrade(Trade trade) {
        Side makerSide = trade.takerSide == Side.BUY ? Side.SELL : Side.BUY;
        increment.side = trade.takerSide;
        increment.price = trade.price;
        increment.quantity = trade.quantity;
        increment.auction = trade.auction;
        tell(IncrementKind.TRADE, trade.instrument);
        increment.orderId = trade.makerOrderId;
        increment.side = makerSide;
        increment.shown = trade.makerShown;
        tell(IncrementKind.EXECUTE, trade.instrument);
        if (trade.auction) {
            increment.orderId = trade.takerOrderId;
            increment.side = trade.takerSide;
            increment.shown = trade.takerShown;
            tell(IncrementKind.EXECUTE, trade.instrument);
        }
    }

    @Override
    public void onRested(
            int instrument, long orderId, Side side, long price, long shown, long open) {
        order(IncrementKind.ADD, instrument, orderId, side, price, shown);
    }

    @Override
    public void onRefreshed(
            int instrument, long orderId, Side side, long price, long shown, long open) {
        order(IncrementKind.REFRESH, instrument, orderId, side, price, shown);
    }

    @Override
    public void onReduced(
            int instrument, long orderId, Side side, long price, long shown, long open) {
        if (books.get(instrument).shown(orderId) != shown) {
            order(IncrementKind.REDUCE, instrument, orderId, side, price, shown);
        }
    }

    @Override
    public void onRemoved(int instrument, long orderId, Side side, long price, long shown) {
        if (books.get(instrument).shown(orderId) != 0) {
            order(IncrementKind.DELETE, instrument, orderId, side, price, 0);
        }
    }

    @Override
    public void onPhase(int instrument, Phase phase, long untilNanos) {
        increment.phase = phase;
        increment.untilNanos = untilNanos;
        tell(IncrementKind.PHASE, instrument);
    }

    @Override
    public void onIndication(int instrument, long price, long quantity, long surplus) {
        increment.price = price;
        increment.quantity = quantity;
        increment.surplus = surplus;
        tell(IncrementKind.INDICATION, instrument);
    }

    private void order(
            IncrementKind kind, int instrument, long orderId, Side side, long price, long shown) {
        increment.orderId = orderId;
        increment.side = side;
        increment.price = price;
        increment.shown = shown;
        tell(kind, instrument);
    }

    private void tell(IncrementKind kind, int instrument) {
        L3Book book = books.get(instrument);
        increment.kind = kind;
        increment.instrument = instrument;
        increment.timeNanos = timeNanos;
        increment.sequence = book.sequence() + 1;
        if (!book.apply(increment)) {
            throw new IllegalStateException("instrument " + instrument + ", " + book.staleReason());
        }
        listener.onIncrement(increment);
    }
}
