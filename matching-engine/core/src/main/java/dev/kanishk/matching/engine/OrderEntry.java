package dev.kanishk.matching.engine;

import dev.kanishk.matching.command.Action;
import dev.kanishk.matching.command.Command;
import dev.kanishk.matching.command.OrderType;
import dev.kanishk.matching.command.SelfTrade;
import dev.kanishk.matching.command.Side;
import dev.kanishk.matching.command.TimeInForce;

/**
 * Enters the usual orders without filling a {@link Command}. What it has no method for, such as
 * icebergs, is entered with a command. Allocates nothing; have one for each thread.
 *
 * <p>Each method that enters something returns whether there was room for it, as {@link
 * MatchingEngine#submit(Command)} does. Prices are ticks, quantities lots.
 */
public final class OrderEntry {
    private final MatchingEngine engine;
    private final Command command = new Command();
    private long account = Command.ABSENT;
    private int session = Command.NO_SESSION;
    private SelfTrade selfTrade = SelfTrade.NONE;

    OrderEntry(MatchingEngine engine) {
        this.engine = engine;
    }

    /**
     * Sets whose orders follow.
     *
     * @param newAccount the account
     * @param newSession the session that they come by, or {@link Command#NO_SESSION}
     * @param newSelfTrade what happens when two orders of the account would trade
     * @return this
     */
    public OrderEntry as(long newAccount, int newSession, SelfTrade newSelfTrade) {
        account = newAccount;
        session = newSession;
        selfTrade = newSelfTrade;
        return this;
    }

    /**
     * Enters a limit order.
     *
     * @param instrument its instrument
     * @param orderId its id
     * @param side its side
     * @param price its limit
     * @param quantity its quantity
     * @param timeInForce its time in force, one without an expiry of its own
     * @return whether there was room
     */
    public boolean limit(
            int instrument,
            long orderId,
            Side side,
            long price,
            long quantity,
            TimeInForce timeInForce) {
        begin(Action.NEW, instrument, orderId);
        command.side = side;
        command.price = price;
        command.quantity = quantity;
        command.timeInForce = timeInForce;
        return engine.submit(command);
    }

    /**
     * Enters a market order: what it cannot trade at once is cancelled.
     *
     * @param instrument its instrument
     * @param orderId its id
     * @param side its side
     * @param quantity its quantity
     * @return whether there was room
     */
    public boolean market(int instrument, long orderId, Side side, long quantity) {
        begin(Action.NEW, instrument, orderId);
        command.type = OrderType.MARKET;
        command.timeInForce = TimeInForce.IOC;
        command.side = side;
        command.quantity = quantity;
        return engine.submit(command);
    }

    /**
     * Enters a stop order, which becomes a market order.
     *
     * @param instrument its instrument
     * @param orderId its id
     * @param side its side
     * @param stopPrice the price that triggers it
     * @param quantity its quantity
     * @return whether there was room
     */
    public boolean stop(int instrument, long orderId, Side side, long stopPrice, long quantity) {
        begin(Action.NEW, instrument, orderId);
        command.type = OrderType.STOP;
        command.timeInForce = TimeInForce.IOC;
        command.side = side;
        command.stopPrice = stopPrice;
        command.quantity = quantity;
        return engine.submit(command);
    }

    /**
     * Asks for another price or quantity of a live order.
     *
     * @param instrument its instrument
     * @param orderId its id
     * @param price its limit from now on, or {@link Command#ABSENT} to leave it
     * @param quantity its open quantity from now on
     * @return whether there was room
     */
    public boolean replace(int instrument, long orderId, long price, long quantity) {
        begin(Action.REPLACE, instrument, orderId);
        command.price = price;
        command.quantity = quantity;
        return engine.submit(command);
    }

    /**
     * Asks for the end of a live order.
     *
     * @param instrument its instrument
     * @param orderId its id
     * @return whether there was room
     */
    public boolean cancel(int instrument, long orderId) {
        begin(Action.CANCEL, instrument, orderId);
        return engine.submit(command);
    }

    private void begin(Action action, int instrument, long orderId) {
        command.clear();
        command.action = action;
        command.instrument = instrument;
        command.orderId = orderId;
        command.account = account;
        command.session = session;
        command.selfTrade = selfTrade;
    }
}
