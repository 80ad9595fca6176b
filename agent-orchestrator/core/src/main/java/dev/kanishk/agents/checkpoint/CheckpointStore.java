package dev.kanishk.agents.checkpoint;

import dev.kanishk.agents.checkpoint.Event.Kind;
import dev.kanishk.agents.checkpoint.RunInfo.Status;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConfig;

/*
 * The log of a run is its state. What a node did is one row, inserted in one transaction
 * together with the run's status; the row holds the change and not the whole state, so a step
 * costs the same however long the run already is.
 *
 * Two processes may believe that they own a run: one was thought dead and is not. Each takes a
 * lease first, which raises the run's epoch, and every insert selects from the run's row with
 * the epoch of its lease. If the epoch moved on, the select is empty, nothing is inserted, and
 * the late process is told so. Check and write are one statement: there is no moment between
 * them.
 *
 * A fork is a row that names its parent and the parent's last event that it shares. Reading a
 * fork reads the parent up to there. Nothing is copied, and a fork never writes into its parent;
 * the parent may go on without changing what the fork sees.
 */
/**
 * Runs and their events in one SQLite file. Durable: when a method returns, what it wrote survives
 * the end of the process and of the machine (write-ahead log, flushed at each commit).
 *
 * <p>Safe for use by many threads; writes take turns. Several processes may open the same file.
 */
public final class CheckpointStore implements AutoCloseable {
    /** The deepest chain of forks that is read. */
    public static final int MAX_FORK_DEPTH = 64;

    private static final int BUSY_TIMEOUT_MS = 10_000;

    private static final String APPEND =
            "INSERT INTO events(run, sequence, kind, node, payload, at_ms)"
                    + " SELECT id, max(parent_sequence, coalesce((SELECT max(sequence) FROM events"
                    + " WHERE run = id), 0)) + 1, ?, ?, ?, ? FROM runs WHERE id = ? AND epoch = ?";

    private final Connection connection;
    private final InstantSource clock;
    private final ReentrantLock lock = new ReentrantLock();

    private CheckpointStore(Connection connection, InstantSource clock) {
        this.connection = connection;
        this.clock = clock;
    }

    /**
     * Opens a store, and makes it if there is none.
     *
     * @param file the database; its folder must exist
     * @return the store, to be closed by the caller
     * @throws CheckpointException if the file is no such database or cannot be opened
     */
    public static CheckpointStore open(Path file) {
        return open("jdbc:sqlite:" + file, InstantSource.system());
    }

    /**
     * Opens a store, and makes it if there is none.
     *
     * @param url a {@code jdbc:sqlite:} address
     * @param clock what events are dated with
     * @return the store, to be closed by the caller
     * @throws CheckpointException if the address is of another database, or cannot be opened
     */
    public static CheckpointStore open(String url, InstantSource clock) {
        if (!url.startsWith("jdbc:sqlite:")) {
            throw new CheckpointException(
                    "store '" + url + "' is not known: use jdbc:sqlite: and a file");
        }
        try {
            SQLiteConfig config = new SQLiteConfig();
            config.setBusyTimeout(BUSY_TIMEOUT_MS);
            config.setJournalMode(SQLiteConfig.JournalMode.WAL);
            config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
            Connection connection = config.createConnection(url);
            try (Statement statement = connection.createStatement()) {
                statement.execute(
                        """
                        CREATE TABLE IF NOT EXISTS runs(
                          id TEXT PRIMARY KEY, status TEXT NOT NULL, parent TEXT,
                          parent_sequence INTEGER NOT NULL, epoch INTEGER NOT NULL,
                          created_ms INTEGER NOT NULL) WITHOUT ROWID
                        """);
                statement.execute(
                        """
                        CREATE TABLE IF NOT EXISTS events(
                          run TEXT NOT NULL, sequence INTEGER NOT NULL, kind TEXT NOT NULL,
                          node TEXT NOT NULL, payload TEXT NOT NULL, at_ms INTEGER NOT NULL,
                          PRIMARY KEY(run, sequence)) WITHOUT ROWID
                        """);
            } catch (SQLException e) {
                connection.close();
                throw e;
            }
            return new CheckpointStore(connection, clock);
        } catch (SQLException e) {
            throw new CheckpointException("cannot open store '" + url + "': " + e.getMessage(), e);
        }
    }

    /**
     * Admits a run durably.
     *
     * @param run its name, not yet used
     * @param payload its first state, a JSON object
     * @return the lease to write with
     * @throws CheckpointException if the name is taken
     */
    public Lease admit(String run, String payload) {
        return create(run, null, 0, Kind.ADMITTED, payload);
    }

    /**
     * Makes a run that goes on from another's past. The parent stays as it is.
     *
     * @param parent the run to go on from
     * @param sequence its last event that is shared
     * @param run the new run's name, not yet used
     * @param payload the channels that are set, a JSON object
     * @return the lease to write with
     * @throws CheckpointException if the name is taken, or the parent has no such event
     */
    public Lease fork(String parent, long sequence, String run, String payload) {
        boolean exists = events(parent).stream().anyMatch(e -> e.sequence() == sequence);
        if (!exists) {
            throw new CheckpointException(
                    "run '" + parent + "' has no event " + sequence + ": see its events");
        }
        return create(run, parent, sequence, Kind.FORKED, payload);
    }

    private Lease create(
            String run, @Nullable String parent, long sequence, Kind kind, String payload) {
        Lease lease = new Lease(run, 1);
        inTransaction(
                "admit run '" + run + "'",
                () -> {
                    try (PreparedStatement insert =
                            connection.prepareStatement(
                                    "INSERT OR IGNORE INTO runs VALUES(?, 'OPEN', ?, ?, 1, ?)")) {
                        insert.setString(1, run);
                        insert.setString(2, parent);
                        insert.setLong(3, sequence);
                        insert.setLong(4, clock.millis());
                        if (insert.executeUpdate() == 0) {
                            throw new CheckpointException(
                                    "run '" + run + "' exists: resume it, or use another name");
                        }
                    }
                    insertEvent(lease, kind, "", payload);
                    return lease;
                });
        return lease;
    }

    /**
     * Takes a run over: whoever held a lease of it can no longer write.
     *
     * @param run the run
     * @return the new lease
     * @throws CheckpointException if there is no such run
     */
    public Lease lease(String run) {
        return inTransaction(
                "lease run '" + run + "'",
                () -> {
                    try (PreparedStatement raise =
                            connection.prepareStatement(
                                    "UPDATE runs SET epoch = epoch + 1 WHERE id = ?"
                                            + " RETURNING epoch")) {
                        raise.setString(1, run);
                        try (ResultSet row = raise.executeQuery()) {
                            if (!row.next()) {
                                throw unknown(run);
                            }
                            return new Lease(run, row.getLong(1));
                        }
                    }
                });
    }

    /**
     * Appends an event, and sets the run's status, in one transaction.
     *
     * @param lease the right to do so
     * @param kind what happened
     * @param node where; empty for the whole run
     * @param payload a JSON object
     * @param status the run's status from now on
     * @throws StaleLeaseException if the run was leased again; nothing is written
     */
    public void append(Lease lease, Kind kind, String node, String payload, Status status) {
        inTransaction(
                "write to run '" + lease.run() + "'",
                () -> {
                    insertEvent(lease, kind, node, payload);
                    try (PreparedStatement update =
                            connection.prepareStatement(
                                    "UPDATE runs SET status = ? WHERE id = ? AND status <> ?")) {
                        update.setString(1, status.name());
                        update.setString(2, lease.run());
                        update.setString(3, status.name());
                        update.executeUpdate();
                    }
                    return lease;
                });
    }

    private void insertEvent(Lease lease, Kind kind, String node, String payload)
            throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(APPEND)) {
            insert.setString(1, kind.name());
            insert.setString(2, node);
            insert.setString(3, payload);
            insert.setLong(4, clock.millis());
            insert.setString(5, lease.run());
            insert.setLong(6, lease.epoch());
            if (insert.executeUpdate() == 0) {
                throw new StaleLeaseException(lease);
            }
        }
    }

    /**
     * Reads a run's whole past, its parents' included.
     *
     * @param run the run
     * @return its events, oldest first
     * @throws CheckpointException if there is no such run
     */
    public List<Event> events(String run) {
        List<Event> events = new ArrayList<>();
        collect(run, Long.MAX_VALUE, 0, events);
        return List.copyOf(events);
    }

    private void collect(String run, long last, int depth, List<Event> into) {
        if (depth > MAX_FORK_DEPTH) {
            throw new CheckpointException(
                    "run '" + run + "' is forked more than " + MAX_FORK_DEPTH + " times deep");
        }
        RunInfo info = find(run).orElseThrow(() -> unknown(run));
        if (info.parent() != null) {
            collect(info.parent(), Math.min(last, info.parentSequence()), depth + 1, into);
        }
        into.addAll(
                inTransaction(
                        "read run '" + run + "'",
                        () -> {
                            try (PreparedStatement select =
                                    connection.prepareStatement(
                                            "SELECT sequence, kind, node, payload, at_ms FROM"
                                                    + " events WHERE run = ? AND sequence <= ?"
                                                    + " ORDER BY sequence")) {
                                select.setString(1, run);
                                select.setLong(2, last);
                                return readEvents(select);
                            }
                        }));
    }

    private static List<Event> readEvents(PreparedStatement select) throws SQLException {
        List<Event> events = new ArrayList<>();
        try (ResultSet rows = select.executeQuery()) {
            while (rows.next()) {
                events.add(
                        new Event(
                                rows.getLong(1),
                                Kind.valueOf(rows.getString(2)),
                                rows.getString(3),
                                rows.getString(4),
                                rows.getLong(5)));
            }
        }
        return events;
    }

    /**
     * Finds a run.
     *
     * @param run its name
     * @return the run, or empty
     */
    public Optional<RunInfo> find(String run) {
        return select("WHERE id = ?", run).stream().findFirst();
    }

    /**
     * Lists all runs.
     *
     * @return the runs, oldest first
     */
    public List<RunInfo> runs() {
        return select("WHERE id <> ? ORDER BY created_ms, id", "");
    }

    private List<RunInfo> select(String where, String argument) {
        return inTransaction(
                "list runs",
                () -> {
                    try (PreparedStatement select =
                            connection.prepareStatement(
                                    "SELECT id, status, parent, parent_sequence, epoch, created_ms"
                                            + " FROM runs "
                                            + where)) {
                        select.setString(1, argument);
                        List<RunInfo> runs = new ArrayList<>();
                        try (ResultSet row = select.executeQuery()) {
                            while (row.next()) {
                                runs.add(
                                        new RunInfo(
                                                row.getString(1),
                                                Status.valueOf(row.getString(2)),
                                                row.getString(3),
                                                row.getLong(4),
                                                row.getLong(5),
                                                row.getLong(6)));
                            }
                        }
                        return runs;
                    }
                });
    }

    private static CheckpointException unknown(String run) {
        return new CheckpointException("there is no run '" + run + "': list the runs");
    }

    private interface Work<T> {
        T run() throws SQLException;
    }

    private <T> T inTransaction(String what, Work<T> work) {
        lock.lock();
        try (Statement statement = connection.createStatement()) {
            statement.execute(
                    what.startsWith("read") || what.startsWith("list")
                            ? "BEGIN"
                            : "BEGIN IMMEDIATE");
            boolean done = false;
            try {
                T result = work.run();
                statement.execute("COMMIT");
                done = true;
                return result;
            } finally {
                if (!done) {
                    statement.execute("ROLLBACK");
                }
            }
        } catch (SQLException e) {
            throw new CheckpointException("cannot " + what + ": " + e.getMessage(), e);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            connection.close();
        } catch (SQLException e) {
            throw new CheckpointException("cannot close the store: " + e.getMessage(), e);
        } finally {
            lock.unlock();
        }
    }
}
