package dev.kanishk.scheduler.store;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** A schema on a real server, which is started once and as durable as in production. */
public final class TestPostgres {
    private static final AtomicInteger SCHEMAS = new AtomicInteger();
    private static final EmbeddedPostgres SERVER = start();

    private final String schema = "s" + SCHEMAS.incrementAndGet();
    private final List<PostgresStore> stores = new ArrayList<>();
    private final AtomicLong passed = new AtomicLong();
    private Duration ahead = Duration.ZERO;

    /** Starts a server that is as durable as in production. */
    static EmbeddedPostgres start() {
        try {
            return EmbeddedPostgres.builder()
                    .setServerConfig("fsync", "on")
                    .setServerConfig("synchronous_commit", "on")
                    .setServerConfig("full_page_writes", "on")
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static EmbeddedPostgres server() {
        return SERVER;
    }

    /**
     * Makes an empty database on the server, for tests that have processes of their own.
     *
     * @return its address, with user
     */
    public static String freshDatabase() {
        String name = "d" + SCHEMAS.incrementAndGet();
        try (Connection connection = SERVER.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE " + name);
        } catch (SQLException e) {
            throw new IllegalStateException("no database " + name, e);
        }
        return SERVER.getJdbcUrl("postgres", name);
    }

    static TestPostgres fresh() {
        return new TestPostgres();
    }

    Connection connect() throws SQLException {
        return SERVER.getPostgresDatabase().getConnection();
    }

    int port() {
        return SERVER.getPort();
    }

    String schema() {
        return schema;
    }

    PostgresStore open(StoreOptions options) {
        PostgresStore store = PostgresStore.open(this::connect, schema, options, this::nanos);
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
                ("CREATE OR REPLACE FUNCTION %s.now_ms() RETURNS bigint LANGUAGE sql VOLATILE AS"
                                + " 'SELECT (extract(epoch FROM clock_timestamp()) * 1000)::bigint"
                                + " + %d'")
                        .formatted(schema, ahead.toMillis()));
        for (PostgresStore store : stores) {
            if (!store.isClosed()) {
                store.read(store.dialect()::nowMs);
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

    void drop() {
        execute("DROP SCHEMA " + schema + " CASCADE");
    }
}
