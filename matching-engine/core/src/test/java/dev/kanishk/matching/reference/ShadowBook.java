package dev.kanishk.matching.reference;

import dev.kanishk.matching.command.Action;
import dev.kanishk.matching.command.Command;
import dev.kanishk.matching.command.RejectReason;
import dev.kanishk.matching.command.Side;
import dev.kanishk.matching.event.BookListener;
import dev.kanishk.matching.event.CancelReason;
import dev.kanishk.matching.event.Trade;
import dev.kanishk.matching.instrument.Phase;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a reader of the events alone knows: the orders that rest, in order, with what they show, and
 * what every live order has left. It fails if an event contradicts those before it, so that
 * quantities are conserved: what was entered has traded, was taken away, or is open.
 */
final class ShadowBook implements BookListener {
    private record Place(int instrument, Side side) {}

    private record Shown(long orderId, long quantity) {}

    private final Map<Place, TreeMap<Long, List<Shown>>> sides = new HashMap<>();

    /** Of every live order, waiting stops too. */
    private final Map<Long, Long> open = new HashMap<>();

    /** Where an order rests. */
    private final Map<Long, Long> prices = new HashMap<>();

    private final Map<Long, Place> places = new HashMap<>();
    private final Map<Integer, Phase> phases = new HashMap<>();

    @SuppressWarnings("AnnotateFormatMethod") // the annotation is not among the dependencies
    private static void require(boolean holds, String message, Object... values) {
        if (!holds) {
            throw new AssertionError(message.formatted(values));
        }
    }

    private long openOf(long orderId) {
        Long known = open.get(orderId);
        require(known != null, "order %d is told of, and is not live", orderId);
        return known == null ? 0 : known;
    }

    private List<Shown> level(Place side, long price) {
        return sides.computeIfAbsent(side, s -> new TreeMap<>())
                .computeIfAbsent(price, p -> new ArrayList<>());
    }

    private int indexIn(List<Shown> level, long orderId) {
        for (int i = 0; i < level.size(); i++) {
            if (level.get(i).orderId == orderId) {
                return i;
            }
        }
        throw new AssertionError("order " + orderId + " is told of, and does not rest");
    }

    private List<Shown> levelOf(long orderId) {
        Place side = places.get(orderId);
        Long price = prices.get(orderId);
        if (side == null || price == null) {
            throw new AssertionError("order " + orderId + " is told of, and does not rest");
        }
        return level(side, price);
    }

    private void leave(long orderId) {
        List<Shown> level = levelOf(orderId);
        level.remove(indexIn(level, orderId));
        places.remove(orderId);
        prices.remove(orderId);
    }

    @Override
    public void onCommand(Command command) {
        if (command.action == Action.ADD_INSTRUMENT && command.definition != null) {
            phases.putIfAbsent(command.definition.id(), command.definition.firstPhase());
        }
    }

    @Override
    public void onAccepted(Command command) {
        require(
                open.put(command.orderId, command.quantity) == null,
                "order %d is accepted twice",
                command.orderId);
    }

    @Override
    public void onRejected(
            int instrument, long orderId, long account, int session, RejectReason reason) {
        boolean activated =
                reason == RejectReason.CANNOT_FILL
                        || (reason == RejectReason.WOULD_TRADE && !places.containsKey(orderId));
        if (activated) {
            open.remove(orderId);
        }
    }

    @Override
    public void onTrade(Trade trade) {
        require(trade.quantity > 0, "a trade of %d lots", trade.quantity);
        traded(trade.makerOrderId, trade.quantity, trade.makerOpen, trade.makerShown);
        if (trade.auction) {
            traded(trade.takerOrderId, trade.quantity, trade.takerOpen, trade.takerShown);
            return;
        }
        require(
                openOf(trade.takerOrderId) - trade.quantity == trade.takerOpen,
                "taker %d has %d left, not %d",
                trade.takerOrderId,
                openOf(trade.takerOrderId) - trade.quantity,
                trade.takerOpen);
        spend(trade.takerOrderId, trade.quantity);
    }

    private void spend(long orderId, long quantity) {
        long left = openOf(orderId) - quantity;
        require(left >= 0, "order %d has %d left", orderId, left);
        if (left == 0) {
            open.remove(orderId);
        } else {
            open.put(orderId, left);
        }
    }

    private void traded(long orderId, long quantity, long left, long shown) {
        List<Shown> level = levelOf(orderId);
        int index = indexIn(level, orderId);
        require(
                level.get(index).quantity - quantity == shown && openOf(orderId) - quantity == left,
                "order %d shows %d of %d, not %d of %d",
                orderId,
                level.get(index).quantity - quantity,
                openOf(orderId) - quantity,
                shown,
                left);
        spend(orderId, quantity);
        if (left == 0) {
            leave(orderId);
        } else {
            level.set(index, new Shown(orderId, shown));
        }
    }

    @Override
    public void onRested(
            int instrument, long orderId, Side side, long price, long shown, long left) {
        require(!places.containsKey(orderId), "order %d rests twice", orderId);
        require(openOf(orderId) == left, "order %d has %d left", orderId, openOf(orderId));
        Place place = new Place(instrument, side);
        places.put(orderId, place);
        prices.put(orderId, price);
        level(place, price).add(new Shown(orderId, shown));
    }

    @Override
    public void onRefreshed(
            int instrument, long orderId, Side side, long price, long shown, long left) {
        List<Shown> level = levelOf(orderId);
        Shown before = level.remove(indexIn(level, orderId));
        require(before.quantity == 0, "order %d still shows %d", orderId, before.quantity);
        require(openOf(orderId) == left, "order %d has %d left", orderId, openOf(orderId));
        level.add(new Shown(orderId, shown));
    }

    @Override
    public void onReduced(
            int instrument, long orderId, Side side, long price, long shown, long left) {
        List<Shown> level = levelOf(orderId);
        require(openOf(orderId) == left, "order %d has %d left", orderId, openOf(orderId));
        level.set(indexIn(level, orderId), new Shown(orderId, shown));
    }

    @Override
    public void onRemoved(int instrument, long orderId, Side side, long price, long shown) {
        List<Shown> level = levelOf(orderId);
        long before = level.get(indexIn(level, orderId)).quantity;
        require(before == shown, "order %d showed %d, not %d", orderId, before, shown);
        leave(orderId);
    }

    @Override
    public void onSelfTrade(int instrument, long makerOrderId, long takerOrderId, long quantity) {
        open.put(makerOrderId, openOf(makerOrderId) - quantity);
        open.put(takerOrderId, openOf(takerOrderId) - quantity);
    }

    @Override
    public void onCancelled(
            int instrument,
            long orderId,
            long account,
            int session,
            long left,
            CancelReason reason) {
        require(openOf(orderId) == left, "order %d has %d left", orderId, openOf(orderId));
        require(!places.containsKey(orderId), "order %d is cancelled, and rests", orderId);
        open.remove(orderId);
    }

    @Override
    public void onReplaced(
            int instrument, long orderId, long account, int session, long price, long left) {
        openOf(orderId);
        open.put(orderId, left);
    }

    @Override
    public void onPhase(int instrument, Phase phase, long untilNanos) {
        phases.put(instrument, phase);
    }

    /** Whether these are the resting orders that follow from the events, and may rest so. */
    void verify(Books books) {
        Map<Place, TreeMap<Long, List<Shown>>> actual = new HashMap<>();
        books.forEachResting((instrument, side, price, orderId, left, shown) -> {
            require(shown > 0 && shown <= left, "%d shows %d of %d", orderId, shown, left);
            require(openOf(orderId) == left, "order %d has %d left", orderId, left);
            actual.computeIfAbsent(new Place(instrument, side), s -> new TreeMap<>())
                    .computeIfAbsent(price, p -> new ArrayList<>())
                    .add(new Shown(orderId, shown));
        });
        sides.values().forEach(levels -> levels.values().removeIf(List::isEmpty));
        sides.values().removeIf(TreeMap::isEmpty);
        require(actual.equals(sides), "rests: %s, told: %s", actual, sides);
        phases.forEach((instrument, phase) -> verifyNotCrossed(instrument, phase));
    }

    private void verifyNotCrossed(int instrument, Phase phase) {
        TreeMap<Long, List<Shown>> bids = sides.get(new Place(instrument, Side.BUY));
        TreeMap<Long, List<Shown>> offers = sides.get(new Place(instrument, Side.SELL));
        if (bids != null
                && offers != null
                && (phase == Phase.CONTINUOUS || phase == Phase.CLOSED)
                && bids.lastKey() >= offers.firstKey()) {
            throw new AssertionError(
                    "the book of " + instrument + " is crossed: " + bids + ", " + offers);
        }
    }
}
