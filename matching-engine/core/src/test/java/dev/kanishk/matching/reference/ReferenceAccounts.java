package dev.kanishk.matching.reference;

import static java.math.BigInteger.ONE;
import static java.math.BigInteger.ZERO;

import dev.kanishk.matching.command.AccountLimits;
import dev.kanishk.matching.command.Command;
import dev.kanishk.matching.command.RejectReason;
import dev.kanishk.matching.command.Side;
import dev.kanishk.matching.event.Trade;
import dev.kanishk.matching.instrument.Instrument;
import java.math.BigInteger;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Limits, positions and balances. What is open is counted anew for every check. */
final class ReferenceAccounts {
    record AccountInstrument(long account, int instrument) {}

    record AccountAsset(long account, int asset) {}

    final Map<Long, AccountLimits> limits = new HashMap<>();
    final Set<Long> blocked = new HashSet<>();
    private final boolean mustBeKnown;

    /** Positions wrap around beyond the range of a long, as the page says of all counts of lots. */
    private final Map<AccountInstrument, Long> positions = new HashMap<>();

    private final Map<AccountAsset, BigInteger> balances = new HashMap<>();
    private final Map<AccountInstrument, BigInteger> theoreticalTimes = new HashMap<>();

    ReferenceAccounts(boolean mustBeKnown) {
        this.mustBeKnown = mustBeKnown;
    }

    long position(long account, int instrument) {
        return positions.getOrDefault(new AccountInstrument(account, instrument), 0L);
    }

    BigInteger balance(long account, int asset) {
        return balances.getOrDefault(new AccountAsset(account, asset), ZERO);
    }

    private AccountLimits limits(long account) {
        return limits.getOrDefault(account, AccountLimits.NONE);
    }

    static BigInteger big(long value) {
        return BigInteger.valueOf(value);
    }

    static BigInteger floorDivide(BigInteger dividend, BigInteger divisor) {
        BigInteger[] both = dividend.divideAndRemainder(divisor);
        return both[1].signum() < 0 ? both[0].subtract(ONE) : both[0];
    }

    static BigInteger fee(long price, long quantity, int ppm) {
        return floorDivide(
                big(price).multiply(big(quantity)).multiply(big(ppm)), ReferenceMatching.MILLION);
    }

    void settle(Instrument rules, Trade trade) {
        boolean takerBuys = trade.takerSide == Side.BUY;
        settle(rules, trade, trade.makerAccount, !takerBuys, trade.makerFee);
        settle(rules, trade, trade.takerAccount, takerBuys, trade.takerFee);
    }

    private void settle(Instrument rules, Trade trade, long account, boolean buys, long fee) {
        if (account == Command.ABSENT) {
            return;
        }
        long change = buys ? trade.quantity : -trade.quantity;
        BigInteger lots = big(change);
        positions.merge(new AccountInstrument(account, rules.id()), change, (a, b) -> a + b);
        if (rules.checksBalances()) {
            BigInteger paid = lots.multiply(big(trade.price)).add(big(fee));
            add(account, rules.baseAsset(), lots);
            add(account, rules.quoteAsset(), paid.negate());
        }
    }

    private void add(long account, int asset, BigInteger quantity) {
        balances.merge(new AccountAsset(account, asset), quantity, BigInteger::add);
    }

    /** Adds to a balance or takes from it; returns why not, or null. */
    @Nullable RejectReason adjust(
            long account, int asset, long quantity, Collection<ReferenceBook> books) {
        BigInteger added = big(quantity);
        if (free(account, asset, null, books).add(added).signum() < 0 && quantity < 0) {
            return RejectReason.INSUFFICIENT_BALANCE;
        }
        if (balance(account, asset).add(added).bitLength() > 63) {
            return RejectReason.INVALID_COMMAND;
        }
        add(account, asset, added);
        return null;
    }

    /** What an order keeps aside of an asset. */
    private static BigInteger reserve(
            Instrument rules, int asset, Side side, long price, long open) {
        if (side == Side.SELL) {
            return asset == rules.baseAsset() ? big(open) : ZERO;
        }
        if (asset != rules.quoteAsset()) {
            return ZERO;
        }
        int ppm =
                Math.max(Math.max(rules.makerFeePpm(), rules.takerFeePpm()), rules.auctionFeePpm());
        BigInteger cost = big(price).multiply(big(open)).add(fee(price, open, ppm));
        return cost.min(big(Long.MAX_VALUE));
    }

    private BigInteger free(
            long account,
            int asset,
            @Nullable ReferenceOrder without,
            Collection<ReferenceBook> books) {
        BigInteger free = balance(account, asset);
        for (ReferenceBook book : books) {
            if (!book.instrument.checksBalances()) {
                continue;
            }
            for (ReferenceOrder order : book.live.values()) {
                if (order.account == account && order != without) {
                    free =
                            free.subtract(
                                    reserve(
                                            book.instrument,
                                            asset,
                                            order.side,
                                            order.price,
                                            order.open));
                }
            }
        }
        return free;
    }

    /** What a new order's account checks find wrong, or null. */
    @Nullable RejectReason refusal(
            ReferenceBook book, Command order, long price, Collection<ReferenceBook> books) {
        if (order.account == Command.ABSENT) {
            return withoutAccount(book, order, price);
        }
        RejectReason reason = firstRefusal(book, order, price);
        if (reason == null) {
            reason = collarRefusal(book, order.account, order.side, price);
        }
        if (reason == null && isRateLimited(book, order.account)) {
            reason = RejectReason.RATE_LIMITED;
        }
        if (reason == null && openOrders(book, order.account) >= openOrdersMax(order.account)) {
            reason = RejectReason.TOO_MANY_OPEN_ORDERS;
        }
        if (reason == null) {
            reason =
                    openRefusal(
                            book, order.account, order.side, price, order.quantity, null, books);
        }
        return reason;
    }

    private @Nullable RejectReason withoutAccount(ReferenceBook book, Command order, long price) {
        if (mustBeKnown) {
            return RejectReason.UNKNOWN_ACCOUNT;
        }
        if (!book.instrument.checksBalances()) {
            return null;
        }
        return order.side == Side.BUY && price == Command.ABSENT
                ? RejectReason.PRICE_REQUIRED
                : RejectReason.INSUFFICIENT_BALANCE;
    }

    /** The checks that may have been made before. */
    private @Nullable RejectReason firstRefusal(ReferenceBook book, Command order, long price) {
        if (order.checked && (order.verdict != null || price != Command.ABSENT)) {
            return order.verdict;
        }
        if (!order.checked && blocked.contains(order.account)) {
            return RejectReason.ACCOUNT_BLOCKED;
        }
        if (mustBeKnown && !limits.containsKey(order.account)) {
            return RejectReason.UNKNOWN_ACCOUNT;
        }
        return sizeRefusal(book, order.account, price, order.quantity);
    }

    private int openOrdersMax(long account) {
        return limits(account).openOrdersMax();
    }

    private static long openOrders(ReferenceBook book, long account) {
        return book.live.values().stream().filter(o -> o.account == account).count();
    }

    /** What the account checks of a replace that loses its place find wrong, or null. */
    @Nullable RejectReason replaceRefusal(
            ReferenceBook book,
            ReferenceOrder order,
            long price,
            long quantity,
            Collection<ReferenceBook> books) {
        if (order.account == Command.ABSENT) {
            return null;
        }
        RejectReason reason = sizeRefusal(book, order.account, price, quantity);
        if (reason == null) {
            reason = collarRefusal(book, order.account, order.side, price);
        }
        return reason != null
                ? reason
                : openRefusal(book, order.account, order.side, price, quantity, order, books);
    }

    private @Nullable RejectReason sizeRefusal(
            ReferenceBook book, long account, long price, long quantity) {
        AccountLimits most = limits.get(account);
        if (most == null) {
            return null;
        }
        if (quantity > most.orderQuantityMax()) {
            return RejectReason.ORDER_TOO_LARGE;
        }
        long takenAt = price != Command.ABSENT ? price : book.lastOrReferencePrice();
        return big(takenAt).multiply(big(quantity)).compareTo(big(most.orderNotionalMax())) > 0
                ? RejectReason.NOTIONAL_TOO_LARGE
                : null;
    }

    private @Nullable RejectReason collarRefusal(
            ReferenceBook book, long account, Side side, long price) {
        int ppm = limits(account).collarPpm();
        if (ppm == 0 || price == Command.ABSENT || book.lastPrice == 0) {
            return null;
        }
        boolean beyond = side == Side.BUY ? price > book.lastPrice : price < book.lastPrice;
        return beyond && !ReferenceMatching.isWithin(price, book.lastPrice, ppm)
                ? RejectReason.PRICE_OUTSIDE_COLLAR
                : null;
    }

    /** Counts an order or replace against its account's rate, unless it comes too early. */
    boolean isRateLimited(ReferenceBook book, long account) {
        if (account == Command.ABSENT || limits(account).ordersPerSecondMax() == 0) {
            return false;
        }
        AccountLimits most = limits(account);
        BigInteger interval = big(1_000_000_000L / most.ordersPerSecondMax());
        BigInteger now = big(book.clockNanos);
        AccountInstrument key = new AccountInstrument(account, book.instrument.id());
        BigInteger theoretical = theoreticalTimes.getOrDefault(key, now);
        BigInteger ahead = interval.multiply(big(most.burstMax() - 1));
        if (now.compareTo(theoretical.subtract(ahead)) < 0) {
            return true;
        }
        theoreticalTimes.put(key, now.max(theoretical).add(interval));
        return false;
    }

    private @Nullable RejectReason openRefusal(
            ReferenceBook book,
            long account,
            Side side,
            long price,
            long quantity,
            @Nullable ReferenceOrder replaced,
            Collection<ReferenceBook> books) {
        long open = 0;
        for (ReferenceOrder order : book.live.values()) {
            if (order.account == account && order.side == side && order != replaced) {
                open += order.open;
            }
        }
        long position = position(account, book.instrument.id());
        BigInteger signed = side == Side.BUY ? big(position) : big(position).negate();
        BigInteger reach = signed.add(big(open)).add(big(quantity));
        long most = limits(account).positionMax();
        if (most != Long.MAX_VALUE && reach.compareTo(big(most)) > 0) {
            return RejectReason.POSITION_LIMIT;
        }
        Instrument rules = book.instrument;
        if (!rules.checksBalances()) {
            return null;
        }
        if (side == Side.BUY && price == Command.ABSENT) {
            return RejectReason.PRICE_REQUIRED;
        }
        int asset = side == Side.BUY ? rules.quoteAsset() : rules.baseAsset();
        BigInteger needed = reserve(rules, asset, side, side == Side.BUY ? price : 0, quantity);
        return needed.compareTo(free(account, asset, replaced, books)) > 0
                ? RejectReason.INSUFFICIENT_BALANCE
                : null;
    }
}
