package dev.kanishk.scheduler.store;

import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** An attempt that is over, with the receipt that it was claimed by. */
record Ended(UUID id, int lane, int attempt, long receipt) {
    /** A row of the table receipt. */
    record ReceiptKey(long number, int lane) {}

    ReceiptKey key() {
        return new ReceiptKey(receipt, lane);
    }

    /** When the worker claimed the receipts that it still has. */
    static Map<ReceiptKey, Long> claimedAtMs(Tx tx, String worker, List<Ended> ends)
            throws SQLException {
        Map<ReceiptKey, Long> times = new HashMap<>();
        tx.query(
                "SELECT number, lane, claimed_at FROM receipt WHERE worker = ? AND number = ANY(?)",
                row -> times.put(new ReceiptKey(row.getLong(1), row.getInt(2)), row.getLong(3)),
                worker,
                ends.stream().map(Ended::receipt).distinct().toList());
        return times;
    }
}
