package dev.kanishk.matching.reference;

import dev.kanishk.matching.command.AccountLimits;
import dev.kanishk.matching.command.Command;
import dev.kanishk.matching.command.Side;
import dev.kanishk.matching.event.BookListener;
import dev.kanishk.matching.orderbook.BookSettings;
import dev.kanishk.matching.orderbook.OrderBooks;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/** The books of the engine, as these tests see them. */
class EngineBooks implements Books {
    /** Small at first, so that tables grow while they are compared. */
    static final BookSettings SETTINGS = BookSettings.DEFAULT.withOrders(1 << 12, 1 << 4);

    /** So few that random flows meet the bound all the time. */
    static final int FEW_ORDERS = 12;

    private final BookListener listener;
    private final BookSettings settings;
    private OrderBooks books;

    EngineBooks(BookListener listener) {
        this(listener, SETTINGS);
    }

    EngineBooks(BookListener listener, BookSettings settings) {
        this.listener = listener;
        this.settings = settings;
        this.books = new OrderBooks(settings, listener);
    }

    /** The same, but that an id is free again once its order has ended. */
    static EngineBooks reusingIds(BookListener listener) {
        return new EngineBooks(listener, SETTINGS.withReusedOrderIds(true));
    }

    /** The same, but that accounts need limits before they may trade. */
    static EngineBooks knowingAllAccounts(BookListener listener) {
        return new EngineBooks(listener, SETTINGS.withAllAccountsKnown(true));
    }

    /** The same, but that there is room for few live orders. */
    static EngineBooks ofFewOrders(BookListener listener) {
        return new EngineBooks(listener, SETTINGS.withOrders(FEW_ORDERS, 1));
    }

    @Nullable AccountLimits limits(long account) {
        return books.limits(account);
    }

    boolean isBlocked(long account) {
        return books.isBlocked(account);
    }

    @Override
    public void apply(Command command) {
        books.apply(command);
    }

    @Override
    public void forEachResting(RestingOrders visitor) {
        books.forEachResting(visitor::visit);
    }

    @Override
    public int liveOrders() {
        return books.liveOrders();
    }

    @Override
    public long position(long account, int instrument) {
        return books.position(account, instrument);
    }

    @Override
    public long balance(long account, int asset) {
        return books.balance(account, asset);
    }

    @Override
    public void verify() {
        new LevelTotals(books).verify();
    }

    @Override
    public void restart() {
        long hash = books.stateHash();
        try {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            books.writeTo(new DataOutputStream(bytes));
            books = new OrderBooks(settings, listener);
            books.readFrom(new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (books.stateHash() != hash) {
            throw new AssertionError("another hash after the snapshot was read");
        }
    }

    /** Level totals and best prices against the sums of the orders. */
    private static final class LevelTotals {
        private final OrderBooks books;
        private int instrument = -1;
        private Side side = Side.BUY;
        private long price;
        private long shown;

        private LevelTotals(OrderBooks books) {
            this.books = books;
        }

        private void verify() {
            books.forEachResting((ofInstrument, ofSide, ofPrice, id, open, shows) -> {
                boolean same = ofInstrument == instrument && ofSide == side;
                if (!same || ofPrice != price) {
                    endLevel();
                    if (!same && books.bestPrice(ofInstrument, ofSide) != ofPrice) {
                        throw new AssertionError("the best price is not " + ofPrice);
                    }
                    if (!same && books.frontOrder(ofInstrument, ofSide) != id) {
                        throw new AssertionError("the front order is not " + id);
                    }
                    instrument = ofInstrument;
                    side = ofSide;
                    price = ofPrice;
                    shown = 0;
                }
                shown += shows;
                if (books.openQuantity(id) != open) {
                    throw new AssertionError("order " + id + " does not have " + open);
                }
            });
            endLevel();
        }

        private void endLevel() {
            if (instrument >= 0 && books.depthAt(instrument, side, price) != shown) {
                throw new AssertionError(
                        "%d at %d instead of %d"
                                .formatted(books.depthAt(instrument, side, price), price, shown));
            }
        }
    }
}
