package dev.kanishk.matching.reference;

import dev.kanishk.matching.command.Command;
import dev.kanishk.matching.command.Side;

/** What the reference and the books have in common, for tests. */
interface Books {
    /** Sees resting orders, one after the other. */
    @FunctionalInterface
    interface RestingOrders {
        void visit(int instrument, Side side, long price, long orderId, long open, long shown);
    }

    void apply(Command command);

    /** Instruments in the order of adding, bids from the best on, then offers. */
    void forEachResting(RestingOrders visitor);

    /** How many orders rest or wait. */
    int liveOrders();

    long position(long account, int instrument);

    long balance(long account, int asset);

    /** Fails if what can be read contradicts itself. */
    default void verify() {}

    /** Goes on from a snapshot of itself, if it has such. */
    default void restart() {}
}
