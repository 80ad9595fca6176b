package dev.kanishk.matching.risk;

import dev.kanishk.matching.command.AccountLimits;
import dev.kanishk.matching.command.RejectReason;
import org.jspecify.annotations.Nullable;

/**
 * The checks of an order's size: they need its account's limits alone, and may run on any thread.
 */
public final class OrderSize {
    private OrderSize() {}

    /**
     * Returns which limit an order's size is beyond.
     *
     * @param limits its account's limits
     * @param price its price in ticks, or 0 if there is none to take it at
     * @param quantity its lots, 1 or more
     * @return the reason, or null if it is within them
     */
    public static @Nullable RejectReason check(AccountLimits limits, long price, long quantity) {
        if (quantity > limits.orderQuantityMax()) {
            return RejectReason.ORDER_TOO_LARGE;
        }
        long high = Math.multiplyHigh(price, quantity);
        long low = price * quantity;
        return high != 0 || low < 0 || low > limits.orderNotionalMax()
                ? RejectReason.NOTIONAL_TOO_LARGE
                : null;
    }
}
