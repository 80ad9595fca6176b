package dev.kanishk.scheduler.store;

import dev.kanishk.scheduler.report.Activity;
import dev.kanishk.scheduler.report.ActivityQuery;
import dev.kanishk.scheduler.report.ErrorGroup;
import dev.kanishk.scheduler.report.Snapshot;
import dev.kanishk.scheduler.report.TypeReport;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads what reports tell from the database of a store, or from a replica of it. It writes nothing,
 * makes no tables, and has one connection, made when it is needed and again when it was lost:
 * whoever asks while another does waits, so that reports take no more of a database than that. A
 * statement is given up after ten seconds.
 *
 * <p>Each method throws a {@link StoreException} if the database does not answer. Safe for use by
 * many threads.
 */
public final class ReportSource implements AutoCloseable {
    private static final int STATEMENT_SECONDS = 10;
    private static final int CONNECT_SECONDS = 5;
    private static final int SOCKET_SECONDS = 15;
    private static final long STATEMENT_BYTES = 1 << 20;
    private static final int MS = 1_000;
    private static final int MAX_TYPES = StoreOptions.DEFAULTS.maxTypes();

    private final Links.Source source;
    private final Links.Settings settings;
    private final Dialect dialect;
    private final ReportQueries queries;
    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable Link link;
    private @Nullable Tx open;
    private boolean closed;

    private ReportSource(
            Links.Source source, Links.Settings settings, Function<Lanes, Dialect> dialect) {
        this.source = source;
        this.settings = settings;
        Lanes lanes = new Lanes(new Reading(), MAX_TYPES);
        this.dialect = dialect.apply(lanes);
        this.queries = new ReportQueries(lanes, StoreOptions.DEFAULTS.payloads());
    }

    /** What lanes are learnt by. */
    private final class Reading extends Transactions {
        @Override
        <T extends @Nullable Object> T write(boolean durable, Work<T> work) {
            throw new StoreException("reports do not write");
        }

        @Override
        <T extends @Nullable Object> T single(boolean durable, Work<T> work) {
            throw new StoreException("reports do not write");
        }

        @Override
        <T extends @Nullable Object> T read(Work<T> work) {
            return ReportSource.this.read(work);
        }
    }

    /**
     * Reads a PostgreSQL database that a {@link PostgresStore} has its tables in; nothing is asked
     * of it yet.
     *
     * @param jdbcUrl the database or its replica, with user and password
     * @return the source, to be closed by the caller
     */
    public static ReportSource postgres(String jdbcUrl) {
        return postgres(
                () -> connect(jdbcUrl, CONNECT_SECONDS, SOCKET_SECONDS), PostgresStore.SCHEMA);
    }

    static ReportSource postgres(Links.Source source, String schema) {
        List<String> statements =
                List.of(
                        "SET search_path TO " + schema,
                        "SET default_transaction_isolation TO 'repeatable read'",
                        "SET default_transaction_read_only TO on",
                        "SET jit TO off",
                        "SET plan_cache_mode TO force_generic_plan",
                        "SET enable_seqscan TO off",
                        "SET enable_mergejoin TO off",
                        "SET statement_timeout TO " + STATEMENT_SECONDS * MS,
                        "SET application_name TO 'task-scheduler-reports'");
        return new ReportSource(
                source,
                new PostgresSettings(statements, SOCKET_SECONDS * MS),
                lanes ->
                        new PostgresDialect(
                                new DatabaseClock(System::nanoTime),
                                lanes,
                                StoreOptions.DEFAULTS.payloads()));
    }

    /**
     * Reads a MariaDB or MySQL database that a {@link MariaDbStore} has its tables in; nothing is
     * asked of it yet.
     *
     * @param jdbcUrl the database or its replica, with user and password
     * @return the source, to be closed by the caller
     */
    public static ReportSource mariaDb(String jdbcUrl) {
        return mariaDb(
                () -> connect(jdbcUrl, CONNECT_SECONDS * MS, SOCKET_SECONDS * MS),
                MariaDbStore.DATABASE,
                MariaDbStore.CLOCK);
    }

    static ReportSource mariaDb(Links.Source source, String database, String clock) {
        return new ReportSource(
                source,
                new MariaDbReading(database),
                lanes ->
                        new MariaDbDialect(
                                clock,
                                new DatabaseClock(System::nanoTime),
                                lanes,
                                StoreOptions.DEFAULTS.payloads(),
                                STATEMENT_BYTES,
                                1));
    }

    private static Connection connect(String jdbcUrl, int connect, int socket) throws SQLException {
        Properties limits = new Properties();
        limits.setProperty("connectTimeout", Integer.toString(connect));
        limits.setProperty("socketTimeout", Integer.toString(socket));
        return DriverManager.getConnection(jdbcUrl, limits);
    }

    /** As the store's own connections that read, but that these cannot write, nor take long. */
    private static final class MariaDbReading implements Links.Settings {
        private final MariaDbSettings settings;

        MariaDbReading(String database) {
            int isolation = Connection.TRANSACTION_REPEATABLE_READ;
            settings =
                    new MariaDbSettings(
                            database,
                            isolation,
                            false,
                            new MariaDbSettings.Before(null, isolation, SOCKET_SECONDS * MS));
        }

        @Override
        public void apply(Connection connection) throws SQLException {
            settings.apply(connection);
            try (Statement statement = connection.createStatement()) {
                statement.execute(
                        "SET group_concat_max_len = 16777216 /*M! , max_statement_time = "
                                + STATEMENT_SECONDS
                                + " */");
                statement.execute("SET SESSION TRANSACTION READ ONLY");
            }
        }

        @Override
        public void undo(Connection connection) throws SQLException {
            settings.undo(connection);
        }
    }

    /**
     * Reads the file of a {@link SqliteStore}; it is not looked at yet.
     *
     * @param file the database
     * @return the source, to be closed by the caller
     */
    public static ReportSource sqlite(Path file) {
        return sqlite(file, SqliteStore.CLOCK);
    }

    static ReportSource sqlite(Path file, InstantSource clock) {
        return new ReportSource(
                () -> {
                    if (!Files.exists(file)) {
                        throw new SQLException("there is no file '" + file + "'");
                    }
                    return DriverManager.getConnection("jdbc:sqlite:" + file.toAbsolutePath());
                },
                new SqliteReading(),
                lanes -> new SqliteDialect(clock, lanes, StoreOptions.DEFAULTS.payloads()));
    }

    /** A connection that cannot write. */
    private static final class SqliteReading implements Links.Settings {
        @Override
        public void apply(Connection connection) throws SQLException {
            try (Statement statement = connection.createStatement()) {
                statement.execute("PRAGMA busy_timeout = " + STATEMENT_SECONDS * MS);
                statement.execute("PRAGMA query_only = ON");
            }
        }

        @Override
        public void undo(Connection connection) {
            // It is closed then.
        }
    }

    /** {@return how each type stands, by name} */
    public Snapshot<List<TypeReport>> types() {
        return snapshot(queries::types);
    }

    /**
     * Tells what was done when.
     *
     * @param query of which jobs, and in which parts
     * @return the parts
     */
    public Snapshot<Activity> activity(ActivityQuery query) {
        return snapshot(tx -> ReportQueries.activity(tx, query, Activity.MAX_JOBS));
    }

    /**
     * Tells what dead jobs failed with: of the 50 types that have most of them, and of the 1,000 of
     * each that died last.
     *
     * @param type only of this type
     * @return the 50 most frequent errors, the most frequent first
     */
    public Snapshot<List<ErrorGroup>> errors(@Nullable String type) {
        return snapshot(tx -> ReportQueries.errors(tx, type));
    }

    private <T> Snapshot<T> snapshot(Transactions.Work<T> work) {
        return read(tx -> {
            T value = work.apply(tx);
            return new Snapshot<>(
                    Instant.ofEpochMilli(tx.nowMs()), ReportQueries.lastBeat(tx), value);
        });
    }

    <T extends @Nullable Object> T read(Transactions.Work<T> work) {
        lock.lock();
        try {
            Tx outer = open;
            if (outer != null) {
                return work.apply(outer);
            }
            if (closed) {
                throw new StoreException("the source of reports is closed");
            }
            boolean known = link != null;
            try {
                return attempt(work);
            } catch (SQLException e) {
                if (!known) {
                    throw e;
                }
                // The connection may have been lost while nobody asked.
                return attempt(work);
            }
        } catch (SQLException e) {
            throw new StoreException("reports cannot be read: " + e.getMessage(), e);
        } finally {
            lock.unlock();
        }
    }

    private <T extends @Nullable Object> T attempt(Transactions.Work<T> work) throws SQLException {
        Link current = link;
        if (current == null) {
            current = new Link(Links.open(source, settings));
            link = current;
        }
        boolean sound = false;
        try {
            Connection connection = current.connection();
            if (connection.getAutoCommit()) {
                connection.setAutoCommit(false);
            }
            Tx tx = new Tx(current, dialect);
            open = tx;
            T value = work.apply(tx);
            connection.commit();
            sound = true;
            return value;
        } finally {
            open = null;
            if (!sound) {
                disconnect();
            }
        }
    }

    private void disconnect() {
        Link current = link;
        link = null;
        if (current != null) {
            try {
                current.close();
            } catch (SQLException e) {
                // It is lost: that is why it is closed.
                assert e != null;
            }
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            disconnect();
        } finally {
            lock.unlock();
        }
    }
}
