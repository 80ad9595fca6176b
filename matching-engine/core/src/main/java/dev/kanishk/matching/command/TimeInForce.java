package dev.kanishk.matching.command;

/** How long an order may wait. The order of the constants is part of the journal's format. */
public enum TimeInForce {
    /** Rests until filled or cancelled. */
    GTC,
    /** What cannot trade at once is cancelled. */
    IOC,
    /** Trades at once and wholly, or is rejected. */
    FOK,
    /** Rests, or is rejected if it would trade on entry. */
    POST_ONLY,
    /** Rests until the instrument's day ends, by the command clock, or its market closes. */
    DAY,
    /** Rests until a time of the command clock that the order gives. */
    GTD
}
