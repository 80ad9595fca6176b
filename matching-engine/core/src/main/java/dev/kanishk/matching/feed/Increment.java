package dev.kanishk.matching.feed;

import dev.kanishk.matching.command.Command;
import dev.kanishk.matching.command.Side;
import dev.kanishk.matching.instrument.Phase;

/**
 * One change of an instrument's public state, filled again for the next one. Which fields count,
 * each says; the others are not looked at. Prices are ticks, quantities lots. Not thread-safe.
 */
public final class Increment {
    /** What it tells. */
    public IncrementKind kind = IncrementKind.ADD;

    /** The instrument. */
    public int instrument;

    /** Its number among the increments of the feed and instrument, without a gap. */
    public long sequence;

    /** The time of the command that led to it, in nanoseconds of the command clock. */
    public long timeNanos;

    /**
     * The order, of {@code ADD}, {@code REFRESH}, {@code EXECUTE}, {@code REDUCE}, {@code DELETE}.
     */
    public long orderId;

    /** The side of the order or level; the later order's, of a {@code TRADE}. */
    public Side side = Side.BUY;

    /**
     * The price of the order, level, trade, or indication; of {@code EXECUTE} that of the trade.
     */
    public long price;

    /** What traded, or would, of {@code EXECUTE}, {@code TRADE}, {@code INDICATION}. */
    public long quantity;

    /** What the order or level shows from now on; 0 if it is gone. */
    public long shown;

    /** The orders of a {@code LEVEL}. */
    public int count;

    /** Whether a {@code TRADE} is of an auction. */
    public boolean auction;

    /** The phase, of {@code PHASE}. */
    public Phase phase = Phase.CONTINUOUS;

    /** When the phase ends by itself, or {@link Command#ABSENT}. */
    public long untilNanos = Command.ABSENT;

    /** What an auction would leave, of {@code INDICATION}: positive to buy, negative to sell. */
    public long surplus;

    /** Makes an empty one. */
    public Increment() {}
}
