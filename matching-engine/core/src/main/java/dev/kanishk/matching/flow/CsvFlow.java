package dev.kanishk.matching.flow;

import dev.kanishk.matching.book.Action;
import dev.kanishk.matching.book.Command;
import dev.kanishk.matching.book.OrderType;
import dev.kanishk.matching.book.SelfTrade;
import dev.kanishk.matching.book.Side;
import dev.kanishk.matching.book.Symbols;
import dev.kanishk.matching.book.TimeInForce;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * The suite's own format of order flow, one command a line of 13 columns. What cannot be read is a
 * command {@link Action#MALFORMED}: a number that is none, an unknown word, a column too many or
 * too few, a new order without id, symbol, side, type or time in force, a market or stop order that
 * is neither {@code IOC} nor {@code FOK}, a stop without a stop price, a displayed quantity below
 * 1, a symbol of more than 16 bytes. Reading allocates nothing.
 */
public final class CsvFlow implements CommandSource {
    private static final String HEADER =
            "time_ns,action,symbol,order_id,account,side,type,tif,price,qty,display_qty,stop_price,"
                    + "stp";
    private static final int COLUMNS = 13;
    private static final long BAD = Long.MIN_VALUE + 1;
    private static final byte[][] ACTIONS = words("NEW", "CANCEL", "REPLACE");
    private static final byte[][] SIDES = words("B", "S");
    private static final byte[][] TYPES = words(names(OrderType.values()));
    private static final byte[][] TIMES = words(names(TimeInForce.values()));
    private static final byte[][] SELF_TRADES = words(names(SelfTrade.values()));
    private static final OrderType[] TYPE_VALUES = OrderType.values();
    private static final TimeInForce[] TIME_VALUES = TimeInForce.values();
    private static final SelfTrade[] SELF_TRADE_VALUES = SelfTrade.values();

    private final LineReader lines;

    /**
     * Opens a file.
     *
     * @param path the file
     * @throws IOException if it cannot be read, or its first line is not the format's header
     */
    public CsvFlow(Path path) throws IOException {
        lines = new LineReader(path);
        byte[][] header = words(HEADER.split(",", -1));
        boolean matches = lines.next() && lines.fields() == COLUMNS;
        for (int i = 0; matches && i < COLUMNS; i++) {
            matches = lines.is(i, header[i]);
        }
        if (!matches) {
            lines.close();
            throw new IOException(path + ": the first line must be '" + HEADER + "'");
        }
    }

    private static String[] names(Enum<?>[] values) {
        return Arrays.stream(values).map(Enum::name).toArray(String[]::new);
    }

    private static byte[][] words(String... texts) {
        return Arrays.stream(texts)
                .map(text -> text.getBytes(StandardCharsets.UTF_8))
                .toArray(byte[][]::new);
    }

    @Override
    public boolean next(Command command) throws IOException {
        command.clear();
        if (!lines.next()) {
            return false;
        }
        if (!parse(command)) {
            long id = lines.has(3) ? lines.number(3, Command.ABSENT, Command.ABSENT) : BAD;
            command.clear();
            command.action = Action.MALFORMED;
            command.orderId = id == BAD ? Command.ABSENT : id;
        }
        return true;
    }

    private boolean parse(Command command) {
        if (lines.fields() != COLUMNS) {
            return false;
        }
        int action = lines.oneOf(1, ACTIONS);
        int side = lines.oneOf(5, SIDES);
        int type = lines.oneOf(6, TYPES);
        int time = lines.oneOf(7, TIMES);
        int selfTrade = lines.isEmpty(12) ? 0 : lines.oneOf(12, SELF_TRADES);
        long timeNanos = lines.number(0, 0, BAD);
        command.orderId = lines.number(3, BAD, BAD);
        command.account = lines.number(4, Command.ABSENT, BAD);
        command.price = lines.number(8, Command.ABSENT, BAD);
        command.quantity = lines.number(9, Command.ABSENT, BAD);
        command.displayQuantity = lines.number(10, Command.ABSENT, BAD);
        command.stopPrice = lines.number(11, Command.ABSENT, BAD);
        boolean bad =
                action < 0
                        || selfTrade < 0
                        || timeNanos == BAD
                        || command.orderId == BAD
                        || command.account == BAD
                        || command.price == BAD
                        || command.quantity == BAD
                        || command.displayQuantity == BAD
                        || command.stopPrice == BAD
                        || (side < 0 && !lines.isEmpty(5))
                        || (type < 0 && !lines.isEmpty(6))
                        || (time < 0 && !lines.isEmpty(7));
        if (bad) {
            return false;
        }
        command.timeNanos = timeNanos;
        command.action = action == 0 ? Action.NEW : action == 1 ? Action.CANCEL : Action.REPLACE;
        return action != 0 || parseNew(command, side, type, time, selfTrade);
    }

    private boolean parseNew(Command command, int side, int type, int time, int selfTrade) {
        if (side < 0 || type < 0 || time < 0 || !parseSymbol(command)) {
            return false;
        }
        command.side = side == 0 ? Side.BUY : Side.SELL;
        command.type = TYPE_VALUES[type];
        command.timeInForce = TIME_VALUES[time];
        command.selfTrade = SELF_TRADE_VALUES[selfTrade];
        boolean market = command.type == OrderType.MARKET || command.type == OrderType.STOP;
        boolean stop = command.type == OrderType.STOP || command.type == OrderType.STOP_LIMIT;
        boolean atOnce =
                command.timeInForce == TimeInForce.IOC || command.timeInForce == TimeInForce.FOK;
        return (atOnce || !market)
                && (!stop || command.stopPrice != Command.ABSENT)
                && (command.displayQuantity == Command.ABSENT || command.displayQuantity > 0);
    }

    private boolean parseSymbol(Command command) {
        int bytes = lines.fieldBytes(2);
        if (bytes == 0 || bytes > Symbols.BYTES_MAX) {
            return false;
        }
        for (int i = 0; i < bytes; i++) {
            long shifted = (lines.at(2, i) & 0xFFL) << (56 - 8 * (i & 7));
            if (i < Long.BYTES) {
                command.symbolHigh |= shifted;
            } else {
                command.symbolLow |= shifted;
            }
        }
        return true;
    }

    @Override
    public void close() throws IOException {
        lines.close();
    }
}
