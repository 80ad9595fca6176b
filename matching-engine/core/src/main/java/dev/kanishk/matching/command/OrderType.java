package dev.kanishk.matching.command;

/** How an order is priced. The order of the constants is part of the journal's format. */
public enum OrderType {
    /** At its price or better. */
    LIMIT,
    /** At any price. */
    MARKET,
    /** A market order once triggered. */
    STOP,
    /** A limit order once triggered. */
    STOP_LIMIT
}
