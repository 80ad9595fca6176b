package dev.kanishk.matching.flow;

import dev.kanishk.matching.command.Side;

/** What books have at a price. */
@FunctionalInterface
public interface DepthView {
    /**
     * Returns the quantity that rests at a price.
     *
     * @param instrument the instrument
     * @param side the side
     * @param price ticks
     * @return lots, 0 if none
     */
    long depthAt(int instrument, Side side, long price);
}
