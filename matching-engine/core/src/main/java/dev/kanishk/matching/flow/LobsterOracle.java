package dev.kanishk.matching.flow;

import dev.kanishk.matching.command.Command;
import dev.kanishk.matching.command.Side;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A LOBSTER message file whose order book file is held against the books after every event.
 *
 * <p>A row of the order book file shows the best levels of both sides: the sight. What a price
 * holds is <em>determined</em> if the row before had it in sight, be it with nothing: from then on
 * all that happens at it is in the message file. It must then hold what the books have there, and
 * what is left of orders older than the file. The latter is what the row showed beyond the books
 * when the price came into sight, less what later events take off orders that the file does not
 * show being entered. A price that comes into sight (all of the first row, and one that others made
 * room for) is undetermined once, since the message file leaves out what happens out of sight.
 *
 * <p>It is a source itself: commands are passed on, and the books are compared when the next one is
 * asked for, so each must be applied before. Memory: the prices in sight, and those at which the
 * books have orders.
 */
public final class LobsterOracle implements CommandSource {
    /** The most levels of a row; LOBSTER's files have up to 200. */
    public static final int LEVELS_MAX = 256;

    private static final int COLUMNS_A_LEVEL = 4;
    private static final int LINE_BYTES_MAX = 1 << 15;

    private final LobsterFlow flow;
    private final LineReader rows;
    private final LobsterSide bids;
    private final LobsterSide offers;
    private int columns;
    private long event;
    private boolean compares;
    private long rowsMissing;
    private long compared;

    /**
     * Opens an order book file.
     *
     * @param flow the message file; closed with this
     * @param orderBook the order book file; unpacked if its name ends in {@code .gz}
     * @param books the books that the commands are applied to
     * @throws IOException if it cannot be read
     */
    public LobsterOracle(LobsterFlow flow, Path orderBook, DepthView books) throws IOException {
        this.flow = flow;
        this.bids = new LobsterSide(Side.BUY, books);
        this.offers = new LobsterSide(Side.SELL, books);
        this.rows = new LineReader(orderBook, COLUMNS_A_LEVEL * LEVELS_MAX, LINE_BYTES_MAX);
    }

    @Override
    public boolean next(Command command) throws IOException {
        if (compares) {
            compare();
        }
        boolean more = flow.next(command);
        compares = more && flow.isAtEvent();
        if (compares) {
            event++;
        }
        return more;
    }

    private void compare() throws IOException {
        compares = false;
        LobsterEvent last = flow.event();
        bids.apply(last);
        offers.apply(last);
        if (rows.next() && isRow() && offers.read(rows, 0) && bids.read(rows, 2)) {
            offers.compare(event);
            bids.compare(event);
            compared++;
        } else {
            rowsMissing++;
            offers.loseSight();
            bids.loseSight();
        }
    }

    private boolean isRow() {
        int fields = rows.fields();
        if (columns == 0 && fields > 0 && fields % COLUMNS_A_LEVEL == 0) {
            columns = fields;
        }
        return fields > 0 && fields == columns;
    }

    /**
     * Returns what was found so far; complete once {@link #next} has returned false.
     *
     * @return the counts
     */
    public LobsterComparison result() {
        List<LobsterDifference> first = new ArrayList<>();
        offers.addFirstDifference(first);
        bids.addFirstDifference(first);
        @Nullable LobsterDifference earliest = null;
        for (LobsterDifference each : first) {
            earliest = earliest == null || each.event() < earliest.event() ? each : earliest;
        }
        return new LobsterComparison(
                compared,
                offers.equal() + bids.equal(),
                offers.different() + bids.different(),
                offers.undetermined() + bids.undetermined(),
                offers.ofShownOrders() + bids.ofShownOrders(),
                rowsMissing,
                earliest == null ? null : earliest.text());
    }

    @Override
    public void close() throws IOException {
        try (flow) {
            rows.close();
        }
    }
}
