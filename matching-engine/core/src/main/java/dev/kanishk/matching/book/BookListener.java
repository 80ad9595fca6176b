package dev.kanishk.matching.book;

/** Is told what a command led to, in order, on the thread that applies it. */
public interface BookListener {
    /**
     * A trade, at the resting order's price.
     *
     * @param line the command's number, from 1
     * @param symbolHigh the symbol's first eight bytes
     * @param symbolLow the symbol's second eight bytes
     * @param price ticks
     * @param quantity lots
     * @param makerOrderId the resting order
     * @param takerOrderId the incoming order
     * @param takerSide the incoming order's side
     */
    void onTrade(
            long line,
            long symbolHigh,
            long symbolLow,
            long price,
            long quantity,
            long makerOrderId,
            long takerOrderId,
            Side takerSide);

    /**
     * A command, or a stop that it activated, was rejected.
     *
     * @param line the command's number, from 1
     * @param orderId the order; {@link Command#ABSENT} if it could not be read
     * @param reason why
     */
    void onReject(long line, long orderId, Reason reason);
}
