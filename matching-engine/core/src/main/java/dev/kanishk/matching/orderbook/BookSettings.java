package dev.kanishk.matching.orderbook;

/**
 * How large the tables of books may grow, and what they take for granted. Tables begin small and
 * double; none is beyond its greatest size, and what finds no room is rejected.
 *
 * @param ordersMax live orders, 1 to 2^27
 * @param ordersReserved live orders that there is room for from the start
 * @param usedIdsMax groups of 512 neighbouring ids that are remembered as used, 1 to 2^24; each
 *     takes 80 bytes
 * @param positionsMax pairs of an account and an instrument in which it had an order, 1 to 2^24
 * @param instrumentsMax instruments, 1 to 2^20
 * @param reusesOrderIds whether an id may be used again once its order has ended
 * @param knowsAllAccounts whether orders are rejected whose account was never given limits
 */
public record BookSettings(
        int ordersMax,
        int ordersReserved,
        int usedIdsMax,
        int positionsMax,
        int instrumentsMax,
        boolean reusesOrderIds,
        boolean knowsAllAccounts) {
    /** Four million live orders, two thousand million ids, a million positions. */
    public static final BookSettings DEFAULT =
            new BookSettings(1 << 22, 1 << 12, 1 << 22, 1 << 20, 1 << 16, false, false);

    /** Checks every value; the message names the one that is wrong. */
    public BookSettings {
        require(ordersMax, 1 << 27, "ordersMax");
        require(ordersReserved, ordersMax, "ordersReserved");
        require(usedIdsMax, 1 << 24, "usedIdsMax");
        require(positionsMax, 1 << 24, "positionsMax");
        require(instrumentsMax, 1 << 20, "instrumentsMax");
    }

    private static void require(int value, int most, String name) {
        if (value < 1 || value > most) {
            throw new IllegalArgumentException(name + " is " + value + ": use 1 to " + most);
        }
    }

    /**
     * Returns these settings with others for live orders.
     *
     * @param max live orders, 1 to 2^27
     * @param reserved those that there is room for from the start
     * @return the settings
     */
    public BookSettings withOrders(int max, int reserved) {
        return new BookSettings(
                max,
                reserved,
                usedIdsMax,
                positionsMax,
                instrumentsMax,
                reusesOrderIds,
                knowsAllAccounts);
    }

    /**
     * Returns these settings with ids that are free again once their order has ended, or not.
     *
     * @param reuses whether they are
     * @return the settings
     */
    public BookSettings withReusedOrderIds(boolean reuses) {
        return new BookSettings(
                ordersMax,
                ordersReserved,
                usedIdsMax,
                positionsMax,
                instrumentsMax,
                reuses,
                knowsAllAccounts);
    }

    /**
     * Returns these settings with orders of accounts without limits rejected, or not.
     *
     * @param all whether all accounts must be known
     * @return the settings
     */
    public BookSettings withAllAccountsKnown(boolean all) {
        return new BookSettings(
                ordersMax,
                ordersReserved,
                usedIdsMax,
                positionsMax,
                instrumentsMax,
                reusesOrderIds,
                all);
    }

    /**
     * Returns these settings with other bounds.
     *
     * @param ids groups of 512 neighbouring ids
     * @param positions pairs of an account and an instrument
     * @param instruments instruments
     * @return the settings
     */
    public BookSettings withBounds(int ids, int positions, int instruments) {
        return new BookSettings(
                ordersMax,
                ordersReserved,
                ids,
                positions,
                instruments,
                reusesOrderIds,
                knowsAllAccounts);
    }
}
