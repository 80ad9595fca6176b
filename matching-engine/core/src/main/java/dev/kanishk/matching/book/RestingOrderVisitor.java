package dev.kanishk.matching.book;

/** Is shown what rests. */
public interface RestingOrderVisitor {
    /**
     * One resting order.
     *
     * @param symbolHigh the symbol's first eight bytes
     * @param symbolLow the symbol's second eight bytes
     * @param side the side
     * @param price ticks
     * @param orderId the order
     * @param openQuantity lots still open, hidden ones too
     * @param shownQuantity lots shown
     */
    void onOrder(
            long symbolHigh,
            long symbolLow,
            Side side,
            long price,
            long orderId,
            long openQuantity,
            long shownQuantity);
}
