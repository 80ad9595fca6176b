package dev.kanishk.matching.orderbook;

import dev.kanishk.matching.command.Side;

/** Is shown the orders that rest. */
@FunctionalInterface
public interface RestingOrderVisitor {
    /**
     * Is shown one order.
     *
     * @param instrument the instrument's number
     * @param side its side
     * @param price ticks
     * @param orderId its id
     * @param open lots that it has
     * @param shown lots that it shows
     */
    void onOrder(int instrument, Side side, long price, long orderId, long open, long shown);
}
