package dev.kanishk.matching.command;

import dev.kanishk.matching.instrument.Instrument;
import dev.kanishk.matching.instrument.Phase;
import org.jspecify.annotations.Nullable;

/**
 * One command, filled again for the next one so that a flow of them allocates nothing. Prices are
 * ticks, quantities lots, times nanoseconds of the command clock. Which fields count, {@link
 * Action} and the page of the rules say; the others are not looked at. Not thread-safe.
 */
public final class Command {
    /** A number that was not given. */
    public static final long ABSENT = Long.MIN_VALUE;

    /** In {@link #instrument}: every instrument. */
    public static final int EVERY_INSTRUMENT = -1;

    /** In {@link #session}: no session, or every one. */
    public static final int NO_SESSION = -1;

    /** In {@link #sides}: both. */
    public static final int BOTH_SIDES = 3;

    /** What is asked for. */
    public Action action = Action.NOTHING;

    /** The shard's number of the command, from 1 without a gap; the shard gives it. */
    public long sequence = 0;

    /** Whatever the sender wants to find in the results again, such as the line of a file. */
    public long reference = 0;

    /** The time of the command. */
    public long timeNanos = 0;

    /** The instrument's number. */
    public int instrument = 0;

    /** The id of the order. */
    public long orderId = ABSENT;

    /** The account; orders without one meet neither limits nor self-trade prevention. */
    public long account = ABSENT;

    /** The session that the command came by. */
    public int session = NO_SESSION;

    /** The side of a new order. */
    public Side side = Side.BUY;

    /** The sides of a mass cancel: 1 buys, 2 sells, 3 both. */
    public int sides = BOTH_SIDES;

    /** The type of a new order. */
    public OrderType type = OrderType.LIMIT;

    /** The time in force of a new order. */
    public TimeInForce timeInForce = TimeInForce.GTC;

    /** The limit price, or the reference price to set. */
    public long price = ABSENT;

    /** The quantity, or what is added to a balance. */
    public long quantity = ABSENT;

    /** The quantity shown of an iceberg. */
    public long displayQuantity = ABSENT;

    /** The price that triggers a stop. */
    public long stopPrice = ABSENT;

    /** Self-trade prevention. */
    public SelfTrade selfTrade = SelfTrade.NONE;

    /** When a GTD or post-only order expires, or a halt ends. */
    public long expireTimeNanos = ABSENT;

    /** Whether the order is cancelled when its session is gone. */
    public boolean cancelOnDisconnect = false;

    /** The phase to set. */
    public Phase phase = Phase.CONTINUOUS;

    /** The asset whose balance changes. */
    public int asset = 0;

    /** The instrument to add. */
    public @Nullable Instrument definition = null;

    /** The limits to set. */
    public @Nullable AccountLimits limits = null;

    /**
     * Whether the checks that need no book were made before: the account's kill switch and the size
     * of a limit order. The books do not make them again.
     */
    public boolean checked = false;

    /** What those checks found wrong with it, or null. */
    public @Nullable RejectReason verdict = null;

    /** Makes a command that asks for nothing. */
    public Command() {}

    /** Sets every field to its first value. */
    public void clear() {
        action = Action.NOTHING;
        sequence = 0;
        reference = 0;
        timeNanos = 0;
        instrument = 0;
        orderId = ABSENT;
        account = ABSENT;
        session = NO_SESSION;
        side = Side.BUY;
        sides = BOTH_SIDES;
        type = OrderType.LIMIT;
        timeInForce = TimeInForce.GTC;
        price = ABSENT;
        quantity = ABSENT;
        displayQuantity = ABSENT;
        stopPrice = ABSENT;
        selfTrade = SelfTrade.NONE;
        expireTimeNanos = ABSENT;
        cancelOnDisconnect = false;
        phase = Phase.CONTINUOUS;
        asset = 0;
        definition = null;
        limits = null;
        checked = false;
        verdict = null;
    }
}
