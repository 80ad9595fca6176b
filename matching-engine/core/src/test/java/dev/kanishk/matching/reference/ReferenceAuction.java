package dev.kanishk.matching.reference;

import static dev.kanishk.matching.reference.ReferenceAccounts.big;
import static java.math.BigInteger.TWO;
import static java.math.BigInteger.ZERO;

import dev.kanishk.matching.command.SelfTrade;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What an auction would end like, and its end. */
final class ReferenceAuction {
    private final ReferenceBook book;
    private final ReferenceMatching matching;

    ReferenceAuction(ReferenceBook book, ReferenceMatching matching) {
        this.book = book;
        this.matching = matching;
    }

    /** A price, the lots that would trade at it, and those left: positive to buy. */
    record Outcome(BigInteger price, BigInteger quantity, BigInteger surplus) {}

    /** The auction's outcome, or null if no orders meet. */
    static @Nullable Outcome outcome(ReferenceBook book) {
        List<Outcome> best = new ArrayList<>();
        for (BigInteger price : candidates(book)) {
            Outcome outcome = at(book, price);
            if (outcome.quantity.signum() == 0) {
                continue;
            }
            int order = best.isEmpty() ? 1 : compare(outcome, best.getFirst());
            if (order > 0) {
                best.clear();
            }
            if (order >= 0) {
                best.add(outcome);
            }
        }
        if (best.isEmpty()) {
            return null;
        }
        return at(book, nearest(book, best.getFirst().price, best.getLast().price));
    }

    /** The first two rules: most lots, then the smallest surplus. Positive if the first wins. */
    private static int compare(Outcome one, Outcome other) {
        int byQuantity = one.quantity.compareTo(other.quantity);
        return byQuantity != 0 ? byQuantity : other.surplus.abs().compareTo(one.surplus.abs());
    }

    /**
     * Prices among which are the lowest and the highest of the best: sums change at orders' prices
     * only, so each end of a run of equal sums is an order's price or a tick beside one.
     */
    private static SortedSet<BigInteger> candidates(ReferenceBook book) {
        TreeSet<BigInteger> prices = new TreeSet<>();
        BigInteger tick = big(book.instrument.tickSize());
        for (ReferenceOrder order : book.resting()) {
            BigInteger price = big(order.price);
            prices.add(price.subtract(tick));
            prices.add(price);
            prices.add(price.add(tick));
        }
        return prices;
    }

    private static Outcome at(ReferenceBook book, BigInteger price) {
        BigInteger bought = ZERO;
        for (List<ReferenceOrder> level : book.bids.values()) {
            for (ReferenceOrder bid : level) {
                if (big(bid.price).compareTo(price) >= 0) {
                    bought = bought.add(big(bid.open));
                }
            }
        }
        BigInteger sold = ZERO;
        for (List<ReferenceOrder> level : book.offers.values()) {
            for (ReferenceOrder offer : level) {
                if (big(offer.price).compareTo(price) <= 0) {
                    sold = sold.add(big(offer.open));
                }
            }
        }
        bought = bought.min(big(Long.MAX_VALUE));
        sold = sold.min(big(Long.MAX_VALUE));
        return new Outcome(price, bought.min(sold), bought.subtract(sold));
    }

    private static BigInteger nearest(ReferenceBook book, BigInteger lowest, BigInteger highest) {
        long reference = book.lastOrReferencePrice();
        BigInteger wanted = reference != 0 ? big(reference) : lowest.add(highest).divide(TWO);
        wanted = wanted.subtract(wanted.mod(big(book.instrument.tickSize())));
        return wanted.max(lowest).min(highest);
    }

    /** Lets the orders that meet trade, each round at one price, until none do. */
    void uncross() {
        while (book.meets()) {
            Outcome outcome = outcome(book);
            if (outcome == null) {
                throw new IllegalStateException("orders meet, and there is no price");
            }
            if (round(outcome.price.longValueExact())) {
                book.referencePrice = outcome.price.longValueExact();
            }
        }
    }

    /** Returns whether anything traded. */
    private boolean round(long price) {
        boolean traded = false;
        while (true) {
            List<ReferenceOrder> bids = ReferenceBook.best(book.bids);
            List<ReferenceOrder> offers = ReferenceBook.best(book.offers);
            if (bids == null
                    || offers == null
                    || bids.getFirst().price < price
                    || offers.getFirst().price > price) {
                return traded;
            }
            ReferenceOrder bid = bids.getFirst();
            ReferenceOrder offer = offers.getFirst();
            ReferenceOrder maker = bid.entry < offer.entry ? bid : offer;
            ReferenceOrder taker = maker == bid ? offer : bid;
            if (taker.selfTrade != SelfTrade.NONE && maker.sharesAccount(taker)) {
                matching.prevent(maker, taker, true);
                continue;
            }
            matching.trade(maker, taker, price, Math.min(maker.shown, taker.shown), true);
            traded = true;
            matching.refresh(maker);
            matching.refresh(taker);
        }
    }
}
