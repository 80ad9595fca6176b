package dev.kanishk.matching.book;

/**
 * One command, reused from line to line so that reading a flow allocates nothing. Prices are ticks,
 * quantities lots. Not thread-safe.
 */
public final class Command {
    /** A number that was not given. */
    public static final long ABSENT = Long.MIN_VALUE;

    /** What is asked for. */
    public Action action = Action.NOTHING;

    /** Time of the command, nanoseconds. */
    public long timeNanos = 0;

    /** The first eight bytes of the symbol. */
    public long symbolHigh = 0;

    /** Bytes nine to sixteen of the symbol. */
    public long symbolLow = 0;

    /** The id of the order. */
    public long orderId = ABSENT;

    /** The account; orders without one never meet self-trade prevention. */
    public long account = ABSENT;

    /** The side of a new order. */
    public Side side = Side.BUY;

    /** The type of a new order. */
    public OrderType type = OrderType.LIMIT;

    /** The time in force of a new order. */
    public TimeInForce timeInForce = TimeInForce.GTC;

    /** The limit price, ticks. */
    public long price = ABSENT;

    /** The quantity, lots. */
    public long quantity = ABSENT;

    /** The quantity shown of an iceberg. */
    public long displayQuantity = ABSENT;

    /** The price that triggers a stop. */
    public long stopPrice = ABSENT;

    /** Self-trade prevention. */
    public SelfTrade selfTrade = SelfTrade.NONE;

    /** Makes a command that asks for nothing. */
    public Command() {}

    /** Sets every field to its first value. */
    public void clear() {
        action = Action.NOTHING;
        timeNanos = 0;
        symbolHigh = 0;
        symbolLow = 0;
        orderId = ABSENT;
        account = ABSENT;
        side = Side.BUY;
        type = OrderType.LIMIT;
        timeInForce = TimeInForce.GTC;
        price = ABSENT;
        quantity = ABSENT;
        displayQuantity = ABSENT;
        stopPrice = ABSENT;
        selfTrade = SelfTrade.NONE;
    }
}
