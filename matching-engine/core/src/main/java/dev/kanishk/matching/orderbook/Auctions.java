package dev.kanishk.matching.orderbook;

import dev.kanishk.matching.command.SelfTrade;
import dev.kanishk.matching.event.CancelReason;

/**
 * Finds the price of an auction and trades at it.
 *
 * <p>Bids at or above a price fall with it, offers at or below it rise, so the prices at which most
 * would trade, and of them those with the smallest surplus, follow one another: one walk over the
 * prices at which orders meet, from the lowest to the highest, finds the first and the last of
 * them. Sums are kept in two halves of 32 bits, so that they are exact whatever the quantities.
 */
final class Auctions {
    private final LiveOrders live;
    private final OrderSlab orders;
    private final PriceLevels levels;
    private final Trades trades;

    private long bidHigh;
    private long bidLow;
    private long offerHigh;
    private long offerLow;

    private long quantity;
    private long surplus;
    private long lowest;
    private long highest;

    /** The first of these prices with a surplus to sell, or 0. */
    private long negativeFrom;

    private long price;

    Auctions(LiveOrders live, Trades trades) {
        this.live = live;
        this.orders = live.orders;
        this.levels = live.levels;
        this.trades = trades;
    }

    /** Tells what the auction would come to now. */
    void indicate(InstrumentBook book) {
        if (book.isCrossed()) {
            findPrice(book);
            live.listener.onIndication(book.id, price, quantity, surplus);
        } else {
            live.listener.onIndication(book.id, 0, 0, 0);
        }
    }

    /** Trades until no orders meet. */
    void uncross(InstrumentBook book) {
        while (book.isCrossed()) {
            findPrice(book);
            tradeAt(book, price);
        }
    }

    private void tradeAt(InstrumentBook book, long at) {
        PriceLadder bids = book.bids;
        PriceLadder offers = book.offers;
        while (bids.best() != 0
                && offers.best() != 0
                && bids.bestPrice() >= at
                && offers.bestPrice() <= at) {
            int bid = levels.head(bids.best());
            int offer = levels.head(offers.best());
            boolean bidIsLater = orders.entry(bid) > orders.entry(offer);
            int maker = bidIsLater ? offer : bid;
            int taker = bidIsLater ? bid : offer;
            SelfTrade prevention = OrderSlab.selfTrade(orders.flags(taker));
            int row = orders.position(taker);
            if (prevention != SelfTrade.NONE && row != 0 && orders.position(maker) == row) {
                prevent(book, maker, taker, prevention);
            } else {
                long most = Math.min(orders.shown(maker), orders.shown(taker));
                trades.tradeInAuction(book, maker, taker, at, most);
                book.referencePrice(at);
                settle(book, maker);
                settle(book, taker);
            }
        }
    }

    private void settle(InstrumentBook book, int slot) {
        if (orders.open(slot) == 0) {
            live.remove(book, slot);
        } else if (orders.shown(slot) == 0) {
            live.refresh(book, slot);
        }
    }

    private void prevent(InstrumentBook book, int maker, int taker, SelfTrade prevention) {
        boolean decrements = prevention == SelfTrade.DECREMENT;
        long taken = decrements ? Math.min(orders.open(maker), orders.open(taker)) : 0;
        live.listener.onSelfTrade(book.id, orders.id(maker), orders.id(taker), taken);
        if (decrements) {
            trades.decrement(book, maker, taken);
            trades.decrement(book, taker, taken);
            return;
        }
        if (prevention != SelfTrade.CANCEL_NEWEST) {
            live.cancel(book, maker, CancelReason.SELF_TRADE);
        }
        if (prevention != SelfTrade.CANCEL_OLDEST) {
            live.cancel(book, taker, CancelReason.SELF_TRADE);
        }
    }

    /** Finds the price of a crossed book, and what would trade and be left. */
    private void findPrice(InstrumentBook book) {
        quantity = 0;
        surplus = 0;
        negativeFrom = 0;
        bidHigh = 0;
        bidLow = 0;
        offerHigh = 0;
        offerLow = 0;
        long first = book.offers.bestPrice();
        int bid = 0;
        for (int level = book.bids.best(); level != 0 && levels.price(level) >= first; ) {
            bid = level;
            addBids(level, 1);
            level = book.bids.next(levels.price(level));
        }
        int offer = book.offers.best();
        long tick = book.instrument.tickSize();
        long at = first;
        while (bid != 0) {
            if (offer != 0 && levels.price(offer) == at) {
                addOffers(offer);
                offer = book.offers.next(at);
            }
            consider(at, at);
            if (levels.price(bid) == at) {
                addBids(bid, -1);
                bid = book.bids.previous(at);
            }
            if (bid == 0) {
                break;
            }
            long next = levels.price(bid);
            if (offer != 0) {
                next = Math.min(next, levels.price(offer));
            }
            long from = (at / tick + 1) * tick;
            long to = (next - 1) / tick * tick;
            if (from <= to) {
                consider(from, to);
            }
            at = next;
        }
        choose(book, tick);
    }

    private void addBids(int level, int sign) {
        for (int at = levels.head(level); at != 0; at = orders.next(at)) {
            long open = orders.open(at);
            bidHigh += sign * (open >>> 32);
            bidLow += sign * (open & 0xFFFFFFFFL);
        }
    }

    private void addOffers(int level) {
        for (int at = levels.head(level); at != 0; at = orders.next(at)) {
            long open = orders.open(at);
            offerHigh += open >>> 32;
            offerLow += open & 0xFFFFFFFFL;
        }
    }

    private static long sum(long high, long low) {
        long whole = high + (low >>> 32);
        return whole >= 1L << 31 ? Long.MAX_VALUE : (whole << 32) | (low & 0xFFFFFFFFL);
    }

    private void consider(long from, long to) {
        long bids = sum(bidHigh, bidLow);
        long offers = sum(offerHigh, offerLow);
        long both = Math.min(bids, offers);
        long left = bids - offers;
        boolean better =
                both > quantity || (both == quantity && Math.abs(left) < Math.abs(surplus));
        if (better) {
            quantity = both;
            surplus = left;
            lowest = from;
            highest = to;
            negativeFrom = left < 0 ? from : 0;
        } else if (both == quantity && Math.abs(left) == Math.abs(surplus)) {
            highest = to;
            if (left < 0 && negativeFrom == 0) {
                negativeFrom = from;
            }
        }
    }

    private void choose(InstrumentBook book, long tick) {
        long reference = book.lastPrice != 0 ? book.lastPrice : book.referencePrice;
        if (reference == 0) {
            reference = lowest + (highest - lowest) / 2;
        }
        price = Math.clamp(reference / tick * tick, lowest, highest);
        boolean sells = negativeFrom != 0 && price >= negativeFrom;
        surplus = sells ? -Math.abs(surplus) : Math.abs(surplus);
    }
}
