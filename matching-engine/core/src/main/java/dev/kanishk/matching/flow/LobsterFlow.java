package dev.kanishk.matching.flow;

import dev.kanishk.matching.book.Action;
import dev.kanishk.matching.book.Command;
import dev.kanishk.matching.book.OrderBooks;
import dev.kanishk.matching.book.OrderType;
import dev.kanishk.matching.book.Side;
import dev.kanishk.matching.book.Symbols;
import dev.kanishk.matching.book.TimeInForce;
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
 *   <li>4, a visible order executed: if it is next to trade in the book, an immediate-or-cancel
 *       order of the other side, with the id {@code -line}; if an order that the file shows stands
 *       before it, a replace or cancel by what was executed.
 *   <li>5, 6, 7, hidden executions, crosses and halts: nothing.
 * </ul>
 *
 * A file begins in the middle of a day. Events on orders that it does not show being entered change
 * nothing, and are counted. Commands depend on the books, so each must be applied before the next
 * is read.
 */
public final class LobsterFlow implements CommandSource {
    private static final long BAD = Long.MIN_VALUE + 1;

    private final LineReader lines;
    private final OrderBooks books;
    private final long symbolHigh;
    private final long symbolLow;
    private long line;
    private long unknown;
    private long outOfPriority;

    /**
     * Opens a file.
     *
     * @param path the file
     * @param symbol the symbol it is of
     * @param books the books that the commands are applied to
     * @throws IOException if it cannot be read
     */
    public LobsterFlow(Path path, String symbol, OrderBooks books) throws IOException {
        this.symbolHigh = Symbols.pack(symbol, 0);
        this.symbolLow = Symbols.pack(symbol, Long.BYTES);
        this.books = books;
        this.lines = new LineReader(path);
    }

    @Override
    public boolean next(Command command) throws IOException {
        command.clear();
        if (!lines.next()) {
            return false;
        }
        line++;
        command.symbolHigh = symbolHigh;
        command.symbolLow = symbolLow;
        boolean whole = lines.fields() == 6;
        long type = whole ? lines.number(1, BAD, BAD) : BAD;
        command.orderId = whole ? lines.number(2, BAD, BAD) : BAD;
        long size = whole ? lines.number(3, BAD, BAD) : BAD;
        long price = whole ? lines.number(4, BAD, BAD) : BAD;
        long direction = whole ? lines.number(5, BAD, BAD) : BAD;
        command.timeNanos = whole ? timeNanos() : BAD;
        boolean sided = direction == 1 || direction == -1;
        boolean bad = type < 1 || type > 7 || size == BAD || price == BAD || !sided;
        if (bad || command.orderId == BAD || command.timeNanos == BAD) {
            command.action = Action.MALFORMED;
            command.orderId = Command.ABSENT;
            command.timeNanos = 0;
            return true;
        }
        command.side = direction == 1 ? Side.BUY : Side.SELL;
        if (type == 1) {
            command.action = Action.NEW;
            command.price = price;
            command.quantity = size;
        } else if (type <= 4) {
            change(command, type, size, price);
        }
        return true;
    }

    private void change(Command command, long type, long size, long price) {
        long open = books.openQuantity(command.orderId);
        if (open == 0) {
            unknown++;
            return;
        }
        if (type == 4) {
            if (books.frontOrder(symbolHigh, symbolLow, command.side) == command.orderId) {
                command.action = Action.NEW;
                command.type = OrderType.LIMIT;
                command.timeInForce = TimeInForce.IOC;
                command.side = command.side == Side.BUY ? Side.SELL : Side.BUY;
                command.orderId = -line;
                command.price = price;
                command.quantity = size;
                return;
            }
            outOfPriority++;
        }
        if (type == 3 || size >= open) {
            command.action = Action.CANCEL;
        } else {
            command.action = Action.REPLACE;
            command.quantity = open - size;
        }
    }

    /** Returns the seconds of the first field as nanoseconds; digits beyond nine are dropped. */
    private long timeNanos() {
        long value = 0;
        int decimals = -1;
        for (int i = 0; i < lines.fieldBytes(0); i++) {
            byte next = lines.at(0, i);
            if (next == '.' && decimals < 0) {
                decimals = 0;
            } else if (next < '0' || next > '9' || value > Long.MAX_VALUE / 100) {
                return BAD;
            } else if (decimals < 9) {
                value = value * 10 + next - '0';
                decimals += decimals < 0 ? 0 : 1;
            }
        }
        for (int i = Math.max(decimals, 0); i < 9; i++) {
            value *= 10;
        }
        return lines.isEmpty(0) ? BAD : value;
    }

    /**
     * Returns the events on orders that the file does not show being entered.
     *
     * @return a count
     */
    public long unknown() {
        return unknown;
    }

    /**
     * Returns the executions of orders that were not next to trade in the book.
     *
     * @return a count
     */
    public long outOfPriority() {
        return outOfPriority;
    }

    @Override
    public void close() throws IOException {
        lines.close();
    }
}
