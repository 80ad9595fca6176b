package dev.kanishk.matching.book;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * One symbol's book as one would write it first: a list in the order of arrival, searched from its
 * beginning for every trade.
 */
final class ReferenceBook {
    /** An order that rests. */
    private static final class Order {
        private final long id;
        private final Side side;
        private final TimeInForce time;
        private long price;
        private long open;

        private Order(long id, Side side, TimeInForce time, long price, long open) {
            this.id = id;
            this.side = side;
            this.time = time;
            this.price = price;
            this.open = open;
        }
    }

    private final List<Order> resting = new ArrayList<>();
    private final Set<Long> used = new HashSet<>();
    private final List<String> results = new ArrayList<>();

    List<String> results() {
        return results;
    }

    void apply(Command command) {
        switch (command.action) {
            case NEW -> enterNew(command);
            case CANCEL -> {
                if (!resting.removeIf(order -> order.id == command.orderId)) {
                    reject(command.orderId, Reason.UNKNOWN_ORDER);
                }
            }
            case REPLACE -> replace(command);
            case MALFORMED, NOTHING -> throw new IllegalArgumentException("not of this model");
        }
    }

    private void enterNew(Command command) {
        boolean market = command.type == OrderType.MARKET;
        if (used.contains(command.orderId)) {
            reject(command.orderId, Reason.DUPLICATE_ORDER);
        } else if (command.quantity < 1) {
            reject(command.orderId, Reason.INVALID_QUANTITY);
        } else if (!market && command.price < 1) {
            reject(command.orderId, Reason.INVALID_PRICE);
        } else {
            used.add(command.orderId);
            long worst = command.side == Side.BUY ? Long.MAX_VALUE : 0;
            Order order =
                    new Order(
                            command.orderId,
                            command.side,
                            command.timeInForce,
                            market ? worst : command.price,
                            command.quantity);
            enter(order, market);
        }
    }

    private void enter(Order taker, boolean market) {
        if (taker.time == TimeInForce.POST_ONLY && next(taker).isPresent()) {
            reject(taker.id, Reason.WOULD_TRADE);
            return;
        }
        long available = resting.stream().filter(m -> meets(m, taker)).mapToLong(m -> m.open).sum();
        if (taker.time == TimeInForce.FOK && available < taker.open) {
            reject(taker.id, Reason.CANNOT_FILL);
            return;
        }
        Optional<Order> maker = next(taker);
        while (taker.open > 0 && maker.isPresent()) {
            trade(maker.get(), taker);
            maker = next(taker);
        }
        boolean rests = taker.time == TimeInForce.GTC || taker.time == TimeInForce.POST_ONLY;
        if (taker.open > 0 && rests && !market) {
            resting.add(taker);
        }
    }

    private void trade(Order maker, Order taker) {
        long quantity = Math.min(maker.open, taker.open);
        results.add("trade " + maker.id + " " + taker.id + " " + maker.price + " " + quantity);
        maker.open -= quantity;
        taker.open -= quantity;
        resting.removeIf(order -> order.open == 0);
    }

    private static boolean meets(Order maker, Order taker) {
        return maker.side != taker.side
                && (taker.side == Side.BUY
                        ? maker.price <= taker.price
                        : maker.price >= taker.price);
    }

    /** The order that trades next: the best price, and of those the first to arrive. */
    private Optional<Order> next(Order taker) {
        Comparator<Order> best = Comparator.comparingLong(order -> order.price);
        return resting.stream()
                .filter(maker -> meets(maker, taker))
                .min(taker.side == Side.BUY ? best : best.reversed());
    }

    private void replace(Command command) {
        Optional<Order> found =
                resting.stream().filter(order -> order.id == command.orderId).findFirst();
        if (found.isEmpty()) {
            reject(command.orderId, Reason.UNKNOWN_ORDER);
            return;
        }
        Order order = found.get();
        long price = command.price == Command.ABSENT ? order.price : command.price;
        if (command.quantity < 1) {
            reject(order.id, Reason.INVALID_QUANTITY);
        } else if (price < 1) {
            reject(order.id, Reason.INVALID_PRICE);
        } else if (price == order.price && command.quantity <= order.open) {
            order.open = command.quantity;
        } else {
            Order changed = new Order(order.id, order.side, order.time, price, command.quantity);
            if (order.time == TimeInForce.POST_ONLY && next(changed).isPresent()) {
                reject(order.id, Reason.WOULD_TRADE);
            } else {
                resting.remove(order);
                enter(changed, false);
            }
        }
    }

    private void reject(long id, Reason reason) {
        results.add("reject " + id + " " + reason);
    }

    /** Bids before offers, the best price first, the first to arrive first. */
    List<String> orders() {
        Comparator<Order> byPrice = Comparator.comparingLong(order -> order.price);
        List<String> shown = new ArrayList<>();
        for (Side side : List.of(Side.BUY, Side.SELL)) {
            resting.stream()
                    .filter(order -> order.side == side)
                    .sorted(side == Side.BUY ? byPrice.reversed() : byPrice)
                    .forEach(order ->
                            shown.add(
                                    side + " " + order.price + " " + order.id + " " + order.open));
        }
        return shown;
    }
}
