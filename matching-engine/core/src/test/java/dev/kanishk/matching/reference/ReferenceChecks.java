package dev.kanishk.matching.reference;

import static dev.kanishk.matching.command.Command.ABSENT;
import static dev.kanishk.matching.reference.ReferenceAccounts.big;

import dev.kanishk.matching.command.Command;
import dev.kanishk.matching.command.OrderType;
import dev.kanishk.matching.command.RejectReason;
import dev.kanishk.matching.command.TimeInForce;
import dev.kanishk.matching.instrument.Instrument;
import org.jspecify.annotations.Nullable;

/** The checks of orders that need no more than the instrument. */
final class ReferenceChecks {
    private static final long SLICES_MAX = 1_000_000;

    private final ReferenceBook book;
    private final Instrument rules;

    ReferenceChecks(ReferenceBook book) {
        this.book = book;
        this.rules = book.instrument;
    }

    private static boolean isLimit(Command order) {
        return order.type == OrderType.LIMIT || order.type == OrderType.STOP_LIMIT;
    }

    private static boolean isStop(Command order) {
        return order.type == OrderType.STOP || order.type == OrderType.STOP_LIMIT;
    }

    /** The checks of a new order after which its id is used. */
    @Nullable RejectReason invalid(Command order, boolean idIsUsed) {
        boolean immediate =
                order.timeInForce == TimeInForce.IOC || order.timeInForce == TimeInForce.FOK;
        if (order.orderId == ABSENT
                || (order.displayQuantity != ABSENT && order.displayQuantity < 1)
                || (isStop(order) && order.stopPrice == ABSENT)
                || (!isLimit(order) && !immediate)) {
            return RejectReason.INVALID_COMMAND;
        }
        if (idIsUsed) {
            return RejectReason.DUPLICATE_ORDER;
        }
        if (order.quantity < 1) {
            return RejectReason.INVALID_QUANTITY;
        }
        return isLimit(order) && order.price < 1 ? RejectReason.INVALID_PRICE : null;
    }

    /** The checks of a new order that follow, up to the band. */
    @Nullable RejectReason refusal(Command order) {
        if ((isLimit(order) && order.price % rules.tickSize() != 0)
                || (isStop(order) && order.stopPrice % rules.tickSize() != 0)) {
            return RejectReason.INVALID_TICK;
        }
        if (order.quantity % rules.lotSize() != 0
                || (order.displayQuantity != ABSENT
                        && order.displayQuantity % rules.lotSize() != 0)) {
            return RejectReason.INVALID_LOT;
        }
        if (isTooLarge(order.quantity, order.displayQuantity)) {
            return RejectReason.QUANTITY_TOO_LARGE;
        }
        if (!hasValidExpiry(order)) {
            return RejectReason.INVALID_EXPIRY;
        }
        RejectReason phase = phaseRefusal();
        if (phase != null) {
            return phase;
        }
        if (book.phase.isAuction() && !mayGather(order)) {
            return RejectReason.NOT_IN_THIS_PHASE;
        }
        return isLimit(order) ? priceRefusal(order.price, order.quantity) : null;
    }

    private boolean isTooLarge(long quantity, long displayQuantity) {
        return quantity > rules.quantityMax()
                || (displayQuantity != ABSENT && (quantity - 1) / displayQuantity >= SLICES_MAX);
    }

    private boolean hasValidExpiry(Command order) {
        if (order.expireTimeNanos == ABSENT) {
            return order.timeInForce != TimeInForce.GTD;
        }
        boolean mayExpire =
                order.timeInForce == TimeInForce.GTD || order.timeInForce == TimeInForce.POST_ONLY;
        return mayExpire && order.expireTimeNanos > book.clockNanos;
    }

    private static boolean mayGather(Command order) {
        boolean rests =
                order.timeInForce == TimeInForce.GTC
                        || order.timeInForce == TimeInForce.DAY
                        || order.timeInForce == TimeInForce.GTD;
        return isStop(order) || (order.type == OrderType.LIMIT && rests);
    }

    private @Nullable RejectReason phaseRefusal() {
        return switch (book.phase) {
            case HALTED -> RejectReason.HALTED;
            case CLOSED -> RejectReason.MARKET_CLOSED;
            case CONTINUOUS, OPENING_AUCTION, CLOSING_AUCTION, VOLATILITY_AUCTION -> null;
        };
    }

    /** The checks of a limit price and a quantity that follow the phase's. */
    @Nullable RejectReason priceRefusal(long price, long quantity) {
        if (rules.bandPpm() != 0
                && book.referencePrice != 0
                && !ReferenceMatching.isWithin(price, book.referencePrice, rules.bandPpm())) {
            return RejectReason.PRICE_OUTSIDE_BAND;
        }
        boolean counted =
                rules.checksBalances()
                        || rules.makerFeePpm() != 0
                        || rules.takerFeePpm() != 0
                        || rules.auctionFeePpm() != 0;
        return counted && big(price).multiply(big(quantity)).bitLength() > 63
                ? RejectReason.NOTIONAL_TOO_LARGE
                : null;
    }

    /** The checks of a replace up to the phase. */
    @Nullable RejectReason replaceRefusal(Command command, ReferenceOrder order) {
        if (command.quantity < 1) {
            return RejectReason.INVALID_QUANTITY;
        }
        if (order.isStop()) {
            return RejectReason.NOT_REPLACEABLE;
        }
        if (command.price != ABSENT && command.price < 1) {
            return RejectReason.INVALID_PRICE;
        }
        if (command.price != ABSENT && command.price % rules.tickSize() != 0) {
            return RejectReason.INVALID_TICK;
        }
        if (command.quantity % rules.lotSize() != 0) {
            return RejectReason.INVALID_LOT;
        }
        if (isTooLarge(command.quantity, order.displayQuantity)) {
            return RejectReason.QUANTITY_TOO_LARGE;
        }
        return phaseRefusal();
    }
}
