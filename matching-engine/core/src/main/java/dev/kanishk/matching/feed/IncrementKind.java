package dev.kanishk.matching.feed;

/** What an increment tells. The order of the constants is part of the format. */
public enum IncrementKind {
    /** An order is shown, as the last of its price. */
    ADD,
    /** An order shows its next slice, behind all others of its price. */
    REFRESH,
    /** A shown order traded; one that shows nothing any more has left the book. */
    EXECUTE,
    /** A shown order became smaller without a trade, and keeps its place. */
    REDUCE,
    /** A shown order has left the book without a trade. */
    DELETE,
    /** A trade. */
    TRADE,
    /** The phase of the instrument. */
    PHASE,
    /** How an auction would end now. */
    INDICATION,
    /** A price level, or its end. */
    LEVEL
}
