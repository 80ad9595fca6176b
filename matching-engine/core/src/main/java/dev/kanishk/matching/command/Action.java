package dev.kanishk.matching.command;

/** What a command asks for. The order of the constants is part of the journal's format. */
public enum Action {
    /** A new order. */
    NEW,
    /** The end of a live order. */
    CANCEL,
    /** A new price or quantity for a live order. */
    REPLACE,
    /** A line that could not be read: rejected, and counted. */
    MALFORMED,
    /** A line that changes nothing, and is counted. */
    NOTHING,
    /** The end of all live orders of an account or a session, of one instrument or of all. */
    MASS_CANCEL,
    /** A session is gone: its orders that ask for it are cancelled. */
    DISCONNECT,
    /** An account's orders are cancelled, and it may enter no more until it is released. */
    KILL_SWITCH,
    /** Releases an account that a kill switch had blocked. */
    RELEASE_ACCOUNT,
    /** Moves the command clock of one instrument or of all on. */
    TIME,
    /** A new instrument. */
    ADD_INSTRUMENT,
    /** Puts an instrument into a phase of trading. */
    SET_PHASE,
    /** Sets an instrument's reference price. */
    SET_REFERENCE_PRICE,
    /** Sets an account's limits. */
    SET_LIMITS,
    /** Adds to or takes from what an account holds of an asset. */
    ADJUST_BALANCE
}
