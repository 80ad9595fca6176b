package dev.kanishk.scheduler.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/*
 * The lock is a named one of the server (GET_LOCK).
 *
 * Nothing tells a process of what others have made due. So the connection that holds the lock also
 * looks, a few times a second, for tickets that are greater than any it has seen: an index has them
 * in order, so a look that finds nothing is a look at the index's end. If that takes long (removed
 * tickets stay in the index while somebody holds an old snapshot), it is done less often.
 */
/** A worker's sign of life on MariaDB and MySQL, and what it sees of others. */
final class MariaDbLiveness extends ServerLiveness {
    private static final int TAKE_SECONDS = 5;
    private static final int WATCH_SECONDS = 3;
    private static final int SHARE = 20;
    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(MariaDbStore.POLL_MS);
    private static final String FRESH =
            "SELECT lane, MIN(ticket), MAX(ticket) FROM ready FORCE INDEX (by_ticket)"
                    + " WHERE ticket > ? GROUP BY lane";

    private final MariaDbStore store;
    private long last = -1;

    private MariaDbLiveness(MariaDbStore store, Links.Source source, Links.Settings settings) {
        super(store, source, settings);
        this.store = store;
    }

    static MariaDbLiveness join(MariaDbStore store, Links.Source source, Links.Settings settings) {
        MariaDbLiveness liveness = new MariaDbLiveness(store, source, settings);
        liveness.start();
        return liveness;
    }

    private String lockName(String worker) {
        return MariaDbStore.lockName(store.database(), worker);
    }

    private static boolean take(PreparedStatement statement, String name, int seconds)
            throws SQLException {
        statement.setString(1, name);
        statement.setInt(2, seconds);
        try (ResultSet row = statement.executeQuery()) {
            return row.next() && row.getInt(1) == 1;
        }
    }

    private static PreparedStatement getLock(Connection connection) throws SQLException {
        return connection.prepareStatement("SELECT GET_LOCK(?, ?)");
    }

    @Override
    void live(Connection connection) throws SQLException {
        try (PreparedStatement statement = getLock(connection)) {
            // A neighbour may have it for the moment in which it looks.
            if (!take(statement, lockName(worker()), TAKE_SECONDS)) {
                throw new SQLException("the lock of worker " + worker() + " is not free");
            }
        }
    }

    /** Tickets that others drew meanwhile are still behind the last one. */
    @Override
    void missed() {}

    @Override
    void attend(Connection connection) throws SQLException {
        long began = System.nanoTime();
        last = last < 0 ? lastTicket(connection) : lookBehind(connection, last);
        long took = System.nanoTime() - began;
        LockSupport.parkNanos(Math.max(POLL_NANOS - took, SHARE * took));
    }

    private static long lastTicket(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row =
                        statement.executeQuery("SELECT coalesce(MAX(ticket), 0) FROM ready")) {
            return row.next() ? row.getLong(1) : 0;
        }
    }

    /** Tells of what is due behind a ticket; returns the last one. */
    private long lookBehind(Connection connection, long ticket) throws SQLException {
        long greatest = ticket;
        Map<Integer, Long> due = new HashMap<>();
        try (PreparedStatement fresh = connection.prepareStatement(FRESH)) {
            fresh.setLong(1, ticket);
            try (ResultSet rows = fresh.executeQuery()) {
                while (rows.next()) {
                    due.put(rows.getInt(1), rows.getLong(2));
                    greatest = Math.max(greatest, rows.getLong(3));
                }
            }
        }
        if (!due.isEmpty()) {
            store.announcer().heard(new News(due, List.of(), false));
        }
        return greatest;
    }

    @Override
    boolean isOwnFree() {
        String name = lockName(worker());
        return store.single(false, tx -> tx.number("SELECT IS_FREE_LOCK(?)", name)) == 1;
    }

    /** Takes the lock of another worker for a moment, if it is free. */
    @Override
    boolean isFree(Connection connection, String other, boolean waits) throws SQLException {
        String name = lockName(other);
        boolean free;
        try (PreparedStatement statement = getLock(connection)) {
            waits(statement);
            free = take(statement, name, waits ? WATCH_SECONDS : 0);
        } finally {
            waits(null);
        }
        if (free) {
            try (PreparedStatement statement =
                    connection.prepareStatement("SELECT RELEASE_LOCK(?)")) {
                statement.setString(1, name);
                statement.execute();
            }
        }
        return free;
    }

    /** Its waits are short, and end when it is told of the end. */
    @Override
    void wake() {}
}
