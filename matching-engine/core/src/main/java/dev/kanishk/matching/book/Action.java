package dev.kanishk.matching.book;

/** What a command asks for. The order of the constants is part of the journal's format. */
public enum Action {
    /** A new order. */
    NEW,
    /** The end of a live order. */
    CANCEL,
    /** A new price or quantity for a live order. */
    REPLACE,
    /** A line that could not be read. */
    MALFORMED,
    /** A line that changes nothing but is counted. */
    NOTHING
}
