package dev.kanishk.matching.orderbook;

import dev.kanishk.matching.command.AccountLimits;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Accounts by number, with their limits, and what they hold of each asset. */
final class Accounts {
    private final int accountsMax;
    private long[] numbers = new long[16];
    private @Nullable AccountLimits[] limits = new @Nullable AccountLimits[16];
    private boolean[] blocked = new boolean[16];
    private int[] table = new int[64];
    private int size;

    private long[] balanceTotals = new long[16];
    private long[] balanceReserved = new long[16];
    private int[] balanceAccounts = new int[16];
    private int[] balanceAssets = new int[16];
    private int[] balanceTable = new int[64];
    private int balances;

    Accounts(BookSettings settings) {
        accountsMax = settings.positionsMax();
    }

    int size() {
        return size;
    }

    /** Returns an account's index, or -1. */
    int find(long number) {
        return table[slot(number)] - 1;
    }

    private int slot(long number) {
        int mask = table.length - 1;
        int at = (int) (StateHash.mix(number) >>> 32) & mask;
        while (table[at] != 0 && numbers[table[at] - 1] != number) {
            at = (at + 1) & mask;
        }
        return at;
    }

    boolean hasRoomFor(long number) {
        return size < accountsMax || find(number) >= 0;
    }

    /** Returns an account's index, a new one for a new account, or -1 if there is no room. */
    int findOrAdd(long number) {
        int index = find(number);
        if (index >= 0 || size == accountsMax) {
            return index;
        }
        if (size == numbers.length) {
            numbers = Arrays.copyOf(numbers, 2 * size);
            limits = Arrays.copyOf(limits, 2 * size);
            blocked = Arrays.copyOf(blocked, 2 * size);
        }
        numbers[size++] = number;
        if (2 * size > table.length) {
            table = new int[2 * table.length];
            for (int each = 0; each < size; each++) {
                table[slot(numbers[each])] = each + 1;
            }
        } else {
            table[slot(number)] = size;
        }
        return size - 1;
    }

    @Nullable AccountLimits limits(int index) {
        return limits[index];
    }

    void limits(int index, AccountLimits value) {
        limits[index] = value;
    }

    boolean isBlocked(int index) {
        return blocked[index];
    }

    void block(int index, boolean value) {
        blocked[index] = value;
    }

    /** Returns the row of a balance, or 0 if the account never had any. */
    int balance(int account, int asset) {
        return balanceTable[balanceSlot(account, asset)];
    }

    private int balanceSlot(int account, int asset) {
        int mask = balanceTable.length - 1;
        int at =
                (int) (StateHash.mix(((long) account << 32) | (asset & 0xFFFFFFFFL)) >>> 32) & mask;
        while (true) {
            int row = balanceTable[at];
            if (row == 0 || (balanceAccounts[row] == account && balanceAssets[row] == asset)) {
                return at;
            }
            at = (at + 1) & mask;
        }
    }

    /** Returns the row of a balance, a new one if there was none, or 0 if there is no room. */
    int balanceOrAdd(int account, int asset) {
        int row = balance(account, asset);
        if (row != 0 || balances == accountsMax) {
            return row;
        }
        row = ++balances;
        if (row == balanceTotals.length) {
            balanceTotals = Arrays.copyOf(balanceTotals, 2 * row);
            balanceReserved = Arrays.copyOf(balanceReserved, 2 * row);
            balanceAccounts = Arrays.copyOf(balanceAccounts, 2 * row);
            balanceAssets = Arrays.copyOf(balanceAssets, 2 * row);
        }
        balanceAccounts[row] = account;
        balanceAssets[row] = asset;
        if (2 * (row + 1) > balanceTable.length) {
            balanceTable = new int[2 * balanceTable.length];
            for (int each = 1; each <= balances; each++) {
                balanceTable[balanceSlot(balanceAccounts[each], balanceAssets[each])] = each;
            }
        } else {
            balanceTable[balanceSlot(account, asset)] = row;
        }
        return row;
    }

    long total(int row) {
        return balanceTotals[row];
    }

    long free(int row) {
        return balanceTotals[row] - balanceReserved[row];
    }

    void addTotal(int row, long amount) {
        balanceTotals[row] += amount;
    }

    void addReserved(int row, long amount) {
        balanceReserved[row] += amount;
    }

    /** Returns a hash of what was set for accounts, the same in every shard it was told. */
    long limitsHash() {
        long sum = 0;
        for (int each = 0; each < size; each++) {
            AccountLimits limit = limits[each];
            if (blocked[each] || limit != null) {
                sum +=
                        new StateHash()
                                .add(numbers[each])
                                .add(blocked[each] ? 1 : 0)
                                .add(limit == null ? 0 : hash(limit))
                                .value();
            }
        }
        return sum;
    }

    /** Returns a hash of all balances, whatever their order. */
    long balancesHash() {
        long sum = 0;
        for (int row = 1; row <= balances; row++) {
            sum +=
                    new StateHash()
                            .add(numbers[balanceAccounts[row]])
                            .add(balanceAssets[row])
                            .add(balanceTotals[row])
                            .add(balanceReserved[row])
                            .value();
        }
        return sum;
    }

    private static long hash(AccountLimits limit) {
        return new StateHash()
                .add(limit.orderQuantityMax())
                .add(limit.orderNotionalMax())
                .add(limit.collarPpm())
                .add(limit.openOrdersMax())
                .add(limit.positionMax())
                .add(limit.ordersPerSecondMax())
                .add(limit.burstMax())
                .value();
    }

    /** Writes accounts, limits and what they hold; what is reserved follows from the orders. */
    void writeTo(DataOutput out) throws IOException {
        out.writeInt(size);
        for (int each = 0; each < size; each++) {
            out.writeLong(numbers[each]);
            out.writeBoolean(blocked[each]);
            AccountLimits limit = limits[each];
            out.writeBoolean(limit != null);
            if (limit != null) {
                write(limit, out);
            }
        }
        out.writeInt(balances);
        for (int row = 1; row <= balances; row++) {
            out.writeInt(balanceAccounts[row]);
            out.writeInt(balanceAssets[row]);
            out.writeLong(balanceTotals[row]);
        }
    }

    private static void write(AccountLimits limit, DataOutput out) throws IOException {
        out.writeLong(limit.orderQuantityMax());
        out.writeLong(limit.orderNotionalMax());
        out.writeInt(limit.collarPpm());
        out.writeInt(limit.openOrdersMax());
        out.writeLong(limit.positionMax());
        out.writeInt(limit.ordersPerSecondMax());
        out.writeInt(limit.burstMax());
    }

    void readFrom(DataInput in) throws IOException {
        int count = in.readInt();
        if (count < 0 || count > accountsMax) {
            throw new IOException(
                    "the snapshot holds " + count + " accounts: set positionsMax so high");
        }
        for (int each = 0; each < count; each++) {
            if (findOrAdd(in.readLong()) != each) {
                throw new IOException("the snapshot's account " + each + " is there twice");
            }
            blocked[each] = in.readBoolean();
            limits[each] = in.readBoolean() ? readLimits(in) : null;
        }
        int rows = in.readInt();
        for (int row = 1; row <= rows; row++) {
            int account = in.readInt();
            int asset = in.readInt();
            if (account < 0 || account >= size || balanceOrAdd(account, asset) != row) {
                throw new IOException("the snapshot's balance " + row + " is damaged");
            }
            balanceTotals[row] = in.readLong();
        }
    }

    private static AccountLimits readLimits(DataInput in) throws IOException {
        try {
            return new AccountLimits(
                    in.readLong(),
                    in.readLong(),
                    in.readInt(),
                    in.readInt(),
                    in.readLong(),
                    in.readInt(),
                    in.readInt());
        } catch (IllegalArgumentException e) {
            throw new IOException("the snapshot's limits are damaged: " + e.getMessage(), e);
        }
    }
}
