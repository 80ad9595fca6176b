package dev.kanishk.matching.flow;

import dev.kanishk.matching.command.Side;

/** One line of a LOBSTER message file, filled again for the next. */
final class LobsterEvent {
    static final int NONE = 0;
    static final int NEW = 1;
    static final int REDUCED = 2;
    static final int DELETED = 3;
    static final int EXECUTED = 4;
    static final int HIDDEN = 5;
    static final int CROSS = 6;
    static final int HALT = 7;

    long timeNanos;
    long type;
    long orderId;
    long size;
    long price;
    Side side = Side.BUY;

    /** Whether it changes an order that the file does not show being entered. */
    boolean unknown;
}
