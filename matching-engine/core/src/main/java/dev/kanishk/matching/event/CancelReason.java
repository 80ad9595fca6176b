package dev.kanishk.matching.event;

/** Why a live order ended without a trade. The order of the constants is part of the format. */
public enum CancelReason {
    /** A cancel of this order. */
    REQUESTED,
    /** What an immediate-or-cancel or market order could not trade. */
    REMAINDER,
    /** Self-trade prevention. */
    SELF_TRADE,
    /** A mass cancel. */
    MASS_CANCEL,
    /** Its session is gone. */
    DISCONNECTED,
    /** A kill switch. */
    KILL_SWITCH,
    /** Its time is over. */
    EXPIRED,
    /** A trade beyond the corridor would have been next, and the order does not rest. */
    INTERRUPTED
}
