package dev.kanishk.matching.orderbook;

import dev.kanishk.matching.command.AccountLimits;
import dev.kanishk.matching.command.Command;
import dev.kanishk.matching.command.OrderType;
import dev.kanishk.matching.command.RejectReason;
import dev.kanishk.matching.command.TimeInForce;
import dev.kanishk.matching.instrument.Instrument;
import dev.kanishk.matching.instrument.Phase;
import dev.kanishk.matching.risk.OrderSize;
import org.jspecify.annotations.Nullable;

/**
 * What an order must satisfy before it may meet the book: its instrument's rules and its account's.
 */
final class OrderChecks {
    private static final long SECOND_NANOS = 1_000_000_000;

    /** The slices of one iceberg: without a bound, one command could keep a shard busy for ever. */
    private static final long SLICES_MAX = 1_000_000;

    private final Positions positions;
    private final Accounts accounts;
    private final boolean knowsAllAccounts;

    OrderChecks(LiveOrders live, BookSettings settings) {
        this.positions = live.positions;
        this.accounts = live.accounts;
        this.knowsAllAccounts = settings.knowsAllAccounts();
    }

    static boolean isLimited(OrderType type) {
        return type == OrderType.LIMIT || type == OrderType.STOP_LIMIT;
    }

    static boolean isStop(OrderType type) {
        return type == OrderType.STOP || type == OrderType.STOP_LIMIT;
    }

    /** Returns whether the fields of a new order fit together. */
    static boolean isComplete(Command command) {
        TimeInForce time = command.timeInForce;
        return (isLimited(command.type) || time == TimeInForce.IOC || time == TimeInForce.FOK)
                && (!isStop(command.type) || command.stopPrice != Command.ABSENT)
                && (command.displayQuantity == Command.ABSENT || command.displayQuantity > 0);
    }

    /** Returns what of the instrument's rules a new order breaks. */
    static @Nullable RejectReason instrumentRules(InstrumentBook book, Command command) {
        Instrument instrument = book.instrument;
        long tick = instrument.tickSize();
        long lot = instrument.lotSize();
        boolean limited = isLimited(command.type);
        if (tick != 1
                && ((limited && command.price % tick != 0)
                        || (isStop(command.type) && command.stopPrice % tick != 0))) {
            return RejectReason.INVALID_TICK;
        }
        if (lot != 1
                && (command.quantity % lot != 0
                        || (command.displayQuantity != Command.ABSENT
                                && command.displayQuantity % lot != 0))) {
            return RejectReason.INVALID_LOT;
        }
        if (isTooLarge(instrument, command.quantity, command.displayQuantity)) {
            return RejectReason.QUANTITY_TOO_LARGE;
        }
        if (!hasValidExpiry(book, command)) {
            return RejectReason.INVALID_EXPIRY;
        }
        if (book.phase != Phase.CONTINUOUS) {
            RejectReason reason = phase(book.phase, command);
            if (reason != null) {
                return reason;
            }
        }
        return limited ? price(book, command.price, command.quantity) : null;
    }

    private static boolean isTooLarge(Instrument instrument, long quantity, long display) {
        return quantity > instrument.quantityMax()
                || (display != Command.ABSENT && (quantity - 1) / display >= SLICES_MAX);
    }

    private static boolean hasValidExpiry(InstrumentBook book, Command command) {
        TimeInForce time = command.timeInForce;
        if (command.expireTimeNanos == Command.ABSENT) {
            return time != TimeInForce.GTD;
        }
        return (time == TimeInForce.GTD || time == TimeInForce.POST_ONLY)
                && command.expireTimeNanos > book.clockNanos;
    }

    private static @Nullable RejectReason phase(Phase phase, Command command) {
        if (phase == Phase.HALTED) {
            return RejectReason.HALTED;
        }
        if (phase == Phase.CLOSED) {
            return RejectReason.MARKET_CLOSED;
        }
        TimeInForce time = command.timeInForce;
        boolean gathers =
                time == TimeInForce.GTC || time == TimeInForce.DAY || time == TimeInForce.GTD;
        return isStop(command.type) || (command.type == OrderType.LIMIT && gathers)
                ? null
                : RejectReason.NOT_IN_THIS_PHASE;
    }

    /** Returns what is wrong with a limit price, apart from its tick size. */
    static @Nullable RejectReason price(InstrumentBook book, long price, long quantity) {
        if (price < book.bandLow || price > book.bandHigh) {
            return RejectReason.PRICE_OUTSIDE_BAND;
        }
        if ((book.charges || book.checksBalances) && Ratio.overflows(price, quantity)) {
            return RejectReason.NOTIONAL_TOO_LARGE;
        }
        return null;
    }

    /** Returns what of the instrument's rules a replace breaks, the band apart. */
    static @Nullable RejectReason replaceRules(
            InstrumentBook book, long price, long quantity, long display) {
        Instrument instrument = book.instrument;
        long tick = instrument.tickSize();
        long lot = instrument.lotSize();
        if (tick != 1 && price % tick != 0) {
            return RejectReason.INVALID_TICK;
        }
        if (lot != 1 && quantity % lot != 0) {
            return RejectReason.INVALID_LOT;
        }
        if (isTooLarge(instrument, quantity, display)) {
            return RejectReason.QUANTITY_TOO_LARGE;
        }
        return switch (book.phase) {
            case HALTED -> RejectReason.HALTED;
            case CLOSED -> RejectReason.MARKET_CLOSED;
            default -> null;
        };
    }

    /** Returns which limit of its account a new order is beyond, and counts it for the rate. */
    @Nullable RejectReason limits(InstrumentBook book, Command command, int row) {
        boolean limited = isLimited(command.type);
        boolean buys = command.side == dev.kanishk.matching.command.Side.BUY;
        if (row == 0) {
            RejectReason known = knowsAllAccounts ? RejectReason.UNKNOWN_ACCOUNT : null;
            return known == null && book.checksBalances ? uncovered(buys, limited) : known;
        }
        int account = positions.accountIndex(row);
        AccountLimits limits = accounts.limits(account);
        if (command.checked) {
            if (command.verdict != null) {
                return command.verdict;
            }
        } else if (accounts.isBlocked(account)) {
            return RejectReason.ACCOUNT_BLOCKED;
        }
        if (limits == null) {
            if (knowsAllAccounts) {
                return RejectReason.UNKNOWN_ACCOUNT;
            }
        } else {
            RejectReason reason = ofOrder(book, command, limits, limited, buys);
            if (reason == null) {
                reason = ofAccount(book, limits, row, command.quantity, buys);
            }
            if (reason != null) {
                return reason;
            }
        }
        return book.checksBalances
                ? balance(book, row, buys, limited ? command.price : 0, command.quantity, 0)
                : null;
    }

    private static RejectReason uncovered(boolean buys, boolean limited) {
        return buys && !limited ? RejectReason.PRICE_REQUIRED : RejectReason.INSUFFICIENT_BALANCE;
    }

    private static @Nullable RejectReason ofOrder(
            InstrumentBook book,
            Command command,
            AccountLimits limits,
            boolean limited,
            boolean buys) {
        long last = book.lastPrice;
        if (!limited) {
            long price = last != 0 ? last : book.referencePrice;
            return OrderSize.check(limits, price, command.quantity);
        }
        if (!command.checked) {
            RejectReason reason = OrderSize.check(limits, command.price, command.quantity);
            if (reason != null) {
                return reason;
            }
        }
        return isInCollar(limits, last, command.price, buys)
                ? null
                : RejectReason.PRICE_OUTSIDE_COLLAR;
    }

    private static boolean isInCollar(AccountLimits limits, long last, long price, boolean buys) {
        if (limits.collarPpm() == 0 || last == 0) {
            return true;
        }
        long width = Ratio.ppm(last, limits.collarPpm());
        return buys ? price <= Ratio.saturatedSum(last, width) : price >= last - width;
    }

    private @Nullable RejectReason ofAccount(
            InstrumentBook book, AccountLimits limits, int row, long quantity, boolean buys) {
        if (!passesRate(book, limits, row)) {
            return RejectReason.RATE_LIMITED;
        }
        if (positions.live(row) >= limits.openOrdersMax()) {
            return RejectReason.TOO_MANY_OPEN_ORDERS;
        }
        return exceedsPosition(limits, row, buys, quantity) ? RejectReason.POSITION_LIMIT : null;
    }

    private boolean passesRate(InstrumentBook book, AccountLimits limits, int row) {
        if (limits.ordersPerSecondMax() == 0) {
            return true;
        }
        long interval = SECOND_NANOS / limits.ordersPerSecondMax();
        long due = positions.rateTime(row);
        long now = book.clockNanos;
        if (due > now && due - now > (limits.burstMax() - 1) * interval) {
            return false;
        }
        positions.rateTime(row, Ratio.later(Math.max(due, now), interval));
        return true;
    }

    private boolean exceedsPosition(AccountLimits limits, int row, boolean buys, long added) {
        if (limits.positionMax() == Long.MAX_VALUE) {
            return false;
        }
        long held = buys ? positions.position(row) : -positions.position(row);
        long open = buys ? positions.openBuy(row) : positions.openSell(row);
        long sum = held + open;
        if (((held ^ sum) & (open ^ sum)) < 0) {
            return held > 0;
        }
        long all = sum + added;
        if (((sum ^ all) & (added ^ all)) < 0) {
            return sum > 0;
        }
        return all > limits.positionMax();
    }

    private @Nullable RejectReason balance(
            InstrumentBook book,
            int row,
            boolean buys,
            long price,
            long quantity,
            long alreadyReserved) {
        if (buys && price == 0) {
            return RejectReason.PRICE_REQUIRED;
        }
        int base = positions.baseBalance(row);
        int quote = positions.quoteBalance(row);
        if (base == 0 || quote == 0) {
            int account = positions.accountIndex(row);
            base = accounts.balanceOrAdd(account, book.instrument.baseAsset());
            quote = accounts.balanceOrAdd(account, book.instrument.quoteAsset());
            if (base == 0 || quote == 0) {
                return RejectReason.CAPACITY_REACHED;
            }
            positions.balances(row, base, quote);
        }
        long need = LiveOrders.cost(book, buys, price, quantity);
        return accounts.free(buys ? quote : base) + alreadyReserved < need
                ? RejectReason.INSUFFICIENT_BALANCE
                : null;
    }

    /** Returns whether an account's kill switch or rate keeps a replace away; counts it. */
    @Nullable RejectReason anyReplace(InstrumentBook book, int row) {
        if (row == 0) {
            return null;
        }
        int account = positions.accountIndex(row);
        if (accounts.isBlocked(account)) {
            return RejectReason.ACCOUNT_BLOCKED;
        }
        AccountLimits limits = accounts.limits(account);
        return limits == null || passesRate(book, limits, row) ? null : RejectReason.RATE_LIMITED;
    }

    /** Returns what keeps a replace that loses its place away. */
    @Nullable RejectReason replace(
            InstrumentBook book, int row, boolean buys, Change from, Change to) {
        RejectReason reason = price(book, to.price, to.quantity);
        if (reason != null || row == 0) {
            return reason;
        }
        int account = positions.accountIndex(row);
        AccountLimits limits = accounts.limits(account);
        if (limits != null) {
            reason = OrderSize.check(limits, to.price, to.quantity);
            if (reason == null && !isInCollar(limits, book.lastPrice, to.price, buys)) {
                reason = RejectReason.PRICE_OUTSIDE_COLLAR;
            }
            if (reason == null && exceedsPosition(limits, row, buys, to.quantity - from.quantity)) {
                reason = RejectReason.POSITION_LIMIT;
            }
        }
        if (reason == null && book.checksBalances) {
            long reserved = LiveOrders.cost(book, buys, from.price, from.quantity);
            reason = balance(book, row, buys, to.price, to.quantity, reserved);
        }
        return reason;
    }

    /** A price and a quantity, before or after a replace. */
    static final class Change {
        private long price;
        private long quantity;

        Change set(long newPrice, long newQuantity) {
            price = newPrice;
            quantity = newQuantity;
            return this;
        }
    }
}
