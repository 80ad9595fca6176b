package dev.kanishk.scheduler.store;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/*
 * A claim names the version of the policy that it is made by, and takes nothing under another: so a
 * pause or a limit holds for every claim that begins after the call that set it has returned, on
 * whatever node.
 */
/**
 * What operators and handlers allow.
 *
 * @param version raised by each change
 * @param paused the types of which no job is started
 * @param limits by type
 */
record Policy(long version, Set<String> paused, Map<String, Limit> limits) {
    /** What is known before anything was read. */
    static final Policy UNKNOWN = new Policy(-1, Set.of(), Map.of());

    static long version(Tx tx) throws SQLException {
        return tx.number("SELECT version FROM policy");
    }

    static Policy read(Tx tx) throws SQLException {
        long version = version(tx);
        Set<String> paused =
                new HashSet<>(
                        tx.query(
                                "SELECT name FROM type WHERE paused = 1", row -> row.getString(1)));
        Map<String, Limit> limits = new HashMap<>();
        tx.query(
                "SELECT type, running, per_key, per_second, burst FROM limits",
                row ->
                        limits.put(
                                row.getString(1),
                                new Limit(
                                        row.getString(1),
                                        number(row.getObject(2)),
                                        number(row.getObject(3)),
                                        row.getObject(4) == null ? null : row.getDouble(4),
                                        row.getInt(5))));
        return new Policy(version, paused, limits);
    }

    private static @Nullable Integer number(@Nullable Object value) {
        return value == null ? null : ((Number) value).intValue();
    }

    /** Nodes that start together set the same limits: one of them makes the row. */
    private static void set(Tx tx, Limit limit) throws SQLException {
        List<@Nullable Object[]> row = new ArrayList<>();
        row.add(new Object[] {limit.type(), limit.burst(), (double) limit.burst(), tx.nowMs()});
        tx.insertUnknown("limits", "type,burst,tokens,refilled_at", row);
        tx.execute(
                "UPDATE limits SET running = ?, per_key = ?, per_second = ?, burst = ?, tokens = ?,"
                        + " refilled_at = ? WHERE type = ?",
                limit.running(),
                limit.runningPerKey(),
                limit.perSecond(),
                limit.burst(),
                (double) limit.burst(),
                tx.nowMs(),
                limit.type());
    }

    private static void changed(Tx tx) throws SQLException {
        tx.execute("UPDATE policy SET version = version + 1");
        tx.changed();
    }

    static boolean pause(Tx tx, String type, boolean paused) throws SQLException {
        int found = tx.execute("UPDATE type SET paused = ? WHERE name = ?", paused ? 1 : 0, type);
        changed(tx);
        return found == 1;
    }

    static void limit(Tx tx, List<Limit> limits) throws SQLException {
        Map<String, Limit> known = Policy.read(tx).limits;
        boolean anew = false;
        for (Limit limit : limits) {
            boolean none =
                    limit.running() == null
                            && limit.runningPerKey() == null
                            && limit.perSecond() == null;
            if (none ? !known.containsKey(limit.type()) : limit.equals(known.get(limit.type()))) {
                continue;
            }
            anew = true;
            if (none) {
                tx.execute("DELETE FROM limits WHERE type = ?", limit.type());
            } else {
                set(tx, limit);
            }
        }
        if (anew) {
            changed(tx);
        }
    }
}
