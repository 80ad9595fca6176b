package dev.kanishk.matching.command;

/**
 * Why a command was rejected. Those of the order-flow contract are written into {@code rejects.csv}
 * by name. The order of the constants is part of the journal's and the events' format.
 */
public enum RejectReason {
    /** The line could not be read. */
    MALFORMED,
    /** The order is not live. */
    UNKNOWN_ORDER,
    /** The id was used before. */
    DUPLICATE_ORDER,
    /** The quantity is below 1. */
    INVALID_QUANTITY,
    /** The limit price is missing or below 1. */
    INVALID_PRICE,
    /** The order is a stop that still waits. */
    NOT_REPLACEABLE,
    /** A post-only order would trade on entry. */
    WOULD_TRADE,
    /** A fill-or-kill order cannot be filled wholly. */
    CANNOT_FILL,
    /** No room for another order, id, account or instrument. */
    CAPACITY_REACHED,
    /** There is no instrument of this number. */
    UNKNOWN_INSTRUMENT,
    /** The instrument's number or symbol is taken. */
    DUPLICATE_INSTRUMENT,
    /** The price is no multiple of the instrument's tick size. */
    INVALID_TICK,
    /** The quantity, or the one to show, is no multiple of the instrument's lot size. */
    INVALID_LOT,
    /** The quantity is above the instrument's greatest. */
    QUANTITY_TOO_LARGE,
    /** The expiry is missing, not after the command's time, or of an order that has none. */
    INVALID_EXPIRY,
    /** The price is outside the instrument's band around its reference price. */
    PRICE_OUTSIDE_BAND,
    /** Orders of this kind are not taken in the instrument's phase. */
    NOT_IN_THIS_PHASE,
    /** Trading in the instrument is halted. */
    HALTED,
    /** The instrument's market is closed. */
    MARKET_CLOSED,
    /** The phase cannot follow the one that the instrument is in. */
    INVALID_PHASE,
    /** The account was never given limits, and the engine asks for that. */
    UNKNOWN_ACCOUNT,
    /** A kill switch blocks the account. */
    ACCOUNT_BLOCKED,
    /** The quantity is above the account's greatest for one order. */
    ORDER_TOO_LARGE,
    /** Price times quantity is above the account's greatest for one order. */
    NOTIONAL_TOO_LARGE,
    /** The price is further beyond the last trade than the account's collar allows. */
    PRICE_OUTSIDE_COLLAR,
    /** The account sends more orders of this instrument than its rate allows. */
    RATE_LIMITED,
    /** The account has as many live orders of this instrument as it may. */
    TOO_MANY_OPEN_ORDERS,
    /** The order, with all that are open, could take the account's position beyond its limit. */
    POSITION_LIMIT,
    /** The account does not hold what the order could cost. */
    INSUFFICIENT_BALANCE,
    /** An order to buy where balances are checked needs a limit price. */
    PRICE_REQUIRED,
    /** A field of the command is missing or out of range. */
    INVALID_COMMAND
}
