package dev.kanishk.matching.flow;

import dev.kanishk.matching.command.Action;
import dev.kanishk.matching.command.Command;
import dev.kanishk.matching.command.OrderType;
import dev.kanishk.matching.command.Side;
import dev.kanishk.matching.command.TimeInForce;
import dev.kanishk.matching.instrument.Phase;

/** Turns what a feed tells of resting orders into commands that do the same to the books. */
final class FeedOrders {
    private final BookView books;
    private long unknown;
    private long outOfPriority;

    FeedOrders(BookView books) {
        this.books = books;
    }

    /** Tells whether an order is live; counts it if it is not. */
    boolean knows(long orderId) {
        boolean known = books.openQuantity(orderId) > 0;
        unknown += known ? 0 : 1;
        return known;
    }

    void countUnknown() {
        unknown++;
    }

    /** Makes a command that ends a live order. */
    void delete(Command command) {
        command.action = Action.CANCEL;
    }

    /** Makes a command that takes a quantity off a live order; tells whether that ends it. */
    boolean reduce(Command command, long quantity) {
        long open = books.openQuantity(command.orderId);
        if (quantity >= open) {
            command.action = Action.CANCEL;
            return true;
        }
        command.action = Action.REPLACE;
        command.quantity = open - quantity;
        return false;
    }

    /**
     * Makes a command that executes a live order: an incoming market order if it is next to trade,
     * else one that makes it smaller. Tells whether that ends it.
     *
     * @param takerOrderId the id of the incoming order
     * @param atItsPrice whether the order's own price is that of the execution
     */
    boolean execute(
            Command command, long takerOrderId, long quantity, boolean atItsPrice, Phase phase) {
        long id = command.orderId;
        boolean bids = books.frontOrder(command.instrument, Side.BUY) == id;
        boolean offers = !bids && books.frontOrder(command.instrument, Side.SELL) == id;
        if (!atItsPrice || phase != Phase.CONTINUOUS || (!bids && !offers)) {
            outOfPriority++;
            return reduce(command, quantity);
        }
        long open = books.openQuantity(id);
        command.action = Action.NEW;
        command.type = OrderType.MARKET;
        command.timeInForce = TimeInForce.IOC;
        command.side = bids ? Side.SELL : Side.BUY;
        command.orderId = takerOrderId;
        command.quantity = Math.min(quantity, open);
        return quantity >= open;
    }

    FeedCounts counts(long hiddenExecutions, long crosses, long ignored) {
        return new FeedCounts(unknown, outOfPriority, hiddenExecutions, crosses, ignored);
    }
}
