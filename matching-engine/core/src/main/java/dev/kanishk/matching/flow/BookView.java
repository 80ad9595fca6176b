package dev.kanishk.matching.flow;

import dev.kanishk.matching.command.Side;

/** What a feed of events must know of the books to be turned into commands again. */
public interface BookView {
    /**
     * Returns what is left of an order.
     *
     * @param orderId the order
     * @return lots still open, less than 1 if it is not live
     */
    long openQuantity(long orderId);

    /**
     * Returns the order that trades next on a side.
     *
     * @param instrument the instrument
     * @param side the side
     * @return its id, or {@code Command.ABSENT} if none rests there
     */
    long frontOrder(int instrument, Side side);
}
