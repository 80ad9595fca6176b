package dev.kanishk.matching.reference;

import dev.kanishk.matching.command.Command;
import dev.kanishk.matching.command.Side;
import dev.kanishk.matching.instrument.Instrument;
import dev.kanishk.matching.instrument.Phase;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One instrument: its orders, and what else there is to know about it. */
final class ReferenceBook {
    final Instrument instrument;

    /** Best price first, in a price first come first. No empty list stays. */
    final NavigableMap<Long, List<ReferenceOrder>> bids = new TreeMap<>(Comparator.reverseOrder());

    final NavigableMap<Long, List<ReferenceOrder>> offers = new TreeMap<>();

    /** In the order of entry. */
    final List<ReferenceOrder> stops = new ArrayList<>();

    /** All that is live, waiting stops too. */
    final Map<Long, ReferenceOrder> live = new LinkedHashMap<>();

    long clockNanos;
    Phase phase;

    /** When the phase ends by itself, or {@link Command#ABSENT}. */
    long phaseEndNanos = Command.ABSENT;

    /** 0 before the first trade. */
    long lastPrice;

    /** 0 if there is none. */
    long referencePrice;

    private long entries;

    ReferenceBook(Instrument instrument, long clockNanos) {
        this.instrument = instrument;
        this.clockNanos = clockNanos;
        this.phase = instrument.firstPhase();
        this.referencePrice = instrument.referencePrice();
    }

    /** A copy that a dry run may change. */
    ReferenceBook copy() {
        ReferenceBook copy = new ReferenceBook(instrument, clockNanos);
        copy.phase = phase;
        copy.phaseEndNanos = phaseEndNanos;
        copy.lastPrice = lastPrice;
        copy.referencePrice = referencePrice;
        copy.entries = entries;
        for (ReferenceOrder order : resting()) {
            ReferenceOrder twin = order.copy();
            copy.live.put(twin.id, twin);
            copy.side(twin.side).computeIfAbsent(twin.price, p -> new ArrayList<>()).add(twin);
        }
        return copy;
    }

    NavigableMap<Long, List<ReferenceOrder>> side(Side side) {
        return side == Side.BUY ? bids : offers;
    }

    NavigableMap<Long, List<ReferenceOrder>> opposite(Side side) {
        return side == Side.BUY ? offers : bids;
    }

    /** The best price's orders, or null if the side is empty. */
    static @Nullable List<ReferenceOrder> best(NavigableMap<Long, List<ReferenceOrder>> side) {
        return side.isEmpty() ? null : side.firstEntry().getValue();
    }

    /** Bids from the best on, then offers. */
    List<ReferenceOrder> resting() {
        List<ReferenceOrder> orders = new ArrayList<>();
        bids.values().forEach(orders::addAll);
        offers.values().forEach(orders::addAll);
        return orders;
    }

    /** The last trade's price, or the reference price, or 0. */
    long lastOrReferencePrice() {
        return lastPrice != 0 ? lastPrice : referencePrice;
    }

    /** Puts an order behind the others of its price. */
    void rest(ReferenceOrder order) {
        order.shown = order.slice();
        order.entry = entries++;
        side(order.side).computeIfAbsent(order.price, p -> new ArrayList<>()).add(order);
        live.put(order.id, order);
    }

    /** Lets a stop wait. */
    void await(ReferenceOrder stop) {
        stop.entry = entries++;
        stops.add(stop);
        live.put(stop.id, stop);
    }

    void remove(ReferenceOrder order) {
        List<ReferenceOrder> queue = side(order.side).get(order.price);
        if (queue == null || !queue.remove(order)) {
            throw new IllegalStateException("order " + order.id + " does not rest");
        }
        if (queue.isEmpty()) {
            side(order.side).remove(order.price);
        }
        live.remove(order.id);
    }

    /** Whether bids stand at or above offers. */
    boolean meets() {
        return !bids.isEmpty() && !offers.isEmpty() && bids.firstKey() >= offers.firstKey();
    }

    boolean wouldTrade(Side side, long price) {
        NavigableMap<Long, List<ReferenceOrder>> others = opposite(side);
        return !others.isEmpty()
                && (side == Side.BUY ? others.firstKey() <= price : others.firstKey() >= price);
    }

    boolean isTriggered(ReferenceOrder stop) {
        return lastPrice != 0
                && (stop.side == Side.BUY
                        ? lastPrice >= stop.stopPrice
                        : lastPrice <= stop.stopPrice);
    }
}
