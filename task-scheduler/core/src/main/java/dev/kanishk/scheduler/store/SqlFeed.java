package dev.kanishk.scheduler.store;

import dev.kanishk.scheduler.job.JobState;
import dev.kanishk.scheduler.job.Transition.Cause;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/*
 * What is told must not be undone by a crash, and claims and ends are committed without waiting for
 * the disk. But the log is written in its order: a reader's own transaction, which renews its lease
 * and does wait, brings all that it saw onto the disk before it is told.
 */
/** The recorded changes of a store. */
final class SqlFeed implements ChangeFeed {
    private static final int DROPPED_AT_ONCE = 10_000;

    private final SqlStore store;
    private final String source;

    private SqlFeed(SqlStore store, String source) {
        this.store = store;
        this.source = source;
    }

    /** Begins to record, or goes on. */
    static SqlFeed begin(SqlStore store, long most) {
        if (most < 1 || most > RecordingStore.MAX_KEPT) {
            throw new IllegalArgumentException(
                    "most '" + most + "' is not allowed: use 1 to " + RecordingStore.MAX_KEPT);
        }
        String source =
                store.write(
                        true,
                        tx -> {
                            tx.dialect().lockTables(tx);
                            try {
                                return begin(tx, most);
                            } finally {
                                tx.dialect().unlockTables(tx);
                            }
                        });
        return new SqlFeed(store, source);
    }

    private static String begin(Tx tx, long most) throws SQLException {
        String known = source(tx);
        if (known == null) {
            known = UUID.randomUUID().toString();
            for (Recorder recorder : tx.dialect().recorders()) {
                execute(tx, recorder.drop());
                execute(tx, recorder.create());
            }
            tx.execute("UPDATE feed SET source = ?, dropped = 0, reader = NULL", known);
        }
        tx.execute("UPDATE feed SET most = ?", most);
        return known;
    }

    /** Ends recording and forgets what was recorded. */
    static void end(SqlStore store) {
        store.write(
                true,
                tx -> {
                    tx.dialect().lockTables(tx);
                    try {
                        for (Recorder recorder : tx.dialect().recorders()) {
                            execute(tx, recorder.drop());
                        }
                        tx.execute("DELETE FROM state_change");
                        return tx.execute("UPDATE feed SET source = NULL, most = 0, dropped = 0");
                    } finally {
                        tx.dialect().unlockTables(tx);
                    }
                });
    }

    private static void execute(Tx tx, List<String> statements) throws SQLException {
        try (Statement statement = tx.link().connection().createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    private static @Nullable String source(Tx tx) throws SQLException {
        List<String> found =
                tx.query("SELECT coalesce(source, '') FROM feed", row -> row.getString(1));
        return found.isEmpty() || found.getFirst().isEmpty() ? null : found.getFirst();
    }

    @Override
    public String source() {
        return source;
    }

    /** How the feed stands for one who asks. */
    private record Standing(boolean recorded, boolean others, boolean secure, boolean empty) {}

    private Standing look(String reader) {
        return store.read(tx ->
                tx.query(
                                "SELECT source, reader, now_ms() - reader_until, dropped,"
                                        + " (SELECT min(seq) FROM state_change) FROM feed",
                                row -> standing(row, reader))
                        .getFirst());
    }

    private Standing standing(ResultSet row, String reader) throws SQLException {
        boolean recorded = source.equals(row.getString(1));
        String current = row.getString(2);
        long leftMs = -row.getLong(3);
        boolean empty = row.getLong(4) == 0;
        row.getLong(5);
        return new Standing(
                recorded,
                current != null && !current.equals(reader) && leftMs > 0,
                reader.equals(current) && leftMs > LEASE_MS / 2,
                row.wasNull() && empty);
    }

    @Override
    public ChangeBatch read(String reader, int limit) {
        if (limit < 1 || limit > MAX_BATCH) {
            throw new IllegalArgumentException(
                    "limit '" + limit + "' is not allowed: use 1 to " + MAX_BATCH);
        }
        Standing standing = look(reader);
        if (!standing.recorded) {
            throw new StoreException(
                    "recording " + source + " has ended: begin to record anew, and read that");
        }
        if (standing.others) {
            return ChangeBatch.REFUSED;
        }
        if (standing.secure && standing.empty) {
            return new ChangeBatch(true, List.of(), 0);
        }
        return store.write(true, tx -> take(tx, reader, limit));
    }

    private ChangeBatch take(Tx tx, String reader, int limit) throws SQLException {
        int granted =
                tx.execute(
                        "UPDATE feed SET reader = ?, reader_until = now_ms() + "
                                + LEASE_MS
                                + " WHERE source = ? AND (reader IS NULL OR reader = ?"
                                + " OR reader_until <= now_ms())",
                        reader,
                        source,
                        reader);
        if (granted == 0) {
            return ChangeBatch.REFUSED;
        }
        record Row(StateChange change, int lane) {}
        List<Row> rows =
                tx.query(
                        "SELECT seq, id, lane, at, cause, from_state, to_state, attempt, node,"
                                + " error FROM state_change ORDER BY seq LIMIT ?",
                        row -> new Row(change(row), row.getInt(3)),
                        limit);
        Map<UUID, String> keys = keys(tx, rows.stream().map(row -> row.change.job()).toList());
        List<StateChange> changes = new ArrayList<>(rows.size());
        for (Row row : rows) {
            String type = store.lanes().get(row.lane).type();
            changes.add(complete(row.change, type, keys.get(row.change.job())));
        }
        return new ChangeBatch(true, changes, tx.number("SELECT dropped FROM feed"));
    }

    private static StateChange change(ResultSet row) throws SQLException {
        UUID id = UUID.fromString(row.getString(2));
        long at = row.getLong(4);
        long atMs = row.wasNull() ? UuidV7.ms(id) : at;
        String from = row.getString(6);
        return new StateChange(
                row.getLong(1),
                id,
                "",
                null,
                Instant.ofEpochMilli(atMs),
                Cause.valueOf(row.getString(5)),
                from == null ? null : JobState.valueOf(from),
                JobState.valueOf(row.getString(7)),
                row.getInt(8),
                row.getString(9),
                row.getString(10));
    }

    private static StateChange complete(StateChange change, String type, @Nullable String key) {
        return new StateChange(
                change.number(),
                change.job(),
                type,
                key,
                change.at(),
                change.cause(),
                change.from(),
                change.to(),
                change.attempt(),
                change.node(),
                change.error());
    }

    private static Map<UUID, String> keys(Tx tx, List<UUID> jobs) throws SQLException {
        Map<UUID, String> keys = new HashMap<>();
        SortedSet<String> names = new TreeSet<>();
        jobs.forEach(id -> names.add(id.toString()));
        if (!names.isEmpty()) {
            // The range tells which days' partitions to look at.
            tx.query(
                    "SELECT id, job_key FROM job WHERE id = ANY(?) AND id >= ? AND id <= ?"
                            + " AND job_key IS NOT NULL",
                    row -> keys.put(UUID.fromString(row.getString(1)), row.getString(2)),
                    names.stream().map(UUID::fromString).toList(),
                    UUID.fromString(names.first()),
                    UUID.fromString(names.last()));
        }
        return keys;
    }

    @Override
    public void confirm(ChangeBatch batch) {
        List<@Nullable Object[]> rows = new ArrayList<>(batch.changes().size());
        batch.changes().forEach(change -> rows.add(new Object[] {change.number()}));
        store.write(
                false,
                tx -> {
                    tx.delete("state_change", "seq", rows);
                    return batch.dropped() == 0
                            ? 0
                            : tx.execute(
                                    "UPDATE feed SET dropped ="
                                            + " CASE WHEN dropped > ? THEN dropped - ? ELSE 0 END"
                                            + " WHERE source = ?",
                                    batch.dropped(),
                                    batch.dropped(),
                                    source);
                });
    }

    @Override
    public void release(String reader) {
        store.write(
                false, tx -> tx.execute("UPDATE feed SET reader = NULL WHERE reader = ?", reader));
    }

    /**
     * Drops the oldest changes if too many are kept, a part at a time.
     *
     * @return whether there is more to drop
     */
    static boolean trim(Tx tx) throws SQLException {
        long most = tx.number("SELECT most FROM feed");
        // Numbers have gaps, so this may be too much, never too little.
        long span = tx.number("SELECT coalesce(max(seq) - min(seq) + 1, 0) FROM state_change");
        if (span <= most) {
            return false;
        }
        long over = tx.number("SELECT count(*) FROM state_change") - most;
        if (over <= 0) {
            return false;
        }
        long part = Math.min(over, DROPPED_AT_ONCE);
        long last =
                tx.number(
                        "SELECT max(seq) FROM (SELECT seq FROM state_change ORDER BY seq LIMIT ?)"
                                + " AS oldest",
                        part);
        int dropped = tx.execute("DELETE FROM state_change WHERE seq <= ?", last);
        tx.execute("UPDATE feed SET dropped = dropped + ?", dropped);
        return over > part;
    }
}
