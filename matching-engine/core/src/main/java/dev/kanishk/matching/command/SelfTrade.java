package dev.kanishk.matching.command;

/**
 * What happens when an order meets one of its account. The order of the constants is part of the
 * journal's format.
 */
public enum SelfTrade {
    /** They trade. */
    NONE,
    /** The incoming order ends. */
    CANCEL_NEWEST,
    /** The resting order ends. */
    CANCEL_OLDEST,
    /** Both end. */
    CANCEL_BOTH,
    /** The smaller quantity is taken off both, without a trade. */
    DECREMENT
}
