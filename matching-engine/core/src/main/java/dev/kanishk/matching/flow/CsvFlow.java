package dev.kanishk.matching.flow;

import dev.kanishk.matching.command.Action;
import dev.kanishk.matching.command.Command;
import dev.kanishk.matching.command.OrderType;
import dev.kanishk.matching.command.SelfTrade;
import dev.kanishk.matching.command.Side;
import dev.kanishk.matching.command.TimeInForce;
import dev.kanishk.matching.instrument.Instrument;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * The suite's own format of order flow, one command a line of 13 columns.
 *
 * <p>A line that cannot be read is a command {@link Action#MALFORMED}, with the order's id if that
 * could be read: a number that is none or is beyond 2^63 - 1, an unknown word, a column too many or
 * too few, more than 4,096 bytes; a new order without id, symbol, side, type or time in force; a
 * market or stop order that is neither {@code IOC} nor {@code FOK}; a stop without a stop price; a
 * displayed quantity below 1; a symbol of more than 16 bytes, with a zero or carriage return in it,
 * or that is no UTF-8. An empty line is such a line, too. The last line need not end with a line
 * feed; {@code \r\n} counts as a line feed, and a byte order mark at the start as nothing.
 *
 * <p>The first well-formed new order of a symbol is preceded by a command {@link
 * Action#ADD_INSTRUMENT} of the same reference; a line that is malformed adds nothing. Symbols
 * beyond the bound of the {@link InstrumentNumbers} have the number of no instrument, so their
 * orders are rejected. Cancels and replaces name instrument 0: they go by the order's id.
 *
 * <p>Reading allocates nothing but one object for each new symbol.
 */
public final class CsvFlow implements CommandSource {
    /** The longest line that is read; a longer one is malformed. */
    public static final int LINE_BYTES_MAX = 4096;

    private static final String HEADER =
            "time_ns,action,symbol,order_id,account,side,type,tif,price,qty,display_qty,stop_price,"
                    + "stp";
    private static final int COLUMNS = 13;
    private static final int TIME = 0;
    private static final int ACTION = 1;
    private static final int SYMBOL = 2;
    private static final int ORDER_ID = 3;
    private static final int ACCOUNT = 4;
    private static final int SIDE = 5;
    private static final int TYPE = 6;
    private static final int TIME_IN_FORCE = 7;
    private static final int PRICE = 8;
    private static final int QUANTITY = 9;
    private static final int DISPLAY_QUANTITY = 10;
    private static final int STOP_PRICE = 11;
    private static final int SELF_TRADE = 12;

    private static final Action[] ACTION_VALUES = {Action.NEW, Action.CANCEL, Action.REPLACE};
    private static final OrderType[] TYPE_VALUES = OrderType.values();
    private static final TimeInForce[] TIME_VALUES = {
        TimeInForce.GTC, TimeInForce.IOC, TimeInForce.FOK, TimeInForce.POST_ONLY
    };
    private static final SelfTrade[] SELF_TRADE_VALUES = SelfTrade.values();
    private static final Word[] ACTIONS = Word.ofAll(ACTION_VALUES);
    private static final Word[] SIDES = {Word.of("B"), Word.of("S")};
    private static final Word[] TYPES = Word.ofAll(TYPE_VALUES);
    private static final Word[] TIMES = Word.ofAll(TIME_VALUES);
    private static final Word[] SELF_TRADES = Word.ofAll(SELF_TRADE_VALUES);

    private final LineReader lines;
    private final InstrumentNumbers instruments;
    private final SymbolField symbol = new SymbolField();
    private long line;

    /** Whether the line that was read last has added an instrument, and its order is still due. */
    private boolean orderIsDue;

    /**
     * Opens a file.
     *
     * @param path the file; unpacked if its name ends in {@code .gz}
     * @throws IOException if it cannot be read, or its first line is not the format's header
     */
    public CsvFlow(Path path) throws IOException {
        this(path, new InstrumentNumbers(InstrumentNumbers.SYMBOLS_MAX_DEFAULT));
    }

    /**
     * Opens a file whose symbols are numbered together with others.
     *
     * @param path the file; unpacked if its name ends in {@code .gz}
     * @param instruments the numbers of symbols
     * @throws IOException if it cannot be read, or its first line is not the format's header
     */
    public CsvFlow(Path path, InstrumentNumbers instruments) throws IOException {
        this.instruments = instruments;
        this.lines = new LineReader(path, COLUMNS, LINE_BYTES_MAX);
        try {
            Word[] header = Arrays.stream(HEADER.split(",")).map(Word::of).toArray(Word[]::new);
            boolean matches = lines.next() && lines.fields() == COLUMNS;
            for (int i = 0; matches && i < COLUMNS; i++) {
                matches = lines.is(i, header[i]);
            }
            if (!matches) {
                throw new IOException(path + ": the first line must be '" + HEADER + "'");
            }
        } catch (IOException e) {
            lines.close();
            throw e;
        }
    }

    @Override
    public boolean next(Command command) throws IOException {
        command.clear();
        if (!orderIsDue) {
            if (!lines.next()) {
                return false;
            }
            line++;
        }
        boolean parsed = parse(command);
        command.reference = line;
        if (!parsed) {
            command.clear();
            command.reference = line;
            command.action = Action.MALFORMED;
            command.orderId = lines.numberOr(ORDER_ID, Command.ABSENT);
        }
        return true;
    }

    private boolean parse(Command command) {
        if (lines.fields() != COLUMNS) {
            return false;
        }
        int action = lines.oneOf(ACTION, ACTIONS);
        int side = optional(SIDE, SIDES);
        int type = optional(TYPE, TYPES);
        int time = optional(TIME_IN_FORCE, TIMES);
        int selfTrade = optional(SELF_TRADE, SELF_TRADES);
        command.timeNanos = lines.number(TIME, 0);
        command.orderId = lines.number(ORDER_ID, Command.ABSENT);
        command.account = lines.number(ACCOUNT, Command.ABSENT);
        command.price = lines.number(PRICE, Command.ABSENT);
        command.quantity = lines.number(QUANTITY, Command.ABSENT);
        command.displayQuantity = lines.number(DISPLAY_QUANTITY, Command.ABSENT);
        command.stopPrice = lines.number(STOP_PRICE, Command.ABSENT);
        boolean bad =
                lines.invalid()
                        || action < 0
                        || command.orderId == Command.ABSENT
                        || Math.min(Math.min(side, type), Math.min(time, selfTrade)) < 0;
        if (bad) {
            return false;
        }
        command.action = ACTION_VALUES[action];
        return command.action != Action.NEW || parseNew(command, side, type, time, selfTrade);
    }

    /** Returns one more than which of some words a field is, 0 if it is empty, or -1. */
    private int optional(int field, Word[] words) {
        if (lines.isEmpty(field)) {
            return 0;
        }
        int index = lines.oneOf(field, words);
        return index < 0 ? -1 : index + 1;
    }

    private boolean parseNew(Command command, int side, int type, int time, int selfTrade) {
        if (side == 0 || type == 0 || time == 0 || !symbol.read(lines, SYMBOL)) {
            return false;
        }
        command.side = side == 1 ? Side.BUY : Side.SELL;
        command.type = TYPE_VALUES[type - 1];
        command.timeInForce = TIME_VALUES[time - 1];
        command.selfTrade = selfTrade == 0 ? SelfTrade.NONE : SELF_TRADE_VALUES[selfTrade - 1];
        boolean market = command.type == OrderType.MARKET || command.type == OrderType.STOP;
        boolean stop = command.type == OrderType.STOP || command.type == OrderType.STOP_LIMIT;
        boolean atOnce =
                command.timeInForce == TimeInForce.IOC || command.timeInForce == TimeInForce.FOK;
        boolean good =
                (atOnce || !market)
                        && (!stop || command.stopPrice != Command.ABSENT)
                        && (command.displayQuantity == Command.ABSENT
                                || command.displayQuantity > 0);
        return good && name(command);
    }

    /** Sets the instrument, or makes the command one that adds it. */
    private boolean name(Command command) {
        int number = instruments.get(symbol.high, symbol.low);
        if (number == InstrumentNumbers.ABSENT) {
            if (!symbol.isText()) {
                return false;
            }
            number = instruments.getOrAdd(symbol.high, symbol.low);
            if (number != InstrumentNumbers.NO_INSTRUMENT) {
                long timeNanos = command.timeNanos;
                command.clear();
                command.timeNanos = timeNanos;
                command.action = Action.ADD_INSTRUMENT;
                command.instrument = number;
                command.definition = Instrument.of(number, symbol.text());
                orderIsDue = true;
                return true;
            }
        }
        command.instrument = number;
        orderIsDue = false;
        return true;
    }

    @Override
    public void close() throws IOException {
        lines.close();
    }
}
