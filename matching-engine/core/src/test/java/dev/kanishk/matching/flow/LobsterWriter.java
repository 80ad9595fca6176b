package dev.kanishk.matching.flow;

import dev.kanishk.matching.command.Side;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes a LOBSTER message file. */
final class LobsterWriter implements FeedWriter {
    private final Writer out;

    LobsterWriter(Path file) throws IOException {
        out = Files.newBufferedWriter(file);
    }

    private void line(long timeNanos, int type, long id, long size, long price, Side side)
            throws IOException {
        long seconds = timeNanos / 1_000_000_000;
        String nanos = String.valueOf(1_000_000_000 + timeNanos % 1_000_000_000).substring(1);
        int direction = side == Side.BUY ? 1 : -1;
        out.write(seconds + "." + nanos + "," + type + "," + id + "," + size + "," + price);
        out.write("," + direction + "\n");
    }

    void halt(long timeNanos, int price) throws IOException {
        line(timeNanos, LobsterEvent.HALT, 0, 0, price, Side.SELL);
    }

    @Override
    public void entered(long timeNanos, long orderId, Side side, long quantity, long price)
            throws IOException {
        line(timeNanos, LobsterEvent.NEW, orderId, quantity, price, side);
    }

    @Override
    public void executed(long timeNanos, long orderId, Side side, long quantity, long price)
            throws IOException {
        line(timeNanos, LobsterEvent.EXECUTED, orderId, quantity, price, side);
    }

    @Override
    public void reduced(long timeNanos, long orderId, Side side, long quantity, long price)
            throws IOException {
        line(timeNanos, LobsterEvent.REDUCED, orderId, quantity, price, side);
    }

    @Override
    public void deleted(long timeNanos, long orderId, Side side, long left, long price)
            throws IOException {
        line(timeNanos, LobsterEvent.DELETED, orderId, left, price, side);
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
            long price)
            throws IOException {
        deleted(timeNanos, orderId, side, left, oldPrice);
        entered(timeNanos, newOrderId, side, quantity, price);
    }

    @Override
    public void executedHidden(long timeNanos, Side side, long quantity, long price)
            throws IOException {
        line(timeNanos, LobsterEvent.HIDDEN, 0, quantity, price, side);
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
