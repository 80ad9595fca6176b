package dev.kanishk.matching.command;

/** The side of an order. The order of the constants is part of the journal's format. */
public enum Side {
    /** Bids. */
    BUY,
    /** Offers. */
    SELL
}
