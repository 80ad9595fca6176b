package dev.kanishk.matching.instrument;

/** A phase of an instrument's trading. The order of the constants is part of the formats. */
public enum Phase {
    /** Orders trade as they come. */
    CONTINUOUS,
    /** Orders gather for the opening price; nothing trades. */
    OPENING_AUCTION,
    /** Orders gather for the closing price; nothing trades. */
    CLOSING_AUCTION,
    /** Orders gather after a trade would have been too far from the last one; ends by itself. */
    VOLATILITY_AUCTION,
    /** Nothing trades, and only cancels are taken. */
    HALTED,
    /** The market is closed: only cancels are taken. */
    CLOSED;

    /**
     * Tells whether orders gather without trading.
     *
     * @return true in the three auctions
     */
    public boolean isAuction() {
        return this == OPENING_AUCTION || this == CLOSING_AUCTION || this == VOLATILITY_AUCTION;
    }
}
