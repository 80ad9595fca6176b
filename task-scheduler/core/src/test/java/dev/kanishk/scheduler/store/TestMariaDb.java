package dev.kanishk.scheduler.store;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A database on a real server, which is started once. A database that a test has left is emptied
 * and used again, since to make its tables takes half a second.
 */
public final class TestMariaDb {
    private static final AtomicInteger DATABASES = new AtomicInteger();
    private static final Queue<String> EMPTY = new ConcurrentLinkedQueue<>();
    private static final MariaDbProcess SERVER = new MariaDbProcess();

    private final String name;
    private final Links.Source source;
    private final List<MariaDbStore> stores = new ArrayList<>();
    private final AtomicLong passed = new AtomicLong();
    private Duration ahead = Duration.ZERO;

    private TestMariaDb(Links.Source source) {
        this.source = source;
        String empty = EMPTY.poll();
        name = empty == null ? "s" + DATABASES.incrementAndGet() : empty;
        execute("CREATE DATABASE IF NOT EXISTS " + name);
        advance(Duration.ZERO);
    }

    /** {@return the server of all tests of this process} */
    public static MariaDbProcess server() {
        return SERVER;
    }

    static TestMariaDb fresh() {
        return new TestMariaDb(SERVER::connect);
    }

    /** One that is used by MySQL's driver. */
    static TestMariaDb freshForMySql() {
        return new TestMariaDb(SERVER::connectAsMySql);
    }

    Connection connect() throws SQLException {
        return source.open();
    }

    String name() {
        return name;
    }

    MariaDbStore open(StoreOptions options) {
        MariaDbStore store =
                MariaDbStore.open(source, name, name + ".now_ms()", options, this::nanos);
        stores.add(store);
        return store;
    }

    private long nanos() {
        return System.nanoTime() + passed.get();
    }

    /** Lets time pass. */
    void advance(Duration time) {
        passed.addAndGet(time.toNanos());
        step(time);
    }

    /** Puts the database's clock on, and no other. */
    void step(Duration time) {
        ahead = ahead.plus(time);
        execute(
                "CREATE OR REPLACE FUNCTION %s.now_ms() RETURNS bigint NO SQL RETURN %s + %d"
                        .formatted(name, MariaDbStore.CLOCK, ahead.toMillis()));
        for (MariaDbStore store : stores) {
            if (!store.isClosed()) {
                store.read(store.dialect()::nowMs);
            }
        }
    }

    /** Ends all connections that use the database. */
    void terminate() throws SQLException {
        try (Connection operator = connect()) {
            terminate(operator, name);
        }
    }

    static void terminate(Connection operator, String database) throws SQLException {
        List<Long> sessions = new ArrayList<>();
        try (Statement statement = operator.createStatement()) {
            try (ResultSet rows =
                    statement.executeQuery(
                            "SELECT id FROM information_schema.processlist WHERE db = '"
                                    + database
                                    + "'")) {
                while (rows.next()) {
                    sessions.add(rows.getLong(1));
                }
            }
            for (long session : sessions) {
                try {
                    statement.execute("KILL " + session);
                } catch (SQLException e) {
                    // It has ended already.
                    assert e != null;
                }
            }
        }
    }

    void execute(String sql) {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    /** Leaves the database as it was when its tables were made. */
    void drop() {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            List<String> tables = new ArrayList<>();
            try (ResultSet rows =
                    statement.executeQuery(
                            "SELECT table_name FROM information_schema.tables"
                                    + " WHERE table_schema = '"
                                    + name
                                    + "' AND table_name <> 'schema_version'")) {
                while (rows.next()) {
                    tables.add(name + "." + rows.getString(1));
                }
            }
            for (String table : tables) {
                statement.execute("DELETE FROM " + table);
            }
            statement.execute("DELETE FROM " + name + ".schema_version");
            connection.commit();
        } catch (SQLException e) {
            throw new IllegalStateException("database " + name + " is not empty", e);
        }
        EMPTY.add(name);
    }
}
