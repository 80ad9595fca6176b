package dev.kanishk.matching.command;

/**
 * What an account may do. Open orders, position and rate are counted for each of its instruments,
 * so that a limit means the same with any number of shards. A limit is met, not exceeded: what
 * equals it is allowed.
 *
 * @param orderQuantityMax the greatest quantity of one order, at least 1
 * @param orderNotionalMax the greatest price times quantity of one order, at least 1
 * @param collarPpm how far beyond the last trade a limit price may be, parts per million of it; 0
 *     for any
 * @param openOrdersMax the live orders of an instrument, at least 1
 * @param positionMax the position in an instrument, long or short, that all open orders filled
 *     could lead to, at least 1
 * @param ordersPerSecondMax new orders and replaces of an instrument in a second; 0 for any
 * @param burstMax how many of them may come at once, at least 1
 */
public record AccountLimits(
        long orderQuantityMax,
        long orderNotionalMax,
        int collarPpm,
        int openOrdersMax,
        long positionMax,
        int ordersPerSecondMax,
        int burstMax) {
    /** No limit at all. */
    public static final AccountLimits NONE =
            new AccountLimits(
                    Long.MAX_VALUE, Long.MAX_VALUE, 0, Integer.MAX_VALUE, Long.MAX_VALUE, 0, 1);

    private static final int MILLION = 1_000_000;

    /** Checks every value; the message names the one that is wrong. */
    public AccountLimits {
        requireAtLeast(1, orderQuantityMax, "orderQuantityMax");
        requireAtLeast(1, orderNotionalMax, "orderNotionalMax");
        requireAtLeast(0, collarPpm, "collarPpm");
        if (collarPpm >= MILLION) {
            throw new IllegalArgumentException("collarPpm is " + collarPpm + ": use 0 to 999999");
        }
        requireAtLeast(1, openOrdersMax, "openOrdersMax");
        requireAtLeast(1, positionMax, "positionMax");
        requireAtLeast(0, ordersPerSecondMax, "ordersPerSecondMax");
        requireAtLeast(1, burstMax, "burstMax");
    }

    private static void requireAtLeast(long least, long value, String name) {
        if (value < least) {
            throw new IllegalArgumentException(
                    name + " is " + value + ": use " + least + " or more");
        }
    }

    /**
     * Returns these limits with others for the size of an order.
     *
     * @param quantityMax the greatest quantity
     * @param notionalMax the greatest price times quantity
     * @return the limits
     */
    public AccountLimits withOrderSize(long quantityMax, long notionalMax) {
        return new AccountLimits(
                quantityMax,
                notionalMax,
                collarPpm,
                openOrdersMax,
                positionMax,
                ordersPerSecondMax,
                burstMax);
    }

    /**
     * Returns these limits with another collar.
     *
     * @param ppm how far beyond the last trade a price may be, parts per million; 0 for any
     * @return the limits
     */
    public AccountLimits withCollar(int ppm) {
        return new AccountLimits(
                orderQuantityMax,
                orderNotionalMax,
                ppm,
                openOrdersMax,
                positionMax,
                ordersPerSecondMax,
                burstMax);
    }

    /**
     * Returns these limits with others for what is open.
     *
     * @param ordersMax the live orders of an instrument
     * @param newPositionMax the position, long or short
     * @return the limits
     */
    public AccountLimits withOpen(int ordersMax, long newPositionMax) {
        return new AccountLimits(
                orderQuantityMax,
                orderNotionalMax,
                collarPpm,
                ordersMax,
                newPositionMax,
                ordersPerSecondMax,
                burstMax);
    }

    /**
     * Returns these limits with another rate.
     *
     * @param perSecond orders in a second; 0 for any
     * @param burst how many may come at once
     * @return the limits
     */
    public AccountLimits withRate(int perSecond, int burst) {
        return new AccountLimits(
                orderQuantityMax,
                orderNotionalMax,
                collarPpm,
                openOrdersMax,
                positionMax,
                perSecond,
                burst);
    }
}
