package dev.kanishk.matching.flow;

import dev.kanishk.matching.command.Action;
import dev.kanishk.matching.command.Command;
import dev.kanishk.matching.command.Side;
import dev.kanishk.matching.instrument.Instrument;
import dev.kanishk.matching.instrument.Phase;
import java.io.IOException;
import java.nio.file.Path;

/**
 * A LOBSTER message file as commands, one for each line: seconds, type, order id, size, price ×
 * 10,000, direction of the resting order.
 *
 * <ul>
 *   <li>1, a new order: a limit order that rests.
 *   <li>2, part of it cancelled: a replace by what is left, which keeps its priority.
 *   <li>3, deleted: a cancel.
 *   <li>4, a visible order executed: if it is next to trade in the book, a market order of the
 *       other side with the id {@code -line}; if not, a replace or cancel by what was executed.
 *   <li>5 and 6, hidden executions and crosses: nothing; the orders that a cross executes have
 *       lines of their own.
 *   <li>7, a halt: by its price, -1 puts the instrument into {@link Phase#HALTED}, 0 (quoting) into
 *       {@link Phase#OPENING_AUCTION}, 1 into {@link Phase#CONTINUOUS}.
 * </ul>
 *
 * <p>A line that cannot be read is {@link Action#MALFORMED}: not six columns of numbers, another
 * type, an id, size or direction that its type cannot have, more than 256 bytes. The first line is
 * preceded by a command that adds the instrument, number 0.
 *
 * <p>A file begins in the middle of a day. Events on orders that it does not show being entered
 * change nothing, and are counted. Commands depend on the books, so each must be applied before the
 * next is read.
 */
public final class LobsterFlow implements CommandSource {
    /** The number of the instrument. */
    public static final int INSTRUMENT = 0;

    private static final int COLUMNS = 6;
    private static final int LINE_BYTES_MAX = 256;
    private static final int NANO_DIGITS = 9;

    private final LineReader lines;
    private final FeedOrders orders;
    private final Instrument instrument;
    private final LobsterEvent event = new LobsterEvent();
    private Phase phase = Phase.CONTINUOUS;
    private boolean instrumentIsDue = true;
    private boolean lineIsDue;
    private long line;
    private long hiddenExecutions;
    private long crosses;

    /**
     * Opens a file.
     *
     * @param path the file; unpacked if its name ends in {@code .gz}
     * @param symbol the symbol it is of
     * @param books the books that the commands are applied to
     * @throws IOException if it cannot be read
     */
    public LobsterFlow(Path path, String symbol, BookView books) throws IOException {
        this.instrument = Instrument.of(INSTRUMENT, symbol);
        this.orders = new FeedOrders(books);
        this.lines = new LineReader(path, COLUMNS, LINE_BYTES_MAX);
    }

    @Override
    public boolean next(Command command) throws IOException {
        command.clear();
        if (!lineIsDue) {
            if (!lines.next()) {
                return false;
            }
            line++;
        }
        lineIsDue = instrumentIsDue;
        instrumentIsDue = false;
        command.reference = line;
        command.instrument = INSTRUMENT;
        if (lineIsDue) {
            command.action = Action.ADD_INSTRUMENT;
            command.definition = instrument;
        } else if (read()) {
            command.timeNanos = event.timeNanos;
            turn(command);
        } else {
            event.type = LobsterEvent.NONE;
            command.action = Action.MALFORMED;
            command.orderId = lines.numberOr(2, Command.ABSENT);
        }
        return true;
    }

    private boolean read() {
        event.unknown = false;
        if (lines.fields() != COLUMNS) {
            return false;
        }
        event.timeNanos = timeNanos();
        event.type = lines.number(1, LobsterEvent.NONE);
        event.orderId = lines.number(2, Command.ABSENT);
        event.size = lines.number(3, Command.ABSENT);
        event.price = lines.number(4, Command.ABSENT);
        long direction = lines.number(5, 0);
        event.side = direction == 1 ? Side.BUY : Side.SELL;
        if (lines.invalid() || event.timeNanos == Command.ABSENT) {
            return false;
        }
        if (event.type >= LobsterEvent.NEW && event.type <= LobsterEvent.EXECUTED) {
            return event.orderId > 0
                    && event.size > 0
                    && event.price != Command.ABSENT
                    && (direction == 1 || direction == -1);
        }
        boolean isHalt = event.type == LobsterEvent.HALT && event.price >= -1 && event.price <= 1;
        return isHalt || event.type == LobsterEvent.HIDDEN || event.type == LobsterEvent.CROSS;
    }

    private void turn(Command command) {
        if (event.type == LobsterEvent.HIDDEN) {
            hiddenExecutions++;
        } else if (event.type == LobsterEvent.CROSS) {
            crosses++;
        } else if (event.type == LobsterEvent.HALT) {
            halt(command);
        } else if (event.type == LobsterEvent.NEW) {
            command.action = Action.NEW;
            command.orderId = event.orderId;
            command.side = event.side;
            command.price = event.price;
            command.quantity = event.size;
        } else if (orders.knows(event.orderId)) {
            change(command);
        } else {
            event.unknown = true;
        }
    }

    private void halt(Command command) {
        Phase next =
                event.price < 0
                        ? Phase.HALTED
                        : event.price == 0 ? Phase.OPENING_AUCTION : Phase.CONTINUOUS;
        if (next != phase) {
            phase = next;
            command.action = Action.SET_PHASE;
            command.phase = next;
        }
    }

    private void change(Command command) {
        command.orderId = event.orderId;
        if (event.type == LobsterEvent.EXECUTED) {
            orders.execute(command, -line, event.size, true, phase);
        } else if (event.type == LobsterEvent.REDUCED) {
            orders.reduce(command, event.size);
        } else {
            orders.delete(command);
        }
    }

    /** Returns the seconds of the first field as nanoseconds; digits beyond nine are dropped. */
    private long timeNanos() {
        long value = 0;
        int decimals = -1;
        int bytes = lines.fieldBytes(0);
        for (int i = 0; i < bytes; i++) {
            byte next = lines.at(0, i);
            if (next == '.' && decimals < 0 && i > 0) {
                decimals = 0;
            } else if (next < '0' || next > '9' || value > Long.MAX_VALUE / 100) {
                return Command.ABSENT;
            } else if (decimals < NANO_DIGITS) {
                value = value * 10 + next - '0';
                decimals += decimals < 0 ? 0 : 1;
            }
        }
        for (int i = Math.max(decimals, 0); i < NANO_DIGITS; i++) {
            if (value > Long.MAX_VALUE / 100) {
                return Command.ABSENT;
            }
            value *= 10;
        }
        return bytes == 0 ? Command.ABSENT : value;
    }

    /** Returns the event of the line that was read last; it is overwritten by the next. */
    LobsterEvent event() {
        return event;
    }

    /** Tells whether the command that was read last is that of a line. */
    boolean isAtEvent() {
        return line > 0 && !lineIsDue;
    }

    /**
     * Returns what the file told so far that is no command.
     *
     * @return counts
     */
    public FeedCounts counts() {
        return orders.counts(hiddenExecutions, crosses, 0);
    }

    @Override
    public void close() throws IOException {
        lines.close();
    }
}
