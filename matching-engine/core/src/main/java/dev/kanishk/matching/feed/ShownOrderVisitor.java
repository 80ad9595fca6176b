package dev.kanishk.matching.feed;

/** Is shown the orders of an {@link L3Book}. */
@FunctionalInterface
public interface ShownOrderVisitor {
    /**
     * Takes one order.
     *
     * @param orderId the order
     * @param price ticks
     * @param shown lots
     */
    void onOrder(long orderId, long price, long shown);
}
