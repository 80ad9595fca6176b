package dev.kanishk.matching.flow;

import dev.kanishk.matching.command.Side;
import java.io.IOException;

/**
 * Passes a market's events on to a LOBSTER file, one line each, and asks for a row of the order
 * book after each.
 */
final class OneLineEvents implements FeedWriter {
    private final LobsterWriter out;
    Runnable rows = () -> {};

    OneLineEvents(LobsterWriter out) {
        this.out = out;
    }

    @Override
    public void entered(long timeNanos, long orderId, Side side, long quantity, long price)
            throws IOException {
        out.entered(timeNanos, orderId, side, quantity, price);
        rows.run();
    }

    @Override
    public void executed(long timeNanos, long orderId, Side side, long quantity, long price)
            throws IOException {
        out.executed(timeNanos, orderId, side, quantity, price);
        rows.run();
    }

    @Override
    public void reduced(long timeNanos, long orderId, Side side, long quantity, long price)
            throws IOException {
        out.reduced(timeNanos, orderId, side, quantity, price);
        rows.run();
    }

    @Override
    public void deleted(long timeNanos, long orderId, Side side, long left, long price)
            throws IOException {
        out.deleted(timeNanos, orderId, side, left, price);
        rows.run();
    }

    @Override
    public void replaced(
            long timeNanos,
            long orderId,
            long left,
            long oldPrice,
            long newOrderId,
            Side side,
            long quantity,
            long price) {
        throw new IllegalStateException("a replacement takes two lines");
    }

    @Override
    public void executedHidden(long timeNanos, Side side, long quantity, long price)
            throws IOException {
        out.executedHidden(timeNanos, side, quantity, price);
        rows.run();
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
