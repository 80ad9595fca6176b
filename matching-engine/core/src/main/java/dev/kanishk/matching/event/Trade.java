package dev.kanishk.matching.event;

import dev.kanishk.matching.command.Side;

/** One trade, filled again for the next one. Ticks and lots. Only to be read by listeners. */
public final class Trade {
    /** The instrument. */
    public int instrument;

    /** Ticks. */
    public long price;

    /** Lots. */
    public long quantity;

    /** The order that was there first. */
    public long makerOrderId;

    /** The order that came later. */
    public long takerOrderId;

    /** The later order's side. */
    public Side takerSide = Side.BUY;

    /** What is left of the first order. */
    public long makerOpen;

    /** What the book shows of the first order after the trade, before its next slice. */
    public long makerShown;

    /** What is left of the later order. */
    public long takerOpen;

    /** What the book shows of the later order; 0 unless it is an auction's. */
    public long takerShown;

    /** The first order's account, or {@code Command.ABSENT}. */
    public long makerAccount;

    /** The later order's account, or {@code Command.ABSENT}. */
    public long takerAccount;

    /** The first order's session. */
    public int makerSession;

    /** The later order's session. */
    public int takerSession;

    /** What the first order's account pays, in price times quantity; negative is a rebate. */
    public long makerFee;

    /** What the later order's account pays. */
    public long takerFee;

    /** Whether it is of an auction. */
    public boolean auction;

    /** Makes an empty one. */
    public Trade() {}
}
