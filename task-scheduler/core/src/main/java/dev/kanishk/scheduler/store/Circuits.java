package dev.kanishk.scheduler.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The circuits as all workers see them. */
final class Circuits {
    private static final long KEPT_MS = 86_400_000;

    private Circuits() {}

    static List<Circuit> open(Tx tx) throws SQLException {
        return tx.query(
                "SELECT name, epoch, is_open, until_ms, failed FROM circuit WHERE is_open = 1"
                        + " ORDER BY name",
                Circuits::read);
    }

    private static Circuit read(ResultSet row) throws SQLException {
        return new Circuit(
                row.getString(1),
                row.getLong(2),
                row.getInt(3) == 1,
                Instant.ofEpochMilli(row.getLong(4)),
                row.getInt(5));
    }

    static boolean change(Tx tx, Circuit circuit) throws SQLException {
        List<@Nullable Object[]> row = new ArrayList<>();
        row.add(new Object[] {circuit.name(), 0L, 0, 0L, 0});
        if (circuit.epoch() == 1) {
            tx.insertUnknown("circuit", "name,epoch,is_open,until_ms,failed", row);
        }
        // One that is closed was forgotten, though its row is still there.
        int changed =
                tx.execute(
                        "UPDATE circuit SET epoch = ?, is_open = ?, until_ms = ?, failed = ?"
                                + " WHERE name = ? AND epoch * is_open = ?",
                        circuit.epoch(),
                        circuit.open() ? 1 : 0,
                        circuit.until().toEpochMilli(),
                        circuit.failedProbes(),
                        circuit.name(),
                        circuit.epoch() - 1);
        if (changed == 1) {
            tx.changed();
        }
        return changed == 1;
    }

    /** Forgets those that have been closed for long. */
    static void forget(Tx tx) throws SQLException {
        tx.execute("DELETE FROM circuit WHERE is_open = 0 AND until_ms < ?", tx.nowMs() - KEPT_MS);
    }
}
