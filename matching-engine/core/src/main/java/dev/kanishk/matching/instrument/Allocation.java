package dev.kanishk.matching.instrument;

/** How the orders of one price share an incoming one. The order is part of the formats. */
public enum Allocation {
    /** The first to come is filled first. */
    PRICE_TIME,
    /** Each by its part of the shown quantity; what rounding leaves, the first to come first. */
    PRO_RATA
}
