package dev.kanishk.scheduler.store;

import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/*
 * First the lock, then the look, as two statements: the second sees what those have written that
 * the first has waited for.
 *
 * What runs is counted from the receipts of the workers that are known to the store. Each says with
 * its beats which is the oldest receipt that it may still have, so that the count does not go over
 * those that were removed long ago; while somebody holds an old snapshot, these stay where they
 * were. A worker that was given up is not known, nor are its receipts; so its own row is locked as
 * well, and without one it takes nothing until it has joined anew.
 */
/**
 * What the limits of a type, which are locked for the transaction, leave for now.
 *
 * @param limit the limits
 * @param jobs how many may be started of those that are wanted
 * @param running how many run, if that is limited
 * @param spending what may be started at the rate, if there is one
 */
record Room(Limit limit, int jobs, long running, ClaimOrder.@Nullable Spending spending) {
    private static final double MS_PER_SECOND = 1_000;

    private static final String LOCK =
            "SELECT l.tokens, l.refilled_at, now_ms() FROM limits l CROSS JOIN worker w"
                    + " WHERE l.type = ? AND w.name = ? FOR UPDATE";
    private static final String LOOK =
            "SELECT sum((SELECT coalesce(sum(r.pending), 0) FROM receipt r"
                    + " WHERE r.worker = w.name AND r.number >= w.least"
                    + " AND (SELECT l.type FROM lane l WHERE l.id = r.lane) = ?)) FROM worker w";

    private record Locked(double tokens, long refilledAtMs, long nowMs) {}

    static Room of(Tx tx, Limit limit, String worker, int wanted) throws SQLException {
        List<Locked> locked =
                tx.query(
                        LOCK,
                        row -> new Locked(row.getDouble(1), row.getLong(2), row.getLong(3)),
                        limit.type(),
                        worker);
        if (locked.isEmpty()) {
            return new Room(limit, 0, 0, null);
        }
        Integer most = limit.running();
        long running = most == null ? 0 : tx.number(LOOK, limit.type());
        long room = most == null ? wanted : Math.min(wanted, most - running);
        ClaimOrder.Spending spending = null;
        Double perSecond = limit.perSecond();
        if (perSecond != null) {
            Locked last = locked.getFirst();
            // The time is that of before the lock, so that it may be older than the last refill.
            long atMs = Math.max(last.nowMs, last.refilledAtMs);
            double gained = perSecond * (atMs - last.refilledAtMs) / MS_PER_SECOND;
            double tokens = Math.min(limit.burst(), last.tokens + gained);
            spending = new ClaimOrder.Spending(limit.type(), tokens, atMs);
            room = Math.min(room, (long) tokens);
        }
        return new Room(limit, (int) Math.max(0, room), running, spending);
    }

    /** Notes that jobs are started. */
    void spend(Tx tx, int started) throws SQLException {
        if (spending != null && started > 0) {
            tx.execute(
                    "UPDATE limits SET tokens = ?, refilled_at = ? WHERE type = ?",
                    spending.tokens() - started,
                    spending.atMs(),
                    spending.type());
        }
    }
}
