package dev.kanishk.matching.reference;

import static dev.kanishk.matching.reference.ReferenceAccounts.big;

import dev.kanishk.matching.command.Command;
import dev.kanishk.matching.command.OrderType;
import dev.kanishk.matching.command.RejectReason;
import dev.kanishk.matching.command.SelfTrade;
import dev.kanishk.matching.command.TimeInForce;
import dev.kanishk.matching.event.BookListener;
import dev.kanishk.matching.event.CancelReason;
import dev.kanishk.matching.event.Trade;
import dev.kanishk.matching.instrument.Allocation;
import dev.kanishk.matching.instrument.Instrument;
import dev.kanishk.matching.instrument.Phase;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import org.jspecify.annotations.Nullable;

/** What happens to one instrument's orders when they meet. */
final class ReferenceMatching {
    static final BigInteger MILLION = big(1_000_000);

    private final ReferenceBook book;
    private final BookListener listener;
    private final ReferenceAccounts accounts;

    ReferenceMatching(ReferenceBook book, BookListener listener, ReferenceAccounts accounts) {
        this.book = book;
        this.listener = listener;
        this.accounts = accounts;
    }

    /** Whether |price - of| x 1,000,000 is at most of x ppm. */
    static boolean isWithin(long price, long of, long ppm) {
        BigInteger distance = big(price).subtract(big(of)).abs().multiply(MILLION);
        return distance.compareTo(big(of).multiply(big(ppm))) <= 0;
    }

    /** Why a limit or market order cannot enter, or null. */
    @Nullable RejectReason refusal(ReferenceOrder taker) {
        if (taker.timeInForce == TimeInForce.POST_ONLY
                && book.wouldTrade(taker.side, taker.price)) {
            return RejectReason.WOULD_TRADE;
        }
        if (taker.timeInForce == TimeInForce.FOK && !dryRunFills(taker)) {
            return RejectReason.CANNOT_FILL;
        }
        return null;
    }

    private boolean dryRunFills(ReferenceOrder taker) {
        long[] traded = new long[1];
        BookListener counting =
                new BookListener() {
                    @Override
                    public void onTrade(Trade trade) {
                        traded[0] += trade.quantity;
                    }
                };
        new ReferenceMatching(book.copy(), counting, new ReferenceAccounts(false))
                .enter(taker.copy());
        return traded[0] == taker.open;
    }

    /** Trades a limit or market order that {@link #refusal} lets in, and rests what may rest. */
    void enter(ReferenceOrder taker) {
        boolean interrupted = trade(taker);
        if (interrupted) {
            Instrument instrument = book.instrument;
            BigInteger end = big(book.clockNanos).add(big(instrument.interruptionNanos()));
            book.phase = Phase.VOLATILITY_AUCTION;
            book.phaseEndNanos = end.min(big(Long.MAX_VALUE)).longValueExact();
            listener.onPhase(instrument.id(), book.phase, book.phaseEndNanos);
        }
        if (taker.open == 0) {
            return;
        }
        if (taker.rests()) {
            gather(taker);
        } else {
            cancel(taker, false, interrupted ? CancelReason.INTERRUPTED : CancelReason.REMAINDER);
        }
    }

    /** Rests an order without trading, as in an auction. */
    void gather(ReferenceOrder order) {
        book.rest(order);
        listener.onRested(
                book.instrument.id(), order.id, order.side, order.price, order.shown, order.open);
    }

    /** Returns whether a trade beyond the corridor would have been next. */
    private boolean trade(ReferenceOrder taker) {
        long corridor = book.lastOrReferencePrice();
        boolean interrupts = book.instrument.interruptionPpm() != 0 && corridor != 0;
        NavigableMap<Long, List<ReferenceOrder>> side = book.opposite(taker.side);
        while (taker.open > 0 && !side.isEmpty() && taker.meets(side.firstKey())) {
            long price = side.firstKey();
            List<ReferenceOrder> queue = side.firstEntry().getValue();
            ReferenceOrder own = nextOwn(queue, taker);
            if (own != null) {
                prevent(own, taker, false);
                continue;
            }
            if (interrupts && !isWithin(price, corridor, book.instrument.interruptionPpm())) {
                return true;
            }
            if (book.instrument.allocation() == Allocation.PRO_RATA) {
                tradeByParts(List.copyOf(queue), taker);
            } else {
                ReferenceOrder maker = queue.getFirst();
                trade(maker, taker, price, Math.min(maker.shown, taker.open), false);
                refresh(maker);
            }
        }
        return false;
    }

    /** The order of the taker's account that self-trade prevention meets next, or null. */
    private @Nullable ReferenceOrder nextOwn(List<ReferenceOrder> queue, ReferenceOrder taker) {
        if (taker.selfTrade == SelfTrade.NONE) {
            return null;
        }
        boolean anywhere = book.instrument.allocation() == Allocation.PRO_RATA;
        for (ReferenceOrder maker : anywhere ? queue : queue.subList(0, 1)) {
            if (maker.sharesAccount(taker)) {
                return maker;
            }
        }
        return null;
    }

    private void tradeByParts(List<ReferenceOrder> queue, ReferenceOrder taker) {
        BigInteger together = BigInteger.ZERO;
        for (ReferenceOrder maker : queue) {
            together = together.add(big(maker.shown));
        }
        List<Long> parts = new ArrayList<>();
        long left = taker.open;
        boolean all = big(taker.open).compareTo(together) >= 0;
        for (ReferenceOrder maker : queue) {
            long part = maker.shown;
            if (!all) {
                part = big(taker.open).multiply(big(maker.shown)).divide(together).longValueExact();
                part -= part % book.instrument.lotSize();
            }
            parts.add(part);
            left -= part;
        }
        for (int i = 0; i < queue.size() && !all; i++) {
            long more = Math.min(left, queue.get(i).shown - parts.get(i));
            parts.set(i, parts.get(i) + more);
            left -= more;
        }
        for (int i = 0; i < queue.size(); i++) {
            if (parts.get(i) > 0) {
                ReferenceOrder maker = queue.get(i);
                trade(maker, taker, maker.price, parts.get(i), false);
            }
        }
        queue.forEach(this::refresh);
    }

    /** Tells one trade and takes it off both; a maker with nothing left leaves the book. */
    void trade(
            ReferenceOrder maker,
            ReferenceOrder taker,
            long price,
            long quantity,
            boolean auction) {
        maker.open -= quantity;
        maker.shown -= quantity;
        taker.open -= quantity;
        if (auction) {
            taker.shown -= quantity;
        }
        book.lastPrice = price;
        Trade trade = new Trade();
        trade.instrument = book.instrument.id();
        trade.price = price;
        trade.quantity = quantity;
        trade.makerOrderId = maker.id;
        trade.takerOrderId = taker.id;
        trade.takerSide = taker.side;
        trade.makerOpen = maker.open;
        trade.makerShown = maker.shown;
        trade.takerOpen = taker.open;
        trade.takerShown = auction ? taker.shown : 0;
        trade.makerAccount = maker.account;
        trade.takerAccount = taker.account;
        trade.makerSession = maker.session;
        trade.takerSession = taker.session;
        Instrument rules = book.instrument;
        trade.makerFee =
                ReferenceAccounts.fee(
                                price,
                                quantity,
                                auction ? rules.auctionFeePpm() : rules.makerFeePpm())
                        .longValueExact();
        trade.takerFee =
                ReferenceAccounts.fee(
                                price,
                                quantity,
                                auction ? rules.auctionFeePpm() : rules.takerFeePpm())
                        .longValueExact();
        trade.auction = auction;
        accounts.settle(rules, trade);
        listener.onTrade(trade);
    }

    /** After its trades: the order is gone, or shows its next slice. */
    void refresh(ReferenceOrder order) {
        if (order.open == 0) {
            book.remove(order);
        } else if (order.shown == 0) {
            book.remove(order);
            book.rest(order);
            listener.onRefreshed(
                    book.instrument.id(),
                    order.id,
                    order.side,
                    order.price,
                    order.shown,
                    order.open);
        }
    }

    /** Two orders of one account meet: the taker's rule. */
    void prevent(ReferenceOrder maker, ReferenceOrder taker, boolean takerRests) {
        boolean decrement = taker.selfTrade == SelfTrade.DECREMENT;
        long less = decrement ? Math.min(maker.open, taker.open) : 0;
        listener.onSelfTrade(book.instrument.id(), maker.id, taker.id, less);
        switch (taker.selfTrade) {
            case CANCEL_NEWEST -> cancel(taker, takerRests, CancelReason.SELF_TRADE);
            case CANCEL_OLDEST -> cancel(maker, true, CancelReason.SELF_TRADE);
            case CANCEL_BOTH -> {
                cancel(maker, true, CancelReason.SELF_TRADE);
                cancel(taker, takerRests, CancelReason.SELF_TRADE);
            }
            case DECREMENT -> {
                decrement(maker, true, less);
                decrement(taker, takerRests, less);
            }
            case NONE -> throw new IllegalStateException("order " + taker.id + " may trade");
        }
    }

    private void decrement(ReferenceOrder order, boolean rests, long less) {
        order.open -= less;
        if (order.open == 0) {
            cancel(order, rests, CancelReason.SELF_TRADE);
            return;
        }
        order.shown = Math.min(order.shown, order.open);
        if (rests) {
            reduced(order);
        }
    }

    private void reduced(ReferenceOrder order) {
        listener.onReduced(
                book.instrument.id(), order.id, order.side, order.price, order.shown, order.open);
    }

    /** Ends an order, wherever it is; it has nothing left then. */
    void cancel(ReferenceOrder order, boolean rests, CancelReason reason) {
        if (rests) {
            leave(order);
        }
        long open = order.open;
        order.open = 0;
        listener.onCancelled(
                book.instrument.id(), order.id, order.account, order.session, open, reason);
    }

    private void leave(ReferenceOrder order) {
        book.remove(order);
        listener.onRemoved(book.instrument.id(), order.id, order.side, order.price, order.shown);
    }

    /** Ends a live order, be it a waiting stop or one that rests. */
    void cancelLive(ReferenceOrder order, CancelReason reason) {
        boolean waits = book.stops.remove(order);
        if (waits) {
            book.live.remove(order.id);
        }
        cancel(order, !waits, reason);
    }

    /** Carries out a replace that passed its checks. */
    void replace(ReferenceOrder order, long price, long quantity, boolean keepsPlace) {
        if (!keepsPlace) {
            leave(order);
        }
        listener.onReplaced(
                book.instrument.id(), order.id, order.account, order.session, price, quantity);
        if (keepsPlace) {
            boolean smaller = quantity < order.open;
            order.open = quantity;
            order.shown = Math.min(order.shown, quantity);
            if (smaller) {
                reduced(order);
            }
            return;
        }
        order.price = price;
        order.open = quantity;
        if (book.phase == Phase.CONTINUOUS) {
            enter(order);
        } else {
            gather(order);
        }
    }

    /** Activates triggered stops, one after the other, the one that waited longest first. */
    void activateStops() {
        while (book.phase == Phase.CONTINUOUS) {
            ReferenceOrder next = null;
            for (ReferenceOrder stop : book.stops) {
                if (next == null && book.isTriggered(stop)) {
                    next = stop;
                }
            }
            if (next == null) {
                return;
            }
            book.stops.remove(next);
            book.live.remove(next.id);
            activate(next);
        }
    }

    /** Makes a triggered stop a market or limit order, and enters it. */
    void activate(ReferenceOrder stop) {
        stop.type = stop.type == OrderType.STOP ? OrderType.MARKET : OrderType.LIMIT;
        listener.onTriggered(book.instrument.id(), stop.id, stop.type);
        RejectReason refusal = refusal(stop);
        if (refusal != null) {
            listener.onRejected(book.instrument.id(), stop.id, stop.account, stop.session, refusal);
            return;
        }
        enter(stop);
    }

    /** What a day order expires at: the next end of the day after the clock. */
    static long dayEnd(Instrument instrument, long clockNanos) {
        BigInteger day = big(86_400_000_000_000L);
        BigInteger offset = big(instrument.dayEndNanos());
        BigInteger days =
                ReferenceAccounts.floorDivide(big(clockNanos).subtract(offset), day)
                        .add(BigInteger.ONE);
        BigInteger end = days.multiply(day).add(offset);
        return end.bitLength() > 63 ? Command.ABSENT : end.longValueExact();
    }
}
