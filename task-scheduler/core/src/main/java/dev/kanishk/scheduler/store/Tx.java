package dev.kanishk.scheduler.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A transaction that has begun, and what is to be told when it is committed. */
final class Tx {
    /** Makes a value of a row. */
    interface Mapper<T> {
        T map(ResultSet row) throws SQLException;
    }

    private final Link link;
    private final Dialect dialect;
    private final Map<Integer, Long> due = new HashMap<>();
    private final List<News.Cancelled> cancelled = new ArrayList<>();
    private boolean changed;
    private long nowMs = -1;

    Tx(Link link, Dialect dialect) {
        this.link = link;
        this.dialect = dialect;
    }

    Link link() {
        return link;
    }

    Dialect dialect() {
        return dialect;
    }

    /** The time of the transaction; always the same. */
    long nowMs() throws SQLException {
        if (nowMs < 0) {
            nowMs = dialect.nowMs(this);
        }
        return nowMs;
    }

    /** Notes that a lane has due jobs from a ticket on. */
    void due(int lane, long ticket) {
        due.merge(lane, ticket, Math::min);
    }

    /** Notes that a worker's job was cancelled. */
    void cancelled(String worker, UUID id) {
        cancelled.add(new News.Cancelled(worker, id));
    }

    /** Notes that something that workers learn by a beat has changed. */
    void changed() {
        changed = true;
    }

    News news() {
        return new News(due, cancelled, changed);
    }

    <T> List<T> query(String sql, Mapper<T> mapper, @Nullable Object... values)
            throws SQLException {
        List<T> found = new ArrayList<>();
        try (ResultSet rows = dialect.prepare(link, sql, values).executeQuery()) {
            while (rows.next()) {
                found.add(mapper.map(rows));
            }
        }
        return found;
    }

    /** The first number of the first row; 0 if there is none. */
    long number(String sql, @Nullable Object... values) throws SQLException {
        List<Long> found = query(sql, row -> row.getLong(1), values);
        return found.isEmpty() ? 0 : found.getFirst();
    }

    int execute(String sql, @Nullable Object... values) throws SQLException {
        return dialect.prepare(link, sql, values).executeUpdate();
    }

    void insert(String table, String columns, List<@Nullable Object[]> rows) throws SQLException {
        if (!rows.isEmpty()) {
            dialect.insert(this, table, columns, false, rows);
        }
    }

    void insertUnknown(String table, String columns, List<@Nullable Object[]> rows)
            throws SQLException {
        if (!rows.isEmpty()) {
            dialect.insert(this, table, columns, true, rows);
        }
    }

    void update(String table, String set, String keys, List<@Nullable Object[]> rows)
            throws SQLException {
        if (!rows.isEmpty()) {
            dialect.update(this, table, set, keys, rows);
        }
    }

    void delete(String table, String keys, List<@Nullable Object[]> rows) throws SQLException {
        if (!rows.isEmpty()) {
            dialect.delete(this, table, keys, rows);
        }
    }

    long[] tickets(int count) throws SQLException {
        return count == 0 ? new long[0] : dialect.tickets(this, count);
    }
}
