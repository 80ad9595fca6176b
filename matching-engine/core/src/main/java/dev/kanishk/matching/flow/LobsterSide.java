package dev.kanishk.matching.flow;

import dev.kanishk.matching.command.Side;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * One side of an order book file. Prices are kept as ranks, which are lower for better prices:
 * those of bids are negated.
 */
final class LobsterSide {
    private static final long NOTHING_IN_SIGHT = Long.MIN_VALUE;
    private static final int COLUMNS_A_LEVEL = 4;
    private static final int ENTERED_MAX_LEAST = 1 << 10;

    private final Side side;
    private final DepthView books;

    /** What orders older than the file have left, by the ranks in sight. */
    private final TreeMap<Long, Long> older = new TreeMap<>();

    /** The ranks at which the books may have orders. */
    private final TreeSet<Long> entered = new TreeSet<>();

    /** At this many, those without orders are dropped. */
    private int enteredMax = ENTERED_MAX_LEAST;

    /** The row: ranks and sizes, best first. */
    private final long[] ranks = new long[LobsterOracle.LEVELS_MAX];

    private final long[] sizes = new long[LobsterOracle.LEVELS_MAX];
    private int levels;

    /** The worst rank that the row shows, and that the one before did. */
    private long sight = NOTHING_IN_SIGHT;

    private long lastSight = NOTHING_IN_SIGHT;

    private long equal;
    private long different;
    private long undetermined;
    private long ofShownOrders;
    private @Nullable LobsterDifference firstDifference;

    LobsterSide(Side side, DepthView books) {
        this.side = side;
        this.books = books;
    }

    private long rank(long price) {
        return side == Side.BUY ? -price : price;
    }

    /** Takes note of an event: a new price, or less of an older order. */
    void apply(LobsterEvent event) {
        if (event.type == LobsterEvent.NONE || event.side != side) {
            return;
        }
        long rank = rank(event.price);
        if (event.type == LobsterEvent.NEW) {
            entered.add(rank);
            if (entered.size() > enteredMax) {
                entered.removeIf(each -> depthAt(each) == 0);
                enteredMax = Math.max(ENTERED_MAX_LEAST, 2 * entered.size());
            }
        } else if (event.unknown && rank <= sight) {
            older.merge(rank, -event.size, Long::sum);
        }
    }

    /** Reads a row's levels; false if they are none. */
    boolean read(LineReader rows, int firstColumn) {
        levels = 0;
        boolean shorter = false;
        for (int at = firstColumn; at < rows.fields(); at += COLUMNS_A_LEVEL) {
            long rank = rank(rows.number(at, 0));
            long size = rows.number(at + 1, 0);
            boolean occupied = size > 0;
            boolean inOrder = levels == 0 || rank > ranks[levels - 1];
            if (rows.invalid() || size < 0 || (occupied && (shorter || !inOrder))) {
                return false;
            }
            shorter |= !occupied;
            if (occupied) {
                ranks[levels] = rank;
                sizes[levels] = size;
                levels++;
            }
        }
        lastSight = sight;
        sight = shorter ? Long.MAX_VALUE : ranks[levels - 1];
        return true;
    }

    /** Nothing is determined until the next row. */
    void loseSight() {
        sight = NOTHING_IN_SIGHT;
        lastSight = NOTHING_IN_SIGHT;
        older.clear();
    }

    void compare(long event) {
        for (int level = 0; level < levels; level++) {
            compareAt(event, ranks[level], sizes[level]);
        }
        compareEmptyPrices(event);
        if (sight != Long.MAX_VALUE) {
            older.tailMap(sight, false).clear();
        }
    }

    /** Looks for quantity at prices in sight that the row does not have. */
    private void compareEmptyPrices(long event) {
        entered.headSet(sight, true).removeIf(rank -> !isShown(rank) && depthAt(rank) == 0);
        for (long rank : entered.headSet(sight, true)) {
            if (!isShown(rank)) {
                compareAt(event, rank, 0);
            }
        }
        older.headMap(sight, true).entrySet().removeIf(each -> isEmpty(event, each));
    }

    /** Compares a price at which older orders might have something left; true if none do. */
    private boolean isEmpty(long event, Map.Entry<Long, Long> rest) {
        long rank = rest.getKey();
        if (isShown(rank) || entered.contains(rank)) {
            return false;
        }
        if (rest.getValue() != 0) {
            compareAt(event, rank, 0);
        }
        return rest.getValue() == 0;
    }

    private boolean isShown(long rank) {
        return Arrays.binarySearch(ranks, 0, levels, rank) >= 0;
    }

    private long depthAt(long rank) {
        return books.depthAt(LobsterFlow.INSTRUMENT, side, rank(rank));
    }

    private void compareAt(long event, long rank, long size) {
        long inBooks = depthAt(rank);
        if (rank > lastSight) {
            undetermined++;
            older.put(rank, size - inBooks);
            return;
        }
        long rest = older.getOrDefault(rank, 0L);
        ofShownOrders += rest == 0 ? 1 : 0;
        if (inBooks + rest == size) {
            equal += size == 0 ? 0 : 1;
            return;
        }
        different++;
        if (firstDifference == null) {
            firstDifference = new LobsterDifference(event, side, rank(rank), size, inBooks, rest);
        }
    }

    void addFirstDifference(List<LobsterDifference> to) {
        if (firstDifference != null) {
            to.add(firstDifference);
        }
    }

    long equal() {
        return equal;
    }

    long different() {
        return different;
    }

    long undetermined() {
        return undetermined;
    }

    long ofShownOrders() {
        return ofShownOrders;
    }
}
