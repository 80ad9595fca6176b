package dev.kanishk.matching.flow;

import dev.kanishk.matching.command.Side;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** Writes ITCH 5.0 messages of one stock at a time, each after its length. */
final class ItchWriter implements FeedWriter {
    private static final String BLANK = " ";

    private final DataOutputStream out;
    private int locate = 1;
    private String stock = "AAA";
    private long match;

    ItchWriter(OutputStream out) {
        this.out = new DataOutputStream(out);
    }

    void stock(int newLocate, String newStock) {
        locate = newLocate;
        stock = newStock;
    }

    private void begin(int length, char type, long timeNanos) throws IOException {
        out.writeShort(length);
        out.writeByte(type);
        out.writeShort(locate);
        out.writeShort(0);
        out.writeShort((int) (timeNanos >>> 32));
        out.writeInt((int) timeNanos);
    }

    private void text(String text, int bytes) throws IOException {
        out.write((text + BLANK.repeat(bytes)).getBytes(StandardCharsets.US_ASCII), 0, bytes);
    }

    private void zeros(int bytes) throws IOException {
        out.write(new byte[bytes]);
    }

    void systemEvent(long timeNanos, char event) throws IOException {
        begin(12, 'S', timeNanos);
        out.writeByte(event);
    }

    void directory(long timeNanos) throws IOException {
        begin(39, 'R', timeNanos);
        text(stock, 8);
        text("Q", 1);
        text("N", 1);
        out.writeInt(100);
        text("NCZ PNN1N", 9);
        out.writeInt(0);
        text("N", 1);
    }

    void tradingAction(long timeNanos, char state) throws IOException {
        begin(25, 'H', timeNanos);
        text(stock, 8);
        out.writeByte(state);
        text(BLANK, 5);
    }

    void operationalHalt(long timeNanos, char market, char action) throws IOException {
        begin(21, 'h', timeNanos);
        text(stock, 8);
        out.writeByte(market);
        out.writeByte(action);
    }

    /** Writes a message of which nothing but the length matters. */
    void other(long timeNanos, char type) throws IOException {
        int length = ItchMessage.lengthOf(type);
        begin(length, type, timeNanos);
        zeros(length - ItchMessage.HEADER_BYTES);
    }

    @Override
    public void entered(long timeNanos, long orderId, Side side, long quantity, long price)
            throws IOException {
        boolean attributed = orderId % 8 == 0;
        begin(attributed ? 40 : 36, attributed ? 'F' : 'A', timeNanos);
        out.writeLong(orderId);
        out.writeByte(side == Side.BUY ? 'B' : 'S');
        out.writeInt((int) quantity);
        text(stock, 8);
        out.writeInt((int) price);
        if (attributed) {
            text("MAKR", 4);
        }
    }

    @Override
    public void executed(long timeNanos, long orderId, Side side, long quantity, long price)
            throws IOException {
        begin(31, 'E', timeNanos);
        out.writeLong(orderId);
        out.writeInt((int) quantity);
        out.writeLong(++match);
    }

    void executedAt(long timeNanos, long orderId, long quantity, long price) throws IOException {
        begin(36, 'C', timeNanos);
        out.writeLong(orderId);
        out.writeInt((int) quantity);
        out.writeLong(++match);
        out.writeByte('N');
        out.writeInt((int) price);
    }

    @Override
    public void reduced(long timeNanos, long orderId, Side side, long quantity, long price)
            throws IOException {
        begin(23, 'X', timeNanos);
        out.writeLong(orderId);
        out.writeInt((int) quantity);
    }

    @Override
    public void deleted(long timeNanos, long orderId, Side side, long left, long price)
            throws IOException {
        begin(19, 'D', timeNanos);
        out.writeLong(orderId);
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
        begin(35, 'U', timeNanos);
        out.writeLong(orderId);
        out.writeLong(newOrderId);
        out.writeInt((int) quantity);
        out.writeInt((int) price);
    }

    @Override
    public void executedHidden(long timeNanos, Side side, long quantity, long price)
            throws IOException {
        begin(44, 'P', timeNanos);
        out.writeLong(0);
        out.writeByte(side == Side.BUY ? 'B' : 'S');
        out.writeInt((int) quantity);
        text(stock, 8);
        out.writeInt((int) price);
        out.writeLong(++match);
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
