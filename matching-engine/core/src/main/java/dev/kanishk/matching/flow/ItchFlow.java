package dev.kanishk.matching.flow;

import dev.kanishk.matching.command.Action;
import dev.kanishk.matching.command.Command;
import dev.kanishk.matching.command.Side;
import dev.kanishk.matching.instrument.Instrument;
import dev.kanishk.matching.instrument.Phase;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A file of NASDAQ's TotalView-ITCH 5.0 as commands. Prices are dollars × 10,000, an instrument's
 * number is the stock's locate code, references count messages from 1.
 *
 * <ul>
 *   <li>R, stock directory: a new instrument, in continuous trading; so is the first order of a
 *       stock that no directory message named.
 *   <li>A, F, a new order: a limit order that rests. The attribution is not kept.
 *   <li>E, an execution: if the order is next to trade, a market order of the other side with the
 *       id {@code -reference}; if not, a replace or cancel by what was executed. C, one at another
 *       price or of a cross: always the latter.
 *   <li>X, part of it cancelled: a replace by what is left. D, deleted: a cancel.
 *   <li>U, replaced: a cancel and a new order of the same side.
 *   <li>H, trading action: T is {@link Phase#CONTINUOUS}, Q {@link Phase#OPENING_AUCTION}, H and P
 *       {@link Phase#HALTED}. h, operational halt of Nasdaq: {@link Phase#HALTED} until it ends.
 *   <li>P, execution of a hidden order, and Q, cross: counted. S, Y, L, V, W, K, J, B, I, N, O, and
 *       types that ITCH 5.0 does not have: counted as ignored.
 * </ul>
 *
 * <p>A message of another length than its type's, one that the file's end cuts, and one with a
 * side, state, stock or order id that cannot be is {@link Action#MALFORMED} and changes nothing
 * else. Order ids are 1 to 2^62 - 1.
 *
 * <p>Events on orders that the file does not show being entered are counted. Commands depend on the
 * books, so each must be applied before the next is read. Bounded: the sides of {@code ordersMax}
 * live orders are remembered, at 16 to 32 bytes each; a replacement of an order beyond that is a
 * cancel, and counted as unknown.
 */
public final class ItchFlow implements CommandSource {
    /** The live orders whose side is remembered unless told otherwise. */
    public static final int ORDERS_MAX_DEFAULT = 1 << 22;

    private static final int BODY = ItchMessage.HEADER_BYTES;
    private static final int SHARES_OF_EVENT = 19;
    private static final char NASDAQ = 'Q';

    private final ItchMessage message;
    private final FeedOrders orders;
    private final OrderSides sides;
    private final ItchPhases phases = new ItchPhases();
    private final SymbolField symbol = new SymbolField();
    private long reference;
    private long hiddenExecutions;
    private long crosses;
    private long ignored;

    /** Whether the message that was read last is turned into a command once more. */
    private boolean goesOn;

    /** The side of the order that a replacement has cancelled, while the new one is due. */
    private @Nullable Side replacedSide;

    /**
     * Opens a file.
     *
     * @param path the file; unpacked if its name ends in {@code .gz}
     * @param books the books that the commands are applied to
     * @throws IOException if it cannot be read
     */
    public ItchFlow(Path path, BookView books) throws IOException {
        this(path, books, ORDERS_MAX_DEFAULT);
    }

    /**
     * Opens a file.
     *
     * @param path the file; unpacked if its name ends in {@code .gz}
     * @param books the books that the commands are applied to
     * @param ordersMax of how many live orders the side is remembered, 1 to 2^27
     * @throws IOException if it cannot be read
     */
    public ItchFlow(Path path, BookView books, int ordersMax) throws IOException {
        if (ordersMax < 1 || ordersMax > 1 << 27) {
            throw new IllegalArgumentException("ordersMax is " + ordersMax + ": use 1 to 2^27");
        }
        this.orders = new FeedOrders(books);
        this.sides = new OrderSides(ordersMax, id -> books.openQuantity(id) > 0);
        this.message = new ItchMessage(path);
    }

    @Override
    public boolean next(Command command) throws IOException {
        while (goesOn || message.next()) {
            reference += goesOn ? 0 : 1;
            goesOn = false;
            command.clear();
            command.reference = reference;
            if (!message.isWhole() || !message.isKnown()) {
                if (!message.isWhole()) {
                    command.action = Action.MALFORMED;
                    return true;
                }
                ignored++;
                continue;
            }
            command.instrument = message.locate();
            command.timeNanos = message.timeNanos();
            command.action = Action.NOTHING;
            if (!turn(command)) {
                long id = command.orderId;
                command.clear();
                command.reference = reference;
                command.action = Action.MALFORMED;
                command.orderId = id;
                goesOn = false;
            }
            if (command.action != Action.NOTHING) {
                return true;
            }
        }
        return false;
    }

    /** Turns the message into a command, or leaves it to do nothing; false if it cannot be. */
    private boolean turn(Command command) {
        switch (message.type()) {
            case 'R' -> {
                return declare(command, BODY);
            }
            case 'H' -> {
                return act(command);
            }
            case 'h' -> {
                return halt(command);
            }
            case 'A', 'F' -> {
                return add(command);
            }
            case 'E', 'C', 'X', 'D', 'U' -> {
                return change(command);
            }
            case 'P' -> hiddenExecutions++;
            case 'Q' -> crosses++;
            default -> ignored++;
        }
        return true;
    }

    /** Makes a command that adds the message's stock, if it is new; false if it is none. */
    private boolean declare(Command command, int stockOffset) {
        if (phases.isKnown(command.instrument)) {
            return true;
        }
        if (!symbol.readPadded(message.longAt(stockOffset)) || !symbol.isText()) {
            return false;
        }
        phases.add(command.instrument);
        command.action = Action.ADD_INSTRUMENT;
        command.definition = Instrument.of(command.instrument, symbol.text());
        return true;
    }

    private boolean act(Command command) {
        Phase phase = ItchPhases.ofTradingState(message.charAt(BODY + 8));
        if (phase == null || !declare(command, BODY)) {
            return false;
        }
        goesOn = command.action == Action.ADD_INSTRUMENT;
        if (!goesOn) {
            phases.set(command, phase);
        }
        return true;
    }

    private boolean halt(Command command) {
        char action = message.charAt(BODY + 9);
        if (action != 'H' && action != 'T') {
            return false;
        }
        if (message.charAt(BODY + 8) != NASDAQ) {
            ignored++;
            return true;
        }
        if (!declare(command, BODY)) {
            return false;
        }
        goesOn = command.action == Action.ADD_INSTRUMENT;
        if (!goesOn) {
            phases.halt(command, action == 'H');
        }
        return true;
    }

    private boolean add(Command command) {
        char side = message.charAt(BODY + 8);
        if (!readOrderId(command, BODY)
                || (side != 'B' && side != 'S')
                || !declare(command, BODY + 13)) {
            return false;
        }
        goesOn = command.action == Action.ADD_INSTRUMENT;
        if (goesOn) {
            command.orderId = Command.ABSENT;
        } else {
            command.side = side == 'B' ? Side.BUY : Side.SELL;
            command.quantity = message.intAt(BODY + 9);
            command.price = message.intAt(BODY + 21);
            enter(command);
        }
        return true;
    }

    private void enter(Command command) {
        command.action = Action.NEW;
        sides.add(command.orderId, command.side);
    }

    /** Reads an order's id; false if it is none. */
    private boolean readOrderId(Command command, int offset) {
        long id = message.longAt(offset);
        command.orderId = id;
        return id > 0 && id < OrderSides.ID_END;
    }

    private boolean change(Command command) {
        if (replacedSide != null) {
            return enterReplacement(command, replacedSide);
        }
        if (!readOrderId(command, BODY)) {
            return false;
        }
        char type = message.type();
        long id = command.orderId;
        long shares = type == 'D' || type == 'U' ? 1 : message.intAt(SHARES_OF_EVENT);
        long newId = type == 'U' ? message.longAt(SHARES_OF_EVENT) : 1;
        if (shares == 0 || newId <= 0 || newId >= OrderSides.ID_END) {
            return false;
        }
        if (!orders.knows(id)) {
            sides.remove(id);
            return true;
        }
        boolean ends;
        if (type == 'X') {
            ends = orders.reduce(command, shares);
        } else if (type == 'E' || type == 'C') {
            Phase phase = phases.get(command.instrument);
            ends = orders.execute(command, -reference, shares, type == 'E', phase);
        } else {
            orders.delete(command);
            ends = true;
            replacedSide = type == 'U' ? sides.get(id) : null;
            goesOn = replacedSide != null;
            if (type == 'U' && !goesOn) {
                orders.countUnknown();
            }
        }
        if (ends) {
            sides.remove(id);
        }
        return true;
    }

    private boolean enterReplacement(Command command, Side side) {
        replacedSide = null;
        command.orderId = message.longAt(SHARES_OF_EVENT);
        command.side = side;
        command.quantity = message.intAt(BODY + 16);
        command.price = message.intAt(BODY + 20);
        enter(command);
        return true;
    }

    /**
     * Returns what the file told so far that is no command.
     *
     * @return counts
     */
    public FeedCounts counts() {
        return orders.counts(hiddenExecutions, crosses, ignored);
    }

    @Override
    public void close() throws IOException {
        message.close();
    }
}
