package dev.kanishk.matching.book;

/** Why a command was rejected, as in {@code rejects.csv}. */
public enum Reason {
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
    /** No room for another order, id or symbol. */
    CAPACITY_REACHED
}
