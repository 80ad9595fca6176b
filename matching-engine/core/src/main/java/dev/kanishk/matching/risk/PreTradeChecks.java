package dev.kanishk.matching.risk;

import dev.kanishk.matching.command.AccountLimits;
import dev.kanishk.matching.command.Command;
import dev.kanishk.matching.command.OrderType;
import dev.kanishk.matching.command.RejectReason;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * The checks of a new order that need no book, made by any thread ahead of the one that matches:
 * its account's kill switch, and the size of a limit order.
 *
 * <p>One thread, the owner, sets what holds for accounts; any thread checks. Each change begins
 * another <i>epoch</i>, and a checker reads the epoch before it reads what holds for the account.
 * So a verdict of an epoch is right for an order that comes when the owner is still in that epoch:
 * what the checker saw had been set before the epoch began, or by a change that has ended it since.
 *
 * <p>Holds as many accounts as it was made for; the orders of others are left to the books.
 */
public final class PreTradeChecks {
    /** In place of a verdict: not checked, since nothing is known of the account. */
    public static final int UNKNOWN = -1;

    /** The verdict of an order that is in order; others are a reason's ordinal plus 1. */
    public static final int PASSED = 0;

    private static final long GOLDEN = 0x9E3779B97F4A7C15L;

    private record Account(long number, @Nullable AccountLimits limits, boolean blocked) {}

    private final AtomicReferenceArray<@Nullable Account> table;
    private final int accountsMax;
    private final int shift;
    private int accounts;
    private volatile long epoch;

    /**
     * Makes checks that know no account.
     *
     * @param accountsMax how many accounts they can hold, 1 to 2^24
     */
    public PreTradeChecks(int accountsMax) {
        if (accountsMax < 1 || accountsMax > 1 << 24) {
            throw new IllegalArgumentException(
                    "accountsMax is " + accountsMax + ": use 1 to " + (1 << 24));
        }
        int bits = Integer.SIZE - Integer.numberOfLeadingZeros(2 * accountsMax - 1);
        this.accountsMax = accountsMax;
        this.shift = Long.SIZE - bits;
        this.table = new AtomicReferenceArray<>(1 << bits);
    }

    /**
     * Returns the epoch: to be read before a check that is made ahead.
     *
     * @return a number that grows with each change
     */
    public long epoch() {
        return epoch;
    }

    /**
     * Checks a new order. Any thread.
     *
     * @param account its account
     * @param type its type
     * @param price its limit price, if its type has one
     * @param quantity its quantity
     * @return {@link #UNKNOWN}, {@link #PASSED}, or a reason's ordinal plus 1
     */
    public int check(long account, OrderType type, long price, long quantity) {
        Account found = account == Command.ABSENT ? null : find(account);
        if (found == null) {
            return UNKNOWN;
        }
        if (found.blocked()) {
            return verdict(RejectReason.ACCOUNT_BLOCKED);
        }
        AccountLimits limits = found.limits();
        boolean limited = type == OrderType.LIMIT || type == OrderType.STOP_LIMIT;
        RejectReason reason =
                limits == null || !limited ? null : OrderSize.check(limits, price, quantity);
        return reason == null ? PASSED : verdict(reason);
    }

    /**
     * Tells whether an account is held. Any thread.
     *
     * @param account the account
     * @return whether its orders can be checked
     */
    public boolean holds(long account) {
        return find(account) != null;
    }

    /**
     * Sets what holds for an account from now on. The owner alone.
     *
     * @param account the account
     * @param limits its limits, or null if it has none
     * @param blocked whether it is blocked
     */
    public void set(long account, @Nullable AccountLimits limits, boolean blocked) {
        int at = slot(account);
        if (table.get(at) == null) {
            if (accounts == accountsMax) {
                return;
            }
            accounts++;
        }
        table.set(at, new Account(account, limits, blocked));
        beginEpoch();
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // the owner alone writes it
    private void beginEpoch() {
        epoch++;
    }

    @SuppressWarnings("EnumOrdinal") // the order of the reasons is part of the formats
    private static int verdict(RejectReason reason) {
        return reason.ordinal() + 1;
    }

    private @Nullable Account find(long account) {
        return table.get(slot(account));
    }

    /** Tables are at most half full, and nothing is ever taken out. */
    private int slot(long account) {
        int at = (int) ((account * GOLDEN) >>> shift);
        Account found = table.get(at);
        while (found != null && found.number() != account) {
            at = (at + 1) & (table.length() - 1);
            found = table.get(at);
        }
        return at;
    }
}
