package dev.kanishk.scheduler.store;

import dev.kanishk.scheduler.job.JobRequest;
import dev.kanishk.scheduler.job.Receipt;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTransientConnectionException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.LongSupplier;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Jobs in a MariaDB or MySQL database, for any number of processes. The tables are in a database of
 * their own, {@value #DATABASE}, made when the first process opens the store; for that the user
 * needs the right to create it, or to use one that somebody else has made.
 *
 * <p>The whole contract of the stores runs on MariaDB 11.4 with MariaDB's driver, and a part of it
 * with MySQL's. MariaDB 10.6 and MySQL 8.0 have all that the store uses, and nothing older; MySQL
 * itself has not been run. A Galera cluster is refused.
 *
 * <p>Accepted jobs are on the disk if the server's settings say so, which are looked at when the
 * store is opened: {@code innodb_flush_log_at_trx_commit} has to be 1, and where there is a binary
 * log, {@code sync_binlog} too. It is not opened otherwise. All transactions are as durable as
 * these, since the server cannot tell them apart. What {@link PostgresStore} has and this store has
 * not: other processes learn of due jobs by asking every {@value #POLL_MS} ms, since nothing tells
 * them; and old jobs are removed one by one, a thousand a second at most.
 *
 * <p>The store keeps up to ten connections of its own, and two more for each worker that joins; a
 * data source has to allow for that. Connections go through a proxy only if it keeps sessions.
 */
public final class MariaDbStore extends ServerStore {
    /** The database of the tables. */
    public static final String DATABASE = "task_scheduler";

    /** How often a process looks for what others have made due, in milliseconds. */
    static final long POLL_MS = 100;

    /** The time in milliseconds since 1970, whatever the session's time zone is. */
    static final String CLOCK =
            "TIMESTAMPDIFF(MICROSECOND, '1970-01-01 00:00:00', UTC_TIMESTAMP(6)) DIV 1000";

    private static final Logger LOG = LoggerFactory.getLogger(MariaDbStore.class);
    private static final int WRITING_LINKS = 7;
    private static final int READING_LINKS = 3;
    private static final int COMMITTERS = 2;
    private static final int MIGRATION_SECONDS = 60;
    private static final long MAX_STATEMENT_BYTES = 4 << 20;
    private static final String BROKEN = "08";

    /** Shut down; interrupted; killed, as MariaDB and MySQL say it; left alone for too long. */
    private static final Set<Integer> LOST = Set.of(1053, 1317, 1927, 3169, 4031);

    /** A wait for a lock was too long; a deadlock. */
    private static final Set<Integer> CONFLICTS = Set.of(1205, 1213);

    private final String database;
    private final Links.Source source;
    private final MariaDbSettings.Before before;
    private final Links writing;
    private final Links reading;
    private final MariaDbDialect dialect;
    private Map<String, String> losses = Map.of();

    private MariaDbStore(
            Links.Source source,
            String database,
            String clock,
            StoreOptions options,
            MariaDbSettings.Before before,
            MariaDbServer server,
            int ticketStep,
            LongSupplier nanos) {
        super(options, COMMITTERS, nanos);
        this.database = database;
        this.source = source;
        this.before = before;
        this.writing =
                new Links(
                        source,
                        settings(Connection.TRANSACTION_READ_COMMITTED, false),
                        WRITING_LINKS);
        this.reading =
                new Links(
                        source,
                        settings(Connection.TRANSACTION_REPEATABLE_READ, false),
                        READING_LINKS);
        this.dialect =
                new MariaDbDialect(
                        clock,
                        databaseClock(),
                        lanes(),
                        options.payloads(),
                        Math.min(MAX_STATEMENT_BYTES, server.packetBytes() / 3),
                        ticketStep);
    }

    private MariaDbSettings settings(int isolation, boolean autoCommit) {
        return new MariaDbSettings(database, isolation, autoCommit, before);
    }

    /**
     * Opens a store with the caller's data source, which is not closed with it.
     *
     * @param source where the store gets its connections
     * @param options its limits
     * @return the store, to be closed by the caller
     * @throws StoreException if the database cannot be used, would lose accepted jobs in a crash,
     *     or is of a newer version
     */
    public static MariaDbStore open(DataSource source, StoreOptions options) {
        return open(source::getConnection, DATABASE, CLOCK, options);
    }

    /**
     * Opens a store with connections of its own.
     *
     * @param jdbcUrl the database, with user and password
     * @param options its limits
     * @return the store, to be closed by the caller
     * @throws StoreException if the database cannot be used, would lose accepted jobs in a crash,
     *     or is of a newer version
     */
    public static MariaDbStore open(String jdbcUrl, StoreOptions options) {
        return open(() -> Silence.connect(jdbcUrl), DATABASE, CLOCK, options);
    }

    static MariaDbStore open(
            Links.Source source, String database, String clock, StoreOptions options) {
        return open(source, database, clock, options, System::nanoTime);
    }

    /** Opens one to which the time passes that it is given, in nanoseconds. */
    static MariaDbStore open(
            Links.Source source,
            String database,
            String clock,
            StoreOptions options,
            LongSupplier nanos) {
        MariaDbStore store;
        try (Connection connection = source.open()) {
            MariaDbSettings.Before before = MariaDbSettings.Before.of(connection);
            Silence.allowMinutes(connection);
            MariaDbServer server = MariaDbServer.of(connection);
            server.check();
            migrate(connection, database);
            int step = number(connection, "SELECT @@auto_increment_increment");
            MariaDbSettings.use(connection, before.database());
            Silence.set(connection, before.silenceMs());
            store = new MariaDbStore(source, database, clock, options, before, server, step, nanos);
        } catch (SQLException e) {
            throw new StoreException("cannot open the store: " + e.getMessage(), e);
        }
        store.read(store.dialect::nowMs);
        return store;
    }

    /** One process at a time: whoever has the lock, which {@code COMMIT} does not end. */
    private static void migrate(Connection connection, String database) throws SQLException {
        String lock = "'" + lockName(database, "migration") + "'";
        if (number(connection, "SELECT GET_LOCK(" + lock + ", " + MIGRATION_SECONDS + ")") != 1) {
            throw new StoreException(
                    "another process has been making the tables for "
                            + MIGRATION_SECONDS
                            + " s: look what it waits for");
        }
        try {
            String there =
                    "SELECT count(*) FROM information_schema.schemata WHERE schema_name = '"
                            + database
                            + "'";
            List<String> begin = new ArrayList<>(List.of("USE " + database));
            if (number(connection, there) == 0) {
                begin.addFirst("CREATE DATABASE " + database);
            }
            Migrations.migrate(connection, MariaDbTables.steps(), begin);
        } finally {
            number(connection, "SELECT RELEASE_LOCK(" + lock + ")");
        }
    }

    private static int number(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            return row.next() ? row.getInt(1) : 0;
        }
    }

    /** The name of a lock, which all databases of a server share: at most 64 characters. */
    static String lockName(String database, String what) {
        return "task-scheduler/"
                + UUID.nameUUIDFromBytes((database + "/" + what).getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Accepts jobs in the caller's transaction: they exist if it is committed, and workers see them
     * then. Nothing is durable before. Workers of other processes, and of this one, find the jobs
     * when they next look, within {@value #POLL_MS} ms or so.
     *
     * @param transaction a connection to the store's server, with auto-commit off; of the level
     *     {@code READ COMMITTED} if a job has an idempotency key or waits for others
     * @param requests what to run: 1 to {@value #MAX_BATCH}
     * @param asker who asks, for the audit
     * @return a receipt for each, in the same order
     * @throws BacklogFullException if too many jobs wait already; the transaction can go on
     * @throws StoreException if the database fails; the transaction has to be rolled back
     */
    public List<Receipt> enqueue(Connection transaction, List<JobRequest> requests, String asker) {
        List<NewJob> jobs = prepareAll(requests, asker);
        try {
            if (transaction.getAutoCommit()) {
                throw new IllegalArgumentException(
                        "the connection commits by itself: set its auto-commit off");
            }
            if (!Acceptance.isPlain(jobs)
                    && transaction.getTransactionIsolation()
                            > Connection.TRANSACTION_READ_COMMITTED) {
                // Its snapshot would not show who has a key.
                throw new IllegalArgumentException(
                        "a job has an idempotency key or waits for others: begin the transaction"
                                + " with setTransactionIsolation(TRANSACTION_READ_COMMITTED)");
            }
            String current = MariaDbSettings.current(transaction);
            MariaDbSettings.use(transaction, database);
            Link link = new Link(transaction);
            try {
                return Acceptance.accept(new Tx(link, dialect), lanes(), jobs);
            } finally {
                link.release();
                MariaDbSettings.use(transaction, current);
            }
        } catch (SQLException e) {
            throw failure(e);
        }
    }

    @Override
    Dialect dialect() {
        return dialect;
    }

    String database() {
        return database;
    }

    @Override
    void tellAbroad(News news) {
        // Other processes look for themselves.
    }

    @Override
    Liveness live() {
        return MariaDbLiveness.join(
                this, source, settings(Connection.TRANSACTION_READ_COMMITTED, true));
    }

    /** Looks whether what is accepted still survives a crash: the settings can be changed. */
    @Override
    void tidyUp() {
        Map<String, String> now = read(tx -> MariaDbServer.of(tx.link().connection()).losses());
        if (!now.equals(losses)) {
            losses = now;
            now.forEach((name, what) ->
                    LOG.error(
                            "jobs that are accepted from now on can be lost in a crash, since the"
                                    + " server's {} was changed: {}",
                            name,
                            what));
        }
    }

    @Override
    Links writing(boolean durable) {
        return writing;
    }

    @Override
    Links reading() {
        return reading;
    }

    @Override
    void freeze(Tx tx) {
        // The connections that read do so anyway.
    }

    /** A transaction, since the work is of several statements here. */
    @Override
    <T extends @Nullable Object> T single(boolean durable, Work<T> work) {
        return write(durable, work);
    }

    @Override
    boolean isConflict(SQLException e) {
        return CONFLICTS.contains(e.getErrorCode());
    }

    @Override
    boolean isBroken(SQLException e) {
        String state = e.getSQLState();
        return e instanceof SQLTransientConnectionException
                || e instanceof SQLNonTransientConnectionException
                || e instanceof SQLRecoverableException
                || LOST.contains(e.getErrorCode())
                || (state != null && state.startsWith(BROKEN));
    }

    @Override
    void disconnect() {
        writing.close();
        reading.close();
    }
}
