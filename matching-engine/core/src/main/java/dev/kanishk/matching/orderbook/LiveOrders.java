package dev.kanishk.matching.orderbook;

import dev.kanishk.matching.command.Command;
import dev.kanishk.matching.command.Side;
import dev.kanishk.matching.event.BookListener;
import dev.kanishk.matching.event.CancelReason;
import dev.kanishk.matching.instrument.Instrument;

/**
 * The tables that hold live orders, and what is to be kept right in all of them when an order
 * comes, changes or goes: the record, the id, the queue of its price, its expiry, what its account
 * has open, and what of a balance is reserved for it.
 */
final class LiveOrders {
    final OrderSlab orders;
    final OrderIndex index;
    final PriceLevels levels;
    final LadderNodes nodes;
    final Positions positions;
    final Accounts accounts;
    final BookListener listener;

    LiveOrders(BookSettings settings, BookListener listener) {
        this.listener = listener;
        orders = new OrderSlab(settings);
        index = new OrderIndex(orders, settings);
        levels = new PriceLevels(orders);
        nodes = new LadderNodes();
        positions = new Positions(settings);
        accounts = new Accounts(settings);
    }

    /** Puts an order, whose record is complete, into the queue of its price. */
    void enqueue(InstrumentBook book, int slot, long price) {
        int flags = orders.flags(slot);
        boolean waits = (flags & OrderSlab.WAITS) != 0;
        int level = book.ladder(flags).findOrAdd(price, book.index);
        orders.entry(slot, book.nextEntry++);
        orders.level(slot, level);
        levels.append(level, slot, waits ? 0 : orders.shown(slot));
        if ((flags & OrderSlab.EXPIRES) != 0) {
            book.expiries.add(slot);
            book.updateDue();
        }
        int row = orders.position(slot);
        if (row != 0) {
            positions.addLive(row, 1);
            changeOpen(book, slot, row, 0, orders.open(slot));
        }
    }

    /** Returns whether an order has nothing but its record, its id, and its place in a queue. */
    boolean isPlain(InstrumentBook book, int slot) {
        int special = OrderSlab.WAITS | OrderSlab.EXPIRES | OrderSlab.ICEBERG;
        return (orders.flags(slot) & special) == 0 && !book.checksBalances;
    }

    /** Does what {@link #enqueue} does, for a plain order whose record names its level. */
    void enqueuePlain(InstrumentBook book, int slot, boolean buys, int level, long open, int row) {
        orders.entry(slot, book.nextEntry++);
        levels.append(level, slot, open);
        if (row != 0) {
            positions.addLive(row, 1);
            positions.addOpen(row, buys, open);
        }
    }

    /** Does what {@link #dequeue} does, for a plain order. */
    void dequeuePlain(InstrumentBook book, int slot, boolean buys, int level, long open, int row) {
        if (levels.remove(level, slot, open)) {
            book.side(buys).remove(level);
        }
        if (row != 0) {
            positions.addLive(row, -1);
            positions.addOpen(row, buys, -open);
        }
    }

    /** Cancels a plain order whose place in the index is known, and tells of it. */
    void cancelPlain(InstrumentBook book, int slot, int indexAt, CancelReason reason) {
        int level = orders.level(slot);
        int row = orders.position(slot);
        boolean buys = (orders.flags(slot) & OrderSlab.SELL) == 0;
        long id = orders.id(slot);
        long open = orders.open(slot);
        Side side = buys ? Side.BUY : Side.SELL;
        long account = row == 0 ? Command.ABSENT : positions.account(row);
        listener.onRemoved(book.id, id, side, levels.price(level), open);
        listener.onCancelled(book.id, id, account, orders.session(slot), open, reason);
        dequeuePlain(book, slot, buys, level, open, row);
        index.removeAt(indexAt, id);
        orders.release(slot);
    }

    /** Takes an order out of all but its record and id. */
    void dequeue(InstrumentBook book, int slot) {
        int flags = orders.flags(slot);
        int row = orders.position(slot);
        if (row != 0) {
            positions.addLive(row, -1);
            changeOpen(book, slot, row, orders.open(slot), 0);
        }
        if ((flags & OrderSlab.EXPIRES) != 0) {
            book.expiries.remove(slot);
            book.updateDue();
        }
        int level = orders.level(slot);
        boolean waits = (flags & OrderSlab.WAITS) != 0;
        if (levels.remove(level, slot, waits ? 0 : orders.shown(slot))) {
            book.ladder(flags).remove(level);
        }
    }

    /** Frees an order's id and record. */
    void forget(int slot) {
        index.remove(orders.id(slot), slot);
        orders.release(slot);
    }

    /** Ends an order that is in a queue. */
    void remove(InstrumentBook book, int slot) {
        dequeue(book, slot);
        forget(slot);
    }

    /** Ends an order that is in a queue, and tells of it. */
    void cancel(InstrumentBook book, int slot, CancelReason reason) {
        tellRemoved(book, slot);
        tellCancelled(book, slot, reason);
        remove(book, slot);
    }

    void tellRemoved(InstrumentBook book, int slot) {
        int flags = orders.flags(slot);
        if (!OrderSlab.waits(flags)) {
            listener.onRemoved(
                    book.id,
                    orders.id(slot),
                    OrderSlab.side(flags),
                    levels.price(orders.level(slot)),
                    orders.shown(slot));
        }
    }

    void tellCancelled(InstrumentBook book, int slot, CancelReason reason) {
        listener.onCancelled(
                book.id,
                orders.id(slot),
                account(slot),
                orders.session(slot),
                orders.open(slot),
                reason);
    }

    void tellReduced(InstrumentBook book, int slot) {
        listener.onReduced(
                book.id,
                orders.id(slot),
                OrderSlab.side(orders.flags(slot)),
                levels.price(orders.level(slot)),
                orders.shown(slot),
                orders.open(slot));
    }

    long account(int slot) {
        int row = orders.position(slot);
        return row == 0 ? Command.ABSENT : positions.account(row);
    }

    /** Makes a resting order smaller, in its place. */
    void reduce(InstrumentBook book, int slot, long newOpen) {
        int row = orders.position(slot);
        if (row != 0) {
            changeOpen(book, slot, row, orders.open(slot), newOpen);
        }
        long shown = orders.shown(slot);
        orders.open(slot, newOpen);
        if (shown > newOpen) {
            orders.shown(slot, newOpen);
            levels.addShown(orders.level(slot), newOpen - shown);
        }
    }

    /** Shows the next slice of an iceberg, as the last of its price. */
    void refresh(InstrumentBook book, int slot) {
        int flags = orders.flags(slot);
        int level = orders.level(slot);
        long shown = Math.min(orders.display(slot), orders.open(slot));
        levels.remove(level, slot, 0);
        orders.shown(slot, shown);
        if ((flags & OrderSlab.EXPIRES) != 0) {
            book.expiries.remove(slot);
        }
        orders.entry(slot, book.nextEntry++);
        if ((flags & OrderSlab.EXPIRES) != 0) {
            book.expiries.add(slot);
        }
        levels.append(level, slot, shown);
        listener.onRefreshed(
                book.id,
                orders.id(slot),
                OrderSlab.side(flags),
                levels.price(level),
                shown,
                orders.open(slot));
    }

    /** Changes what an order's account has open, and what is reserved for it. */
    void changeOpen(InstrumentBook book, int slot, int row, long from, long to) {
        boolean buys = (orders.flags(slot) & OrderSlab.SELL) == 0;
        positions.addOpen(row, buys, to - from);
        if (book.checksBalances) {
            long price = limitPrice(slot);
            accounts.addReserved(
                    buys ? quoteBalance(book, row) : baseBalance(book, row),
                    cost(book, buys, price, to) - cost(book, buys, price, from));
        }
    }

    int baseBalance(InstrumentBook book, int row) {
        findBalances(book, row);
        return positions.baseBalance(row);
    }

    int quoteBalance(InstrumentBook book, int row) {
        findBalances(book, row);
        return positions.quoteBalance(row);
    }

    /** Notes an account's balances beside its position, so that they are looked up once. */
    private void findBalances(InstrumentBook book, int row) {
        if (positions.baseBalance(row) == 0 || positions.quoteBalance(row) == 0) {
            int account = positions.accountIndex(row);
            positions.balances(
                    row,
                    accounts.balance(account, book.instrument.baseAsset()),
                    accounts.balance(account, book.instrument.quoteAsset()));
        }
    }

    private long limitPrice(int slot) {
        return OrderSlab.waits(orders.flags(slot))
                ? orders.limitPrice(slot)
                : levels.price(orders.level(slot));
    }

    /** Returns what an order could cost at most: quote asset to buy, base asset to sell. */
    static long cost(InstrumentBook book, boolean buys, long price, long quantity) {
        if (!buys) {
            return quantity;
        }
        Instrument instrument = book.instrument;
        long notional = Ratio.saturatedProduct(price, quantity);
        int ppm =
                Math.max(
                        Math.max(instrument.makerFeePpm(), instrument.takerFeePpm()),
                        Math.max(instrument.auctionFeePpm(), 0));
        return Ratio.saturatedSum(notional, Ratio.ppm(notional, ppm));
    }
}
