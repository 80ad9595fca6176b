package dev.kanishk.agents.checkpoint;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConfig;

/**
 * Runs in one SQLite file, for the processes of one machine. Writes are flushed as {@link
 * StoreOptions#powerSafe} says; either way they survive the end of the process. Beside the file lie
 * SQLite's own ({@code -wal}, of some 16 MiB, and {@code -shm}); the file system must have working
 * locks, so it must not be a network one.
 *
 * <p>Safe for use by many threads; writes take turns. Several processes may open the same file.
 */
public final class SqliteStore extends SqlStore {
    private static final int BUSY_TIMEOUT_MS = 10_000;

    /** Of 4 KiB each: with a quarter of them runs with much state spend a sixth on moving them. */
    private static final int WAL_PAGES = 4_000;

    private static final String APPEND =
            "INSERT INTO agent_event(place, kind, node, step, task, payload, at_ms)"
                    + " SELECT ?, ?, ?, ?, ?, ?, ? FROM agent_run WHERE key = ? AND epoch = ?";

    private final Session writing;
    private final Session reading;
    private final ReentrantLock writer = new ReentrantLock();
    private final ReentrantLock reader = new ReentrantLock();
    private final GroupCommit commits = new GroupCommit(this::commit);

    private SqliteStore(Connection writing, Connection reading, StoreOptions options) {
        super(options);
        this.writing = new Session(writing);
        this.reading = new Session(reading);
    }

    /**
     * Opens a store with the defaults; it is made if there is none.
     *
     * @param file the database; its folder must exist
     * @return the store, to be closed by the caller
     * @throws CheckpointException if the file is no such database, or of a newer version
     */
    public static SqliteStore open(Path file) {
        return open(file, StoreOptions.DEFAULTS);
    }

    /**
     * Opens a store; it is made if there is none.
     *
     * @param file the database; its folder must exist
     * @param options how it works
     * @return the store, to be closed by the caller
     * @throws CheckpointException if the file is no such database, or of a newer version
     */
    public static SqliteStore open(Path file, StoreOptions options) {
        Connection writing = null;
        try {
            Path folder = file.toAbsolutePath().getParent();
            if (folder != null && !Files.isDirectory(folder)) {
                throw new IOException("there is no folder '" + folder + "': make it");
            }
            writing = connect(file, options);
            prepare(writing);
            return new SqliteStore(writing, connect(file, options), options);
        } catch (SQLException | IOException | CheckpointException e) {
            closeAfter(writing, e);
            throw new CheckpointException("cannot open store '" + file + "': " + e.getMessage(), e);
        }
    }

    private static Connection connect(Path file, StoreOptions options) throws SQLException {
        SQLiteConfig config = new SQLiteConfig();
        config.setBusyTimeout(BUSY_TIMEOUT_MS);
        config.setJournalMode(SQLiteConfig.JournalMode.WAL);
        config.setSynchronous(
                options.powerSafe()
                        ? SQLiteConfig.SynchronousMode.FULL
                        : SQLiteConfig.SynchronousMode.NORMAL);
        Connection connection = config.createConnection("jdbc:sqlite:" + file);
        try (Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA wal_autocheckpoint = " + WAL_PAGES);
        } catch (SQLException e) {
            closeAfter(connection, e);
            throw e;
        }
        return connection;
    }

    private static void prepare(Connection connection) throws SQLException {
        Session session = new Session(connection);
        Integer old =
                session.first(
                        row -> row.getInt(1), "SELECT 1 FROM sqlite_master WHERE name = 'events'");
        if (old != null) {
            throw new CheckpointException(
                    "it was made by an unreleased version and cannot be upgraded:"
                            + " begin a new file");
        }
        session.execute("BEGIN IMMEDIATE");
        try {
            Tables.migrate(session, Tables.sqlite());
            session.execute("COMMIT");
        } catch (SQLException | RuntimeException e) {
            session.execute("ROLLBACK");
            throw e;
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
    Lease admit(String run, String payload) {
        return commits.admit(new Lease(run, 0, 1, 0), payload);
    }

    @Override
    public long append(Lease lease, Append append, Flush flush) {
        return switch (flush) {
            case ALONE -> commits.alone(lease, append);
            case SHARED -> commits.shared(lease, append);
        };
    }

    private void commit(List<GroupCommit.Write> writes) {
        GroupCommit.Write first = writes.getFirst();
        if (writes.size() == 1 && !first.isAdmission() && isOneStatement(first.append())) {
            writer.lock();
            try {
                insert(writing, first);
            } catch (SQLException e) {
                throw failed("write to run '" + first.lease().run() + "'", e);
            } finally {
                writer.unlock();
            }
            return;
        }
        write(
                "write to run '" + first.lease().run() + "'",
                session -> {
                    for (GroupCommit.Write write : writes) {
                        if (write.isAdmission() && !insertRun(session, write)) {
                            continue;
                        }
                        insert(session, write);
                        if (!write.stale()) {
                            finish(session, write);
                        }
                    }
                    return writes;
                });
    }

    @Override
    String forShare() {
        return "";
    }

    private boolean insertRun(Session session, GroupCommit.Write write) throws SQLException {
        Lease lease = write.lease();
        long now = now();
        Long key =
                session.first(
                        row -> row.getLong(1),
                        "INSERT INTO agent_run(id, status, parent_sequence, epoch, created_ms,"
                                + " changed_ms) VALUES(?, 0, 0, 1, ?, ?)"
                                + " ON CONFLICT DO NOTHING RETURNING key",
                        lease.run(),
                        now,
                        now);
        if (key == null) {
            write.taken();
            return false;
        }
        lease.key(key);
        lease.last(0);
        return true;
    }

    private static boolean isOneStatement(Append append) {
        return append.entries().size() == 1 && append.status() == null && append.snapshot() == null;
    }

    private void insert(Session session, GroupCommit.Write write) throws SQLException {
        Lease lease = write.lease();
        PreparedStatement insert = session.prepare(APPEND);
        long sequence = last(session, lease);
        long now = now();
        for (Entry entry : write.append().entries()) {
            sequence++;
            long place = Keys.place(lease.key(), sequence);
            insert.setLong(1, place);
            insert.setInt(2, entry.kind().code());
            insert.setString(3, entry.node());
            insert.setInt(4, entry.step());
            insert.setInt(5, entry.task());
            insert.setBytes(6, encode(lease.run(), entry.payload(), place));
            insert.setLong(7, now);
            insert.setLong(8, lease.key());
            insert.setLong(9, lease.epoch());
            if (insert.executeUpdate() == 0) {
                write.refused();
                return;
            }
        }
        lease.last(sequence);
        write.written(sequence);
    }

    private void finish(Session session, GroupCommit.Write write) throws SQLException {
        Append append = write.append();
        Lease lease = write.lease();
        if (append.status() != null) {
            int changed =
                    session.update(
                            "UPDATE agent_run SET status = ?, changed_ms = ?"
                                    + " WHERE key = ? AND epoch = ?",
                            append.status().code(),
                            now(),
                            lease.key(),
                            lease.epoch());
            if (changed == 0) {
                write.refused();
                return;
            }
        }
        if (append.snapshot() != null && !insertSnapshot(session, write, append.snapshot())) {
            write.refused();
        }
    }

    @Override
    <T extends @Nullable Object> T write(String what, Work<T> work) {
        writer.lock();
        try {
            writing.execute("BEGIN IMMEDIATE");
            boolean done = false;
            T value;
            try {
                value = work.apply(writing);
                done = true;
            } finally {
                if (!done) {
                    writing.execute("ROLLBACK");
                }
            }
            commit(what);
            return value;
        } catch (SQLException e) {
            throw failed(what, e);
        } finally {
            writer.unlock();
        }
    }

    /** Commits; after a failure no transaction is left open. */
    private void commit(String what) throws SQLException {
        try {
            writing.execute("COMMIT");
        } catch (SQLException e) {
            try {
                writing.execute("ROLLBACK");
            } catch (SQLException none) {
                e.addSuppressed(none);
            }
            throw CheckpointException.ofCommit(what, e);
        }
    }

    @Override
    <T extends @Nullable Object> T read(String what, Work<T> work) {
        reader.lock();
        try {
            reading.execute("BEGIN");
            try {
                return work.apply(reading);
            } finally {
                reading.execute("COMMIT");
            }
        } catch (SQLException e) {
            throw failed(what, e);
        } finally {
            reader.unlock();
        }
    }

    private static CheckpointException failed(String what, SQLException e) {
        return new CheckpointException("cannot " + what + ": " + e.getMessage(), e);
    }

    @Override
    public void close() {
        writer.lock();
        reader.lock();
        try (writing) {
            reading.close();
        } catch (SQLException e) {
            throw failed("close the store", e);
        } finally {
            reader.unlock();
            writer.unlock();
        }
    }
}
