package dev.kanishk.matching.flow;

import dev.kanishk.matching.command.Side;

/** A price at which books and order book file differ after an event. */
record LobsterDifference(
        long event, Side side, long price, long inFile, long inBooks, long ofOlderOrders) {
    String text() {
        return "after line "
                + event
                + ", "
                + (side == Side.BUY ? "bids" : "offers")
                + " at "
                + price
                + ": the order book file has "
                + inFile
                + ", the books have "
                + inBooks
                + ", orders older than the file "
                + ofOlderOrders;
    }
}
