package dev.kanishk.scheduler.store;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** Removes what nobody needs any more, a little at a time; one node at a time. */
final class Housekeeping {
    private static final int DEAD_KEPT_TIMES = 4;
    private static final int LIMIT = 1_000;
    private static final long PAUSE_NANOS = Duration.ofMinutes(1).toNanos();
    private static final int IDLE_PAUSES = 8;

    private record Old(UUID id, int lane, int stored, long changedAtMs, @Nullable String key) {}

    private final SqlStore store;
    private final Duration retention;
    private final ReentrantLock turn = new ReentrantLock();
    private long nextAt = System.nanoTime();
    private int idlePauses;
    private volatile boolean stirred = true;
    private UUID from = UuidV7.least(0);

    Housekeeping(SqlStore store, Duration retention) {
        this.store = store;
        this.retention = retention;
    }

    /** Notes that this process has left something to do. */
    void stir() {
        stirred = true;
    }

    /** Does a part, if it is time: less often if this process does nothing. */
    void run() {
        if (System.nanoTime() - nextAt < 0 || !turn.tryLock()) {
            return;
        }
        try {
            nextAt = System.nanoTime() + PAUSE_NANOS;
            if (!stirred && ++idlePauses < IDLE_PAUSES) {
                return;
            }
            stirred = false;
            idlePauses = 0;
            store.tidyUp();
            int removed = store.write(false, this::part);
            if (removed > 0) {
                stirred = true;
            }
            if (removed == LIMIT) {
                nextAt = System.nanoTime();
            }
        } finally {
            turn.unlock();
        }
    }

    private int part(Tx tx) throws SQLException {
        if (!tx.dialect().tryLock(tx)) {
            return 0;
        }
        sumUp(tx);
        Circuits.forget(tx);
        int removed = removeOld(tx);
        return SqlFeed.trim(tx) ? LIMIT : removed;
    }

    private static void sumUp(Tx tx) throws SQLException {
        if (tx.number("SELECT count(*) FROM tally") < LIMIT) {
            return;
        }
        Map<List<Integer>, Long> sums = new HashMap<>();
        tx.dialect()
                .remove(
                        tx,
                        "tally",
                        "lane, state, number",
                        row ->
                                sums.merge(
                                        List.of(row.getInt(1), row.getInt(2)),
                                        row.getLong(3),
                                        Long::sum));
        Changes.addTallies(tx, sums);
    }

    private int removeOld(Tx tx) throws SQLException {
        long keptMs = retention.toMillis();
        long end = tx.nowMs() - keptMs - tx.dialect().retentionSlackMs();
        List<Old> old =
                tx.query(
                        "SELECT id, lane, state, changed_at, job_key FROM job WHERE id >= ?"
                                + " AND id < ? AND ((state IN (2, 4) AND changed_at <= ?)"
                                + " OR (state = 3 AND changed_at <= ?)) ORDER BY id LIMIT "
                                + LIMIT
                                + " FOR UPDATE SKIP LOCKED",
                        row ->
                                new Old(
                                        UUID.fromString(row.getString(1)),
                                        row.getInt(2),
                                        row.getInt(3),
                                        row.getLong(4),
                                        row.getString(5)),
                        from,
                        UuidV7.least(end),
                        tx.nowMs() - keptMs,
                        tx.nowMs() - DEAD_KEPT_TIMES * keptMs);
        from = old.size() == LIMIT ? old.getLast().id : UuidV7.least(0);
        if (old.isEmpty()) {
            return 0;
        }
        List<UUID> ids = old.stream().map(Old::id).toList();
        List<@Nullable Object[]> keys = new ArrayList<>();
        List<@Nullable Object[]> dead = new ArrayList<>();
        Map<List<Integer>, Long> tallies = new HashMap<>();
        for (Old job : old) {
            String type = store.lanes().get(job.lane).type();
            if (job.key != null) {
                keys.add(new Object[] {type, job.key, job.id});
            }
            if (job.stored == 3) {
                dead.add(new Object[] {type, job.changedAtMs, job.id});
            }
            tallies.merge(List.of(job.lane, job.stored), -1L, Long::sum);
        }
        tx.delete("job_key", "type,job_key,id", keys);
        tx.delete("dead", "type,died_at,id", dead);
        tx.execute("DELETE FROM dependency WHERE parent = ANY(?)", ids);
        tx.execute("DELETE FROM job_event WHERE id = ANY(?)", ids);
        tx.execute(
                "DELETE FROM job WHERE id = ANY(?) AND id >= ? AND id <= ?",
                ids,
                ids.getFirst(),
                ids.getLast());
        Changes.addTallies(tx, tallies);
        return old.size();
    }
}
