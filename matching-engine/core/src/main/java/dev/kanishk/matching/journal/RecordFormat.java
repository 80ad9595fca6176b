package dev.kanishk.matching.journal;

import dev.kanishk.matching.book.Action;
import dev.kanishk.matching.book.Command;
import dev.kanishk.matching.book.OrderType;
import dev.kanishk.matching.book.SelfTrade;
import dev.kanishk.matching.book.Side;
import dev.kanishk.matching.book.TimeInForce;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * The bytes of a record, little-endian, 112 of them.
 *
 * <pre>
 * 0 length (int)   4 CRC-32C of bytes 8 to 111 (int)   8 sequence   16 first sequence of its batch
 * 24 kind, action, side, type, time in force, self-trade, two zeros   32 time   40, 48 symbol
 * 56 order id   64 account   72 price   80 quantity   88 display   96 stop price   104 zero
 * </pre>
 */
final class RecordFormat {
    static final int BYTES = 112;
    static final byte COMMAND = 1;

    /** Written at an orderly end: it proves that the batch before it was complete. */
    static final byte SEAL = 2;

    private static final Action[] ACTIONS = Action.values();
    private static final Side[] SIDES = Side.values();
    private static final OrderType[] TYPES = OrderType.values();
    private static final TimeInForce[] TIMES = TimeInForce.values();
    private static final SelfTrade[] SELF_TRADES = SelfTrade.values();

    private final CRC32C crc = new CRC32C();
    private final ByteBuffer window;

    /** Reads and writes one buffer, through a view of its own. */
    RecordFormat(ByteBuffer buffer) {
        this.window = buffer.duplicate().order(buffer.order());
    }

    @SuppressWarnings("EnumOrdinal") // the order is fixed: it is the format of the journal
    void write(ByteBuffer to, int at, byte kind, long sequence, long batch, Command command) {
        to.putInt(at, BYTES);
        to.putLong(at + 8, sequence);
        to.putLong(at + 16, batch);
        to.put(at + 24, kind);
        to.put(at + 25, (byte) command.action.ordinal());
        to.put(at + 26, (byte) command.side.ordinal());
        to.put(at + 27, (byte) command.type.ordinal());
        to.put(at + 28, (byte) command.timeInForce.ordinal());
        to.put(at + 29, (byte) command.selfTrade.ordinal());
        to.putShort(at + 30, (short) 0);
        to.putLong(at + 32, command.timeNanos);
        to.putLong(at + 40, command.symbolHigh);
        to.putLong(at + 48, command.symbolLow);
        to.putLong(at + 56, command.orderId);
        to.putLong(at + 64, command.account);
        to.putLong(at + 72, command.price);
        to.putLong(at + 80, command.quantity);
        to.putLong(at + 88, command.displayQuantity);
        to.putLong(at + 96, command.stopPrice);
        to.putLong(at + 104, 0);
        to.putInt(at + 4, checksum(at));
    }

    void read(ByteBuffer from, int at, Command command) {
        command.action = ACTIONS[from.get(at + 25)];
        command.side = SIDES[from.get(at + 26)];
        command.type = TYPES[from.get(at + 27)];
        command.timeInForce = TIMES[from.get(at + 28)];
        command.selfTrade = SELF_TRADES[from.get(at + 29)];
        command.timeNanos = from.getLong(at + 32);
        command.symbolHigh = from.getLong(at + 40);
        command.symbolLow = from.getLong(at + 48);
        command.orderId = from.getLong(at + 56);
        command.account = from.getLong(at + 64);
        command.price = from.getLong(at + 72);
        command.quantity = from.getLong(at + 80);
        command.displayQuantity = from.getLong(at + 88);
        command.stopPrice = from.getLong(at + 96);
    }

    boolean isValid(ByteBuffer from, int at, long sequence) {
        return from.getInt(at) == BYTES
                && from.getLong(at + 8) == sequence
                && from.getInt(at + 4) == checksum(at);
    }

    private int checksum(int at) {
        crc.reset();
        window.limit(at + BYTES).position(at + 8);
        crc.update(window);
        return (int) crc.getValue();
    }
}
