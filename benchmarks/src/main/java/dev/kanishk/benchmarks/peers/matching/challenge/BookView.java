package dev.kanishk.benchmarks.peers.matching.challenge;

/** What the public benchmark asks about the state of a book between two messages. */
interface BookView {
    /** Returns the highest bid of the first symbol, or {@link Long#MIN_VALUE} without bids. */
    long bestBid();

    /** Returns the lowest offer of the first symbol, or {@link Long#MAX_VALUE} without offers. */
    long bestOffer();

    /**
     * Returns the open quantity that rests at a price of the first symbol. The harness asks 64
     * times in a run, and calls the run invalid if its questions take a quarter of the time.
     */
    long depthAt(long price, boolean buy);
}
