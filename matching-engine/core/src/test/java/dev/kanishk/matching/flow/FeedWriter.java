package dev.kanishk.matching.flow;

import dev.kanishk.matching.command.Side;
import java.io.Closeable;
import java.io.IOException;

/** Is told what happens to the resting orders of a market, in order, and writes it as a feed. */
interface FeedWriter extends Closeable {
    void entered(long timeNanos, long orderId, Side side, long quantity, long price)
            throws IOException;

    /** An order traded; {@code price} is its own. */
    void executed(long timeNanos, long orderId, Side side, long quantity, long price)
            throws IOException;

    /** Part of an order was cancelled. */
    void reduced(long timeNanos, long orderId, Side side, long quantity, long price)
            throws IOException;

    /** All that was left of an order was cancelled. */
    void deleted(long timeNanos, long orderId, Side side, long left, long price) throws IOException;

    /** An order was replaced by one of another id behind all others of its price. */
    void replaced(
            long timeNanos,
            long orderId,
            long left,
            long oldPrice,
            long newOrderId,
            Side side,
            long quantity,
            long price)
            throws IOException;

    /** Something that is no order's: a hidden execution. */
    void executedHidden(long timeNanos, Side side, long quantity, long price) throws IOException;
}
