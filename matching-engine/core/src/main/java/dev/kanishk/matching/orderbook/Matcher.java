package dev.kanishk.matching.orderbook;

import dev.kanishk.matching.command.Command;
import dev.kanishk.matching.command.OrderType;
import dev.kanishk.matching.command.RejectReason;
import dev.kanishk.matching.command.SelfTrade;
import dev.kanishk.matching.command.Side;
import dev.kanishk.matching.command.TimeInForce;
import dev.kanishk.matching.event.BookListener;
import dev.kanishk.matching.event.CancelReason;
import dev.kanishk.matching.instrument.Phase;
import org.jspecify.annotations.Nullable;

/**
 * Brings an incoming order together with those that rest: in continuous trading it is the taker
 * until it is filled, ends, or rests itself.
 */
final class Matcher {
    private final LiveOrders live;
    private final OrderSlab orders;
    private final PriceLevels levels;
    private final BookListener listener;
    private final Trades trades;

    private long id;
    private boolean buys;
    private Side side = Side.BUY;
    private long open;
    private long price;
    private long display;
    private int session;
    private int row;
    private int flags;
    private long expiry;
    private SelfTrade selfTrade = SelfTrade.NONE;

    /** The record that the order has already, or 0. */
    private int slot;

    private long corridorLow;
    private long corridorHigh;

    Matcher(LiveOrders live, Trades trades) {
        this.live = live;
        this.orders = live.orders;
        this.levels = live.levels;
        this.listener = live.listener;
        this.trades = trades;
    }

    /** Makes a new order the incoming one. */
    void take(Command command, int positionRow, long expiryNanos) {
        id = command.orderId;
        side = command.side;
        buys = side == Side.BUY;
        open = command.quantity;
        display = command.displayQuantity;
        session = command.session;
        row = positionRow;
        expiry = expiryNanos;
        selfTrade = command.selfTrade;
        slot = 0;
        flags = OrderSlab.flags(command) | (expiryNanos != Command.ABSENT ? OrderSlab.EXPIRES : 0);
        boolean market = (flags & OrderSlab.MARKET) != 0;
        price = market ? anyPrice(buys) : command.price;
    }

    private static long anyPrice(boolean buys) {
        return buys ? Long.MAX_VALUE : 0;
    }

    /** Makes a live order the incoming one, and takes it out of its queue. */
    void takeLive(InstrumentBook book, int liveSlot) {
        id = orders.id(liveSlot);
        flags = orders.flags(liveSlot);
        buys = (flags & OrderSlab.SELL) == 0;
        side = OrderSlab.side(flags);
        open = orders.open(liveSlot);
        display = orders.display(liveSlot);
        session = orders.session(liveSlot);
        row = orders.position(liveSlot);
        expiry = (flags & OrderSlab.EXPIRES) != 0 ? orders.expiry(liveSlot) : Command.ABSENT;
        selfTrade = OrderSlab.selfTrade(flags);
        boolean waits = OrderSlab.waits(flags);
        price = waits ? orders.limitPrice(liveSlot) : levels.price(orders.level(liveSlot));
        live.dequeue(book, liveSlot);
        flags &= ~OrderSlab.WAITS;
        slot = liveSlot;
    }

    /** Changes the incoming order, by a replace. */
    void change(long newPrice, long newOpen) {
        price = newPrice;
        open = newOpen;
    }

    /** Puts the incoming order among the waiting stops. */
    void waitForTrigger(InstrumentBook book, long stopPrice) {
        flags |= OrderSlab.WAITS;
        int at = store();
        orders.limitPrice(at, price);
        live.enqueue(book, at, stopPrice);
    }

    /** Tells that the incoming order, a stop, is triggered. */
    void tellTriggered(InstrumentBook book) {
        boolean market = (flags & OrderSlab.MARKET) != 0;
        listener.onTriggered(book.id, id, market ? OrderType.MARKET : OrderType.LIMIT);
    }

    /**
     * Lets the incoming order trade, and rest if it may.
     *
     * @param announced the command of a new order, to be accepted unless the book rejects it; null
     *     if it is accepted already
     */
    void enter(InstrumentBook book, @Nullable Command announced) {
        if (book.phase.isAuction()) {
            accept(announced);
            rest(book);
            return;
        }
        setCorridor(book);
        TimeInForce time = OrderSlab.timeInForce(flags);
        if (time == TimeInForce.POST_ONLY && book.crosses(buys, price)) {
            reject(book, RejectReason.WOULD_TRADE);
            return;
        }
        if (time == TimeInForce.FOK && !canFill(book)) {
            reject(book, RejectReason.CANNOT_FILL);
            return;
        }
        accept(announced);
        if (book.crosses(buys, price)) {
            match(book);
        } else {
            finish(book, CancelReason.REMAINDER);
        }
    }

    private void accept(@Nullable Command announced) {
        if (announced != null) {
            listener.onAccepted(announced);
        }
    }

    private void setCorridor(InstrumentBook book) {
        long last = book.lastPrice != 0 ? book.lastPrice : book.referencePrice;
        if (book.interrupts && last != 0) {
            long width = Ratio.ppm(last, book.instrument.interruptionPpm());
            corridorLow = last - width;
            corridorHigh = Ratio.saturatedSum(last, width);
        } else {
            corridorLow = 0;
            corridorHigh = Long.MAX_VALUE;
        }
    }

    private boolean inCorridor(long tradePrice) {
        return tradePrice >= corridorLow && tradePrice <= corridorHigh;
    }

    private void match(InstrumentBook book) {
        PriceLadder ladder = book.side(!buys);
        while (open > 0 && book.crosses(buys, price)) {
            int level = ladder.best();
            if (book.proRata) {
                if (!matchProRata(book, level)) {
                    return;
                }
                continue;
            }
            int maker = levels.head(level);
            if (isSelfTrade(maker)) {
                if (!preventSelfTrade(book, maker)) {
                    return;
                }
            } else if (inCorridor(ladder.bestPrice())) {
                trade(book, maker, Math.min(open, orders.shown(maker)));
            } else {
                interrupt(book);
                return;
            }
        }
        finish(book, CancelReason.REMAINDER);
    }

    private void trade(InstrumentBook book, int maker, long quantity) {
        open -= quantity;
        trades.trade(book, maker, quantity, id, buys, open, row, session);
        if (orders.open(maker) == 0) {
            live.remove(book, maker);
        } else if (orders.shown(maker) == 0) {
            live.refresh(book, maker);
        }
    }

    /** Stops before a trade that is too far from the last one: an auction is to find the price. */
    private void interrupt(InstrumentBook book) {
        book.phase = Phase.VOLATILITY_AUCTION;
        book.phaseEndNanos = Ratio.later(book.clockNanos, book.instrument.interruptionNanos());
        book.updateDue();
        listener.onPhase(book.id, book.phase, book.phaseEndNanos);
        finish(book, CancelReason.INTERRUPTED);
    }

    /** Rests what is left, or ends the order. */
    private void finish(InstrumentBook book, CancelReason reason) {
        TimeInForce time = OrderSlab.timeInForce(flags);
        boolean rests = time != TimeInForce.IOC && time != TimeInForce.FOK;
        if (open == 0) {
            forget();
        } else if (rests && (flags & OrderSlab.MARKET) == 0) {
            rest(book);
        } else {
            cancel(book, reason);
        }
    }

    private void cancel(InstrumentBook book, CancelReason reason) {
        listener.onCancelled(book.id, id, account(), session, open, reason);
        forget();
    }

    private long account() {
        return row == 0 ? Command.ABSENT : live.positions.account(row);
    }

    private void reject(InstrumentBook book, RejectReason reason) {
        listener.onRejected(book.id, id, account(), session, reason);
        forget();
    }

    private void forget() {
        if (slot != 0) {
            live.forget(slot);
        }
    }

    private int store() {
        int at = slot;
        if (at == 0) {
            at = orders.allocate();
            live.index.put(id, at);
        }
        orders.set(at, id, open, row, flags, session);
        if ((flags & OrderSlab.ICEBERG) != 0) {
            orders.display(at, display);
        }
        if ((flags & OrderSlab.EXPIRES) != 0) {
            orders.expiry(at, expiry);
        }
        return at;
    }

    private void rest(InstrumentBook book) {
        int at = store();
        long shown = display == Command.ABSENT ? open : Math.min(display, open);
        orders.shown(at, shown);
        live.enqueue(book, at, price);
        listener.onRested(book.id, id, side, price, shown, open);
    }

    private boolean isSelfTrade(int maker) {
        return selfTrade != SelfTrade.NONE && row != 0 && orders.position(maker) == row;
    }

    /** Returns whether the incoming order goes on. */
    private boolean preventSelfTrade(InstrumentBook book, int maker) {
        long taken = selfTrade == SelfTrade.DECREMENT ? Math.min(open, orders.open(maker)) : 0;
        listener.onSelfTrade(book.id, orders.id(maker), id, taken);
        if (selfTrade == SelfTrade.DECREMENT) {
            open -= taken;
            trades.decrement(book, maker, taken);
        } else if (selfTrade != SelfTrade.CANCEL_NEWEST) {
            live.cancel(book, maker, CancelReason.SELF_TRADE);
        }
        boolean ends = selfTrade == SelfTrade.CANCEL_NEWEST || selfTrade == SelfTrade.CANCEL_BOTH;
        if (ends || open == 0) {
            cancel(book, CancelReason.SELF_TRADE);
            return false;
        }
        return true;
    }

    /** Shares out at one price; returns whether the incoming order goes on. */
    private boolean matchProRata(InstrumentBook book, int level) {
        if (selfTrade != SelfTrade.NONE && row != 0) {
            int maker = levels.head(level);
            boolean met = false;
            while (maker != 0) {
                int next = orders.next(maker);
                if (isSelfTrade(maker)) {
                    met = true;
                    if (!preventSelfTrade(book, maker)) {
                        return false;
                    }
                }
                maker = next;
            }
            if (met) {
                return true;
            }
        }
        if (!inCorridor(levels.price(level))) {
            interrupt(book);
            return false;
        }
        allocate(book, level);
        return true;
    }

    private void allocate(InstrumentBook book, int level) {
        long quantity = open;
        long total = levels.shown(level);
        long lot = book.instrument.lotSize();
        int count = levels.count(level);
        long rest = quantity >= total ? 0 : quantity;
        int maker = levels.head(level);
        for (int each = 0; each < count && rest > 0; each++) {
            rest -= quantity * orders.shown(maker) / total / lot * lot;
            maker = orders.next(maker);
        }
        maker = levels.head(level);
        int icebergs = 0;
        for (int each = 0; each < count; each++) {
            int next = orders.next(maker);
            long shown = orders.shown(maker);
            long share = shown;
            if (quantity < total) {
                share = quantity * shown / total / lot * lot;
                long more = Math.min(rest, shown - share);
                rest -= more;
                share += more;
            }
            if (share > 0) {
                open -= share;
                trades.trade(book, maker, share, id, buys, open, row, session);
                if (orders.open(maker) == 0) {
                    live.remove(book, maker);
                } else if (orders.shown(maker) == 0) {
                    icebergs++;
                }
            }
            maker = next;
        }
        for (maker = icebergs == 0 ? 0 : levels.head(level); icebergs > 0; ) {
            int next = orders.next(maker);
            if (orders.shown(maker) == 0) {
                live.refresh(book, maker);
                icebergs--;
            }
            maker = next;
        }
    }

    /**
     * Tells whether matching would trade the whole quantity. A level without an order of the
     * taker's account gives all its open quantity; in one where meeting such an order ends the
     * trading, only the slices shown before it count, as what icebergs show next goes behind it.
     */
    private boolean canFill(InstrumentBook book) {
        PriceLadder ladder = book.side(!buys);
        long need = open;
        for (int level = ladder.best(); level != 0 && need > 0; ) {
            long levelPrice = levels.price(level);
            if (buys ? levelPrice > price : levelPrice < price) {
                return false;
            }
            if (!inCorridor(levelPrice) && !isCancelledWhole(level)) {
                return false;
            }
            if (selfTrade != SelfTrade.CANCEL_OLDEST && holdsOwn(level)) {
                return !book.proRata && shownBeforeOwn(level, need) >= need;
            }
            for (int at = levels.head(level); at != 0 && need > 0; at = orders.next(at)) {
                need -= isSelfTrade(at) ? 0 : Math.min(need, orders.open(at));
            }
            level = ladder.next(levelPrice);
        }
        return need == 0;
    }

    /** Tells whether meeting a level's orders ends them all without a trade. */
    private boolean isCancelledWhole(int level) {
        if (selfTrade != SelfTrade.CANCEL_OLDEST) {
            return false;
        }
        int at = levels.head(level);
        while (at != 0 && isSelfTrade(at)) {
            at = orders.next(at);
        }
        return at == 0;
    }

    private boolean holdsOwn(int level) {
        for (int at = levels.head(level); at != 0; at = orders.next(at)) {
            if (isSelfTrade(at)) {
                return true;
            }
        }
        return false;
    }

    private long shownBeforeOwn(int level, long need) {
        long shown = 0;
        for (int at = levels.head(level); at != 0 && !isSelfTrade(at); at = orders.next(at)) {
            shown = Ratio.saturatedSum(shown, Math.min(orders.shown(at), need));
        }
        return shown;
    }
}
