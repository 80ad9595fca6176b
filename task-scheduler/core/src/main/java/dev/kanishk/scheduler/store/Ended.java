package dev.kanishk.scheduler.store;

import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * An attempt that is over.
 *
 * @param id the job
 * @param lane where it waited
 * @param attempt which
 * @param receipt the number of the receipt that it was claimed by
 */
record Ended(UUID id, int lane, int attempt, long receipt) {
    /** When the worker claimed the receipts that it still has, by their numbers. */
    static Map<Long, Long> claimedAtMs(Tx tx, String worker, List<Ended> ends) throws SQLException {
        Map<Long, Long> times = new HashMap<>();
        tx.query(
                "SELECT number, claimed_at FROM receipt WHERE worker = ? AND number = ANY(?)",
                row -> times.put(row.getLong(1), row.getLong(2)),
                worker,
                ends.stream().map(Ended::receipt).distinct().toList());
        return times;
    }
}
