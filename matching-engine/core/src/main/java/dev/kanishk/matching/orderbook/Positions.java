package dev.kanishk.matching.orderbook;

import dev.kanishk.matching.command.Command;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/**
 * What each account has in each instrument, one cache line a pair, made at its first order.
 *
 * <pre>
 * 0 account   1 position   2 open to buy   3 open to sell   4 theoretical time of the rate
 * 5 live orders   6 account's index, instrument   7 balances of base and quote asset
 * </pre>
 *
 * Two numbers in a word are ints, the first in its upper half. Row 0 is that of orders without an
 * account. Orders of one row are of one account, which is how self-trades are seen. Counts wrap
 * around beyond 2^63 - 1, and are right again below.
 */
final class Positions {
    private static final int SHIFT = 3;
    private static final int POSITION = 1;
    private static final int OPEN_BUY = 2;
    private static final int OPEN_SELL = 3;
    private static final int RATE_TIME = 4;
    private static final int LIVE = 5;
    private static final int KEY = 6;
    private static final int BALANCES = 7;
    private static final long LOW = 0xFFFFFFFFL;
    private static final int LINE_BITS = 4;
    private static final int LINE_MASK = 15;

    /** From a place that is taken to the next place of the next line; it leads to every one. */
    private static final int STEP = 17;

    private final int rowsMax;
    private long[] rows = new long[32 << SHIFT];
    private int[] table = new int[64];
    private int used = 1;

    Positions(BookSettings settings) {
        rowsMax = settings.positionsMax();
        rows[0] = Command.ABSENT;
    }

    int size() {
        return used;
    }

    boolean isFull() {
        return used > rowsMax;
    }

    /** Returns the row of a pair, or 0 if there is none. */
    int find(long account, int instrument) {
        return table[slot(account, instrument)];
    }

    /**
     * Returns where a pair is, or would be. The accounts of an instrument whose numbers are alike
     * but for the last four bits share a line of the table, each at a place of its own.
     */
    private int slot(long account, int instrument) {
        int mask = table.length - 1;
        long pair = (account >>> LINE_BITS) + instrument * 0xD1B54A32D192ED03L;
        long hash = pair * 0x9E3779B97F4A7C15L;
        int at = (int) ((hash >>> 32) ^ (account & LINE_MASK)) & mask;
        while (true) {
            int row = table[at];
            if (row == 0 || (account(row) == account && instrument(row) == instrument)) {
                return at;
            }
            at = (at + STEP) & mask;
        }
    }

    /** Adds a row for a pair that has none; the caller made sure that there is room. */
    int add(long account, int instrument, int accountIndex) {
        int row = used++;
        if (used << SHIFT > rows.length) {
            rows = Arrays.copyOf(rows, 2 * rows.length);
        }
        int at = at(row);
        rows[at] = account;
        rows[at + RATE_TIME] = Long.MIN_VALUE;
        rows[at + KEY] = ((long) accountIndex << 32) | instrument;
        if (2 * used > table.length) {
            table = new int[2 * table.length];
            for (int each = 1; each < used; each++) {
                table[slot(account(each), instrument(each))] = each;
            }
        } else {
            table[slot(account, instrument)] = row;
        }
        return row;
    }

    private static int at(int row) {
        return row << SHIFT;
    }

    long account(int row) {
        return rows[at(row)];
    }

    int instrument(int row) {
        return (int) rows[at(row) + KEY];
    }

    int accountIndex(int row) {
        return (int) (rows[at(row) + KEY] >>> 32);
    }

    long position(int row) {
        return rows[at(row) + POSITION];
    }

    long openBuy(int row) {
        return rows[at(row) + OPEN_BUY];
    }

    long openSell(int row) {
        return rows[at(row) + OPEN_SELL];
    }

    int live(int row) {
        return (int) rows[at(row) + LIVE];
    }

    long rateTime(int row) {
        return rows[at(row) + RATE_TIME];
    }

    void rateTime(int row, long time) {
        rows[at(row) + RATE_TIME] = time;
    }

    /** Returns the row of the account's balance of the base asset, or 0 if it is not known. */
    int baseBalance(int row) {
        return (int) (rows[at(row) + BALANCES] >>> 32);
    }

    /** Returns the row of the account's balance of the quote asset, or 0 if it is not known. */
    int quoteBalance(int row) {
        return (int) rows[at(row) + BALANCES];
    }

    void balances(int row, int base, int quote) {
        rows[at(row) + BALANCES] = ((long) base << 32) | (quote & LOW);
    }

    /** Adds to the open lots of a side. */
    void addOpen(int row, boolean buys, long quantity) {
        rows[at(row) + (buys ? OPEN_BUY : OPEN_SELL)] += quantity;
    }

    /** Adds to the live orders. */
    void addLive(int row, int orders) {
        rows[at(row) + LIVE] += orders;
    }

    /** Adds bought lots, or with a negative quantity sold ones. */
    void addPosition(int row, long quantity) {
        rows[at(row) + POSITION] += quantity;
    }

    /** Returns a hash of all rows, whatever their order. */
    long hash() {
        long sum = 0;
        for (int row = 1; row < used; row++) {
            sum +=
                    new StateHash()
                            .add(account(row))
                            .add(instrument(row))
                            .add(position(row))
                            .add(openBuy(row))
                            .add(openSell(row))
                            .add(rateTime(row))
                            .add(live(row))
                            .value();
        }
        return sum;
    }

    /** Writes what does not follow from the live orders. */
    void writeTo(DataOutput out) throws IOException {
        out.writeInt(used - 1);
        for (int row = 1; row < used; row++) {
            out.writeLong(account(row));
            out.writeInt(instrument(row));
            out.writeInt(accountIndex(row));
            out.writeLong(position(row));
            out.writeLong(rateTime(row));
        }
    }

    void readFrom(DataInput in, int accounts) throws IOException {
        int count = in.readInt();
        if (count < 0 || count > rowsMax) {
            throw new IOException(
                    "the snapshot holds " + count + " positions: set positionsMax so high");
        }
        for (int each = 0; each < count; each++) {
            long account = in.readLong();
            int instrument = in.readInt();
            int accountIndex = in.readInt();
            if (accountIndex < 0 || accountIndex >= accounts || find(account, instrument) != 0) {
                throw new IOException("the snapshot's position " + each + " is damaged");
            }
            int row = add(account, instrument, accountIndex);
            rows[at(row) + POSITION] = in.readLong();
            rateTime(row, in.readLong());
        }
    }
}
