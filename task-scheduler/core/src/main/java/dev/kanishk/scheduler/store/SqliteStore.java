package dev.kanishk.scheduler.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.sqlite.Function;
import org.sqlite.SQLiteConfig;

/*
 * One connection writes and one reads, each for one thread at a time. Only accepting jobs and what
 * operators do has to survive the end of the machine: such a transaction is committed with
 * synchronous=FULL, another with NORMAL: SQLite then writes the log and leaves the flush to the
 * next FULL commit or checkpoint. What that can undo after a power failure is a claim or a result,
 * and the job is delivered again. It cannot undo a part in the middle: the log is read up to its
 * first gap. The end of the process alone undoes nothing.
 */
/**
 * Jobs in one SQLite file, for the processes of one machine. Beside the file lie SQLite's own
 * ({@code -wal}, {@code -shm}) and a folder {@code -workers} with the workers' signs of life; the
 * file system must have working locks, so it must not be a network one. Workers of one process are
 * told of new jobs at once, those of others find them by their beats.
 */
public final class SqliteStore extends SqlStore {
    /** A file is shared by the processes of one machine: its clock is the database's. */
    static final InstantSource CLOCK = InstantSource.system();

    private static final int BUSY_TIMEOUT_MS = 10_000;

    private final Path workers;
    private final InstantSource clock;
    private final SqliteDialect dialect;
    private final Link writing;
    private final Link reading;
    private final ReentrantLock writer = new ReentrantLock(true);
    private final ReentrantLock reader = new ReentrantLock();
    private boolean flushing;
    private @Nullable Tx open;

    private SqliteStore(
            Path workers,
            Connection writing,
            Connection reading,
            StoreOptions options,
            InstantSource clock) {
        super(options, 1);
        this.workers = workers;
        this.clock = clock;
        this.dialect = new SqliteDialect(clock, lanes(), options.payloads());
        this.writing = new Link(writing);
        this.reading = new Link(reading);
    }

    /**
     * Opens a store with the default limits; it and its folder are made if there are none.
     *
     * @param file the database
     * @return the store, to be closed by the caller
     * @throws StoreException if the file is no such database, or of a newer version
     */
    public static SqliteStore open(Path file) {
        return open(file, StoreOptions.DEFAULTS);
    }

    /**
     * Opens a store; it and its folder are made if there are none.
     *
     * @param file the database
     * @param options its limits
     * @return the store, to be closed by the caller
     * @throws StoreException if the file is no such database, or of a newer version
     */
    public static SqliteStore open(Path file, StoreOptions options) {
        return open(file, options, CLOCK);
    }

    /**
     * Opens a store with a clock of the caller's; it and its folder are made if there are none.
     *
     * @param file the database
     * @param options its limits
     * @param clock what says when a job is due, and dates changes
     * @return the store, to be closed by the caller
     * @throws StoreException if the file is no such database, or of a newer version
     */
    public static SqliteStore open(Path file, StoreOptions options, InstantSource clock) {
        Path absolute = file.toAbsolutePath();
        Path workers = absolute.resolveSibling(absolute.getFileName() + "-workers");
        Connection writing = null;
        try {
            Path folder = absolute.getParent();
            if (folder != null) {
                Files.createDirectories(folder);
            }
            String url = "jdbc:sqlite:" + absolute;
            writing = connect(url, clock);
            refuseEarlier(writing);
            Migrations.migrate(writing, Tables.sqlite(), List.of("BEGIN IMMEDIATE"));
            Connection reading = connect(url, clock);
            return new SqliteStore(workers, writing, reading, options, clock);
        } catch (SQLException | IOException | StoreException e) {
            closeAfter(writing, e);
            throw new StoreException("cannot open store '" + file + "': " + e.getMessage(), e);
        }
    }

    private static Connection connect(String url, InstantSource clock) throws SQLException {
        SQLiteConfig config = new SQLiteConfig();
        config.setBusyTimeout(BUSY_TIMEOUT_MS);
        config.setJournalMode(SQLiteConfig.JournalMode.WAL);
        config.setSynchronous(SQLiteConfig.SynchronousMode.NORMAL);
        Connection connection = config.createConnection(url);
        Function.create(
                connection,
                "now_ms",
                new Function() {
                    @Override
                    protected void xFunc() throws SQLException {
                        result(clock.millis());
                    }
                });
        return connection;
    }

    /** A snapshot of 0.1.0 had other tables, and counted its versions elsewhere. */
    private static void refuseEarlier(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet version = statement.executeQuery("PRAGMA user_version")) {
            if (version.next() && version.getInt(1) != 0) {
                throw new StoreException(
                        "it was made by an unreleased version and cannot be upgraded:"
                                + " finish its jobs with that, and begin a new file");
            }
        }
    }

    private static void closeAfter(@Nullable Connection connection, Exception failure) {
        if (connection != null) {
            try {
                connection.close();
            } catch (SQLException e) {
                failure.addSuppressed(e);
            }
        }
    }

    @Override
    Dialect dialect() {
        return dialect;
    }

    @Override
    LongSupplier clock() {
        return clock::millis;
    }

    @Override
    void sync(long nowMs) {
        // The clock is the machine's own.
    }

    @Override
    boolean leasesTell() {
        return true;
    }

    @Override
    void tellAbroad(News news) {
        // Other processes look once a second.
    }

    @Override
    Liveness live() {
        try {
            return new SqliteLiveness(workers, WorkerLock.take(workers));
        } catch (IOException e) {
            throw new StoreException("cannot join as a worker at '" + workers + "': " + e, e);
        }
    }

    @Override
    long lostConnections() {
        return 0;
    }

    @Override
    void tidyUp() {
        // There are no partitions.
    }

    @Override
    <T extends @Nullable Object> T write(boolean durable, Work<T> work) {
        writer.lock();
        try {
            if (durable != flushing) {
                execute("PRAGMA synchronous = " + (durable ? "FULL" : "NORMAL"));
                flushing = durable;
            }
            execute("BEGIN IMMEDIATE");
            Tx tx = new Tx(writing, dialect);
            T value;
            boolean done = false;
            try {
                value = work.apply(tx);
                execute("COMMIT");
                done = true;
            } finally {
                if (!done) {
                    rollBack();
                }
            }
            announcer().announce(tx.news());
            return value;
        } catch (SQLException e) {
            throw new StoreException("the store did not write: " + e.getMessage(), e);
        } finally {
            writer.unlock();
        }
    }

    private void rollBack() throws SQLException {
        execute("ROLLBACK");
        writing.clearBatches();
    }

    private void execute(String sql) throws SQLException {
        writing.prepare(sql).execute();
    }

    @Override
    <T extends @Nullable Object> T single(boolean durable, Work<T> work) {
        return write(durable, work);
    }

    @Override
    <T extends @Nullable Object> T read(Work<T> work) {
        reader.lock();
        try {
            Tx outer = open;
            if (outer != null) {
                return work.apply(outer);
            }
            reading.prepare("BEGIN").execute();
            Tx tx = new Tx(reading, dialect);
            open = tx;
            try {
                return work.apply(tx);
            } finally {
                open = null;
                reading.prepare("COMMIT").execute();
            }
        } catch (SQLException e) {
            throw new StoreException("the store cannot be read: " + e.getMessage(), e);
        } finally {
            reader.unlock();
        }
    }

    @Override
    void disconnect() {
        writer.lock();
        reader.lock();
        try {
            reading.close();
            writing.close();
        } catch (SQLException e) {
            throw new StoreException("the store cannot be closed: " + e.getMessage(), e);
        } finally {
            reader.unlock();
            writer.unlock();
        }
    }
}
