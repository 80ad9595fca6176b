package dev.kanishk.scheduler.store;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What ends make of a worker's receipts.
 *
 * @param over those of which no job is left
 * @param pending how many jobs are left of others, where limits count them
 */
record Settlement(List<Long> over, Map<Long, Integer> pending) {
    void write(Tx tx, String worker) throws SQLException {
        List<@Nullable Object[]> removed = new ArrayList<>();
        over.forEach(number -> removed.add(new Object[] {worker, number}));
        tx.delete("receipt", "worker,number", removed);
        List<@Nullable Object[]> counted = new ArrayList<>();
        pending.forEach((number, jobs) -> counted.add(new Object[] {jobs, worker, number}));
        tx.update("receipt", "pending", "worker,number", counted);
    }
}
