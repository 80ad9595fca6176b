package dev.kanishk.benchmarks.peers.matching.challenge;

/**
 * A book that is driven message by message and writes what each one led to into a {@link
 * ReportRing}.
 *
 * <p>Reports of one message are written before the call returns, its trades in the order they
 * happened. Symbols are 0 to the flow's count of them, order ids 1 to the flow's greatest. One
 * thread.
 */
interface Engine {
    /**
     * A new limit order: one order ack, a trade per fill, and a cancel ack for what an
     * immediate-or-cancel order could not trade.
     */
    void onNew(
            long sequence,
            int symbol,
            long orderId,
            boolean buy,
            boolean immediate,
            long price,
            int quantity);

    /** A cancel: a cancel ack with side and price of the order that rested, or a cancel reject. */
    void onCancel(long sequence, int symbol, long orderId);

    /**
     * A cancel and a new entry under the same id, as the newest at its price: a trade per fill and
     * one modify ack; or a modify reject if the order does not rest.
     */
    void onModify(long sequence, int symbol, long orderId, boolean buy, long price, int quantity);
}
