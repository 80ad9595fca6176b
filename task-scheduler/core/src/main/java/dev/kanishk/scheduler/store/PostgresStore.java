package dev.kanishk.scheduler.store;

import dev.kanishk.scheduler.job.JobRequest;
import dev.kanishk.scheduler.job.Receipt;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.List;
import java.util.UUID;
import java.util.function.LongSupplier;
import javax.sql.DataSource;

/**
 * Jobs in a PostgreSQL database, version 14 or newer, for any number of processes. The tables are
 * in a schema of their own, {@value #SCHEMA}, made when the first process opens the store; for that
 * the user needs the right to create a schema, or to use one that somebody else has made.
 *
 * <p>The store keeps up to ten connections of its own, and two more for each worker that joins; a
 * data source has to allow for that. Connections go through a pooler only if it keeps sessions.
 */
public final class PostgresStore extends ServerStore {
    /** The schema of the tables. */
    public static final String SCHEMA = "task_scheduler";

    private static final int DURABLE_LINKS = 4;
    private static final int RELAXED_LINKS = 6;
    private static final int COMMITTERS = 2;
    private static final String BROKEN = "08";
    private static final String SHUT_DOWN = "57P0";
    private static final List<String> CONFLICTS = List.of("40001", "40P01");

    private final String schema;
    private final Links.Source source;
    private final int silenceMs;
    private final String node = UUID.randomUUID().toString().substring(0, 8);
    private final Links durable;
    private final Links relaxed;
    private final PostgresDialect dialect;
    private final PostgresPartitions partitions;

    private PostgresStore(
            Links.Source source,
            String schema,
            int silenceMs,
            StoreOptions options,
            LongSupplier nanos) {
        super(options, COMMITTERS, nanos);
        this.schema = schema;
        this.source = source;
        this.silenceMs = silenceMs;
        this.durable = new Links(source, settings(schema, "on", silenceMs), DURABLE_LINKS);
        this.relaxed = new Links(source, settings(schema, "off", silenceMs), RELAXED_LINKS);
        this.dialect = new PostgresDialect(databaseClock(), lanes(), options.payloads());
        this.partitions = new PostgresPartitions(this, options.retention());
    }

    /**
     * Opens a store with the caller's data source, which is not closed with it.
     *
     * @param source where the store gets its connections
     * @param options its limits
     * @return the store, to be closed by the caller
     * @throws StoreException if the database cannot be used, or is of a newer version
     */
    public static PostgresStore open(DataSource source, StoreOptions options) {
        return open(source::getConnection, SCHEMA, options);
    }

    /**
     * Opens a store with connections of its own.
     *
     * @param jdbcUrl the database, with user and password
     * @param options its limits
     * @return the store, to be closed by the caller
     * @throws StoreException if the database cannot be used, or is of a newer version
     */
    public static PostgresStore open(String jdbcUrl, StoreOptions options) {
        return open(() -> Silence.connect(jdbcUrl), SCHEMA, options);
    }

    static PostgresStore open(Links.Source source, String schema, StoreOptions options) {
        return open(source, schema, options, System::nanoTime);
    }

    /** Opens one to which the time passes that it is given, in nanoseconds. */
    static PostgresStore open(
            Links.Source source, String schema, StoreOptions options, LongSupplier nanos) {
        List<String> begin =
                List.of(
                        "BEGIN",
                        "SELECT pg_advisory_xact_lock(hashtext('" + schema + "'))",
                        "CREATE SCHEMA IF NOT EXISTS " + schema);
        int silenceMs;
        try (Connection connection = source.open()) {
            silenceMs = connection.getNetworkTimeout();
            Links.Settings settings = settings(schema, "on", silenceMs);
            settings.apply(connection);
            Silence.allowMinutes(connection);
            Migrations.migrate(connection, Tables.postgres(), begin);
            settings.undo(connection);
        } catch (SQLException e) {
            throw new StoreException("cannot open the store: " + e.getMessage(), e);
        }
        PostgresStore store = new PostgresStore(source, schema, silenceMs, options, nanos);
        store.read(store.dialect::nowMs);
        store.tidyUp();
        return store;
    }

    /*
     * Statements are planned once: their plans depend on no value, and planning a statement on many
     * partitions costs more than running it. No table here is better read from end to end.
     */
    private static Links.Settings settings(String schema, String synchronousCommit, int silenceMs) {
        return new PostgresSettings(
                List.of(
                        "SET search_path TO " + schema,
                        "SET synchronous_commit TO " + synchronousCommit,
                        "SET jit TO off",
                        "SET plan_cache_mode TO force_generic_plan",
                        "SET enable_seqscan TO off",
                        "SET enable_mergejoin TO off",
                        "SET default_transaction_isolation TO 'read committed'",
                        "SET idle_in_transaction_session_timeout TO 0",
                        "SET statement_timeout TO 0",
                        "SET application_name TO 'task-scheduler'"),
                silenceMs);
    }

    /**
     * Accepts jobs in the caller's transaction: they exist if it is committed, and workers see them
     * then. Nothing is durable before.
     *
     * @param transaction a connection to the store's database, with auto-commit off
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
            Link link = new Link(transaction);
            try {
                Tx tx = new Tx(link, dialect);
                String path =
                        tx.query(
                                        "SELECT current_setting('search_path'),"
                                                + " set_config('search_path', ?, true)",
                                        row -> row.getString(1),
                                        schema)
                                .getFirst();
                List<Receipt> receipts = Acceptance.accept(tx, lanes(), jobs);
                tell(tx, tx.news());
                tx.query("SELECT set_config('search_path', ?, true)", row -> true, path);
                return receipts;
            } finally {
                link.release();
            }
        } catch (SQLException e) {
            throw failure(e);
        }
    }

    @Override
    Dialect dialect() {
        return dialect;
    }

    String schema() {
        return schema;
    }

    /** Who sends a message; so that a process does not listen to itself. */
    String node() {
        return node;
    }

    @Override
    void tellAbroad(News news) {
        single(
                false,
                tx -> {
                    tell(tx, news);
                    return true;
                });
    }

    /** Has all listeners look up, so that one that is to stop sees it. */
    void wakeListeners() {
        try {
            single(false, tx -> tx.query("SELECT pg_notify(?, '')", row -> true, schema));
        } catch (StoreException e) {
            // They look up once a second anyway.
            assert e != null;
        }
    }

    private void tell(Tx tx, News news) throws SQLException {
        for (String text : news.texts()) {
            tx.query("SELECT pg_notify(?, ?)", row -> true, schema, node + " " + text);
        }
    }

    @Override
    Liveness live() {
        return PostgresLiveness.join(this, source, settings(schema, "off", silenceMs));
    }

    @Override
    void tidyUp() {
        partitions.tidyUp();
    }

    @Override
    Links writing(boolean forSure) {
        return forSure ? durable : relaxed;
    }

    @Override
    Links reading() {
        return relaxed;
    }

    @Override
    void freeze(Tx tx) throws SQLException {
        tx.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY");
    }

    @Override
    boolean isConflict(SQLException e) {
        String state = e.getSQLState();
        return state != null && CONFLICTS.contains(state);
    }

    @Override
    boolean isBroken(SQLException e) {
        String state = e.getSQLState();
        return e instanceof SQLTransientConnectionException
                || (state != null && (state.startsWith(BROKEN) || state.startsWith(SHUT_DOWN)));
    }

    @Override
    void disconnect() {
        durable.close();
        relaxed.close();
    }
}
