package dev.kanishk.agents.checkpoint;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.ReentrantLock;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/*
 * An append is one statement, whatever it holds: arrays are joined with the runs that they belong
 * to, whose rows stay held for share until the commit. With nothing else to write it commits by
 * itself, which saves two of three round trips.
 *
 * After a failure the outcome of a transaction may be unknown. The store then forgets what it knew
 * of the run's last sequence and reports the failure; whoever resumes the run reads what is there.
 */
/**
 * Runs in a PostgreSQL database, version 12 or later, for any number of processes. The tables,
 * whose names begin with {@code agent_}, are made in the first schema of the search path.
 *
 * <p>Safe for use by many threads. The store keeps up to {@value #MAX_CONNECTIONS} connections of
 * the data source; after a failure it takes new ones.
 */
public final class PostgresStore extends SqlStore {
    /** The most connections that are used at a time. */
    public static final int MAX_CONNECTIONS = 8;

    private static final long MIGRATION_LOCK = 0x6167_656E_7473L;

    private static final int KEYS = 256;

    private static final String ADMIT_ONE =
            "WITH r AS (INSERT INTO agent_run(key, id, status, parent_sequence, epoch, created_ms,"
                    + " changed_ms) VALUES(?, ?, 0, 0, 1, ?, ?) ON CONFLICT DO NOTHING"
                    + " RETURNING key)"
                    + " INSERT INTO agent_event(place, kind, node, step, task, payload, at_ms)"
                    + " SELECT ?, ?, '', 0, 0, ?, ? FROM r";

    private static final String ADMIT =
            "INSERT INTO agent_run(key, id, status, parent_sequence, epoch, created_ms, changed_ms)"
                    + " SELECT n.key, n.id, 0, 0, 1, ?, ?"
                    + " FROM unnest(?::bigint[], ?::text[]) AS n(key, id)"
                    + " ON CONFLICT DO NOTHING RETURNING key";

    private static final String FINISH_ONE =
            "WITH r AS (UPDATE agent_run SET status = ?, changed_ms = ? WHERE key = ? AND epoch = ?"
                    + " RETURNING key)"
                    + " INSERT INTO agent_event(place, kind, node, step, task, payload, at_ms)"
                    + " SELECT ?, ?, ?, ?, ?, ?, ? FROM r";

    private static final String APPEND_ONE =
            "INSERT INTO agent_event(place, kind, node, step, task, payload, at_ms)"
                    + " SELECT ?, ?, ?, ?, ?, ?, ? FROM agent_run WHERE key = ? AND epoch = ?"
                    + " FOR SHARE";

    private static final String APPEND =
            "INSERT INTO agent_event(place, kind, node, step, task, payload, at_ms)"
                    + " SELECT e.place, e.kind, e.node, e.step, e.task, e.payload, ?"
                    + " FROM unnest(?::bigint[], ?::bigint[], ?::bigint[], ?::int[], ?::text[],"
                    + " ?::int[], ?::int[], ?::bytea[])"
                    + " AS e(key, epoch, place, kind, node, step, task, payload)"
                    + " JOIN agent_run r ON r.key = e.key AND r.epoch = e.epoch FOR SHARE OF r";

    private final DataSource source;
    private final Semaphore places = new Semaphore(MAX_CONNECTIONS, true);
    private final Deque<Session> idle = new ArrayDeque<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final GroupCommit commits = new GroupCommit(this::commit);
    private final ReentrantLock refilling = new ReentrantLock();
    private final Queue<Long> keys = new ConcurrentLinkedQueue<>();
    private volatile boolean closed;

    private PostgresStore(DataSource source, StoreOptions options) {
        super(options);
        this.source = source;
    }

    /**
     * Opens a store with the defaults; its tables are made if there are none.
     *
     * @param source gives connections; not closed by the store
     * @return the store, to be closed by the caller
     * @throws CheckpointException if there is no connection, or the tables are of a newer version
     */
    public static PostgresStore open(DataSource source) {
        return open(source, StoreOptions.DEFAULTS);
    }

    /**
     * Opens a store; its tables are made if there are none.
     *
     * @param source gives connections; not closed by the store
     * @param options how it works
     * @return the store, to be closed by the caller
     * @throws CheckpointException if there is no connection, or the tables are of a newer version
     */
    public static PostgresStore open(DataSource source, StoreOptions options) {
        PostgresStore store = new PostgresStore(source, options);
        store.write(
                "open the store",
                session -> {
                    session.first(row -> true, "SELECT pg_advisory_xact_lock(?)", MIGRATION_LOCK);
                    Tables.migrate(session, Tables.postgres());
                    return true;
                });
        return store;
    }

    @Override
    Lease admit(String run, String payload) {
        return commits.admit(new Lease(run, nextKey(run), 1, 0), payload);
    }

    /** Takes a key that the database has given out to this process alone. */
    private long nextKey(String run) {
        Long key = keys.poll();
        if (key != null) {
            return key;
        }
        refilling.lock();
        try {
            key = keys.poll();
            if (key == null) {
                List<Long> fresh =
                        read(
                                "admit run '" + run + "'",
                                session ->
                                        session.query(
                                                row -> row.getLong(1),
                                                "SELECT nextval(pg_get_serial_sequence("
                                                        + "'agent_run', 'key'))"
                                                        + " FROM generate_series(1, ?)",
                                                KEYS));
                key = fresh.getFirst();
                keys.addAll(fresh.subList(1, fresh.size()));
            }
            return key;
        } finally {
            refilling.unlock();
        }
    }

    @Override
    public long append(Lease lease, Append append, Flush flush) {
        if (flush == Flush.SHARED) {
            return commits.shared(lease, append);
        }
        GroupCommit.Write write = new GroupCommit.Write(lease, append, false);
        return write.commitWith(this::commit);
    }

    private void commit(List<GroupCommit.Write> writes) {
        List<Lease> leases =
                writes.stream()
                        .map(GroupCommit.Write::lease)
                        .distinct()
                        .sorted(Comparator.comparingLong(Lease::key))
                        .toList();
        leases.forEach(lease -> lease.writing().lock());
        try {
            commitInTurn(writes);
        } finally {
            leases.forEach(lease -> lease.writing().unlock());
        }
    }

    private void commitInTurn(List<GroupCommit.Write> writes) {
        String what = "write to run '" + writes.getFirst().lease().run() + "'";
        if (writes.size() == 1 && isOneStatement(writes.getFirst().append())) {
            inSession(
                    what,
                    session -> {
                        session.connection().setAutoCommit(true);
                        insertOne(session, writes.getFirst());
                        return writes;
                    });
        } else {
            write(
                    what,
                    session -> {
                        insertAll(session, admitted(session, writes));
                        for (GroupCommit.Write write : writes) {
                            finish(session, write);
                        }
                        return writes;
                    });
        }
    }

    private static boolean isOneStatement(Append append) {
        return append.entries().size() == 1 && append.snapshot() == null;
    }

    private void insertOne(Session session, GroupCommit.Write write) throws SQLException {
        Lease lease = write.lease();
        long sequence = write.isAdmission() ? 1 : last(session, lease) + 1;
        int inserted =
                write.isAdmission()
                        ? admitOne(session, write)
                        : appendOne(session, write, Keys.place(lease.key(), sequence));
        if (inserted > 0) {
            lease.last(sequence);
            write.written(sequence);
        } else if (write.isAdmission()) {
            write.taken();
        } else {
            write.refused();
        }
    }

    private int admitOne(Session session, GroupCommit.Write write) throws SQLException {
        Lease lease = write.lease();
        Entry entry = write.append().entries().getFirst();
        long place = Keys.place(lease.key(), 1);
        long now = now();
        return session.update(
                ADMIT_ONE,
                lease.key(),
                lease.run(),
                now,
                now,
                place,
                entry.kind().code(),
                encode(lease.run(), entry.payload(), place),
                now);
    }

    private int appendOne(Session session, GroupCommit.Write write, long place)
            throws SQLException {
        Lease lease = write.lease();
        Entry entry = write.append().entries().getFirst();
        RunInfo.Status status = write.append().status();
        byte[] payload = encode(lease.run(), entry.payload(), place);
        int kind = entry.kind().code();
        if (status == null) {
            return session.update(
                    APPEND_ONE,
                    place,
                    kind,
                    entry.node(),
                    entry.step(),
                    entry.task(),
                    payload,
                    now(),
                    lease.key(),
                    lease.epoch());
        }
        return session.update(
                FINISH_ONE,
                status.code(),
                now(),
                lease.key(),
                lease.epoch(),
                place,
                kind,
                entry.node(),
                entry.step(),
                entry.task(),
                payload,
                now());
    }

    @Override
    String forShare() {
        return " FOR SHARE";
    }

    /** Inserts the new runs, and returns the writes but for those whose name was taken. */
    private List<GroupCommit.Write> admitted(Session session, List<GroupCommit.Write> writes)
            throws SQLException {
        List<GroupCommit.Write> fresh =
                writes.stream().filter(GroupCommit.Write::isAdmission).toList();
        if (fresh.isEmpty()) {
            return writes;
        }
        PreparedStatement admit = session.prepare(ADMIT);
        admit.setLong(1, now());
        admit.setLong(2, now());
        setArray(session, admit, 3, "bigint", fresh.stream().map(w -> w.lease().key()).toList());
        setArray(session, admit, 4, "text", fresh.stream().map(w -> w.lease().run()).toList());
        Set<Long> inserted = new HashSet<>();
        try (ResultSet rows = admit.executeQuery()) {
            while (rows.next()) {
                inserted.add(rows.getLong(1));
            }
        }
        List<GroupCommit.Write> rest = new ArrayList<>(writes);
        for (GroupCommit.Write write : fresh) {
            if (inserted.contains(write.lease().key())) {
                write.lease().last(0);
            } else {
                write.taken();
                rest.remove(write);
            }
        }
        return rest;
    }

    private void insertAll(Session session, List<GroupCommit.Write> writes) throws SQLException {
        if (writes.isEmpty()) {
            return;
        }
        List<Long> keys = new ArrayList<>();
        List<Long> epochs = new ArrayList<>();
        List<Long> places = new ArrayList<>();
        List<Integer> kinds = new ArrayList<>();
        List<String> nodes = new ArrayList<>();
        List<Integer> steps = new ArrayList<>();
        List<Integer> tasks = new ArrayList<>();
        List<byte[]> payloads = new ArrayList<>();
        for (GroupCommit.Write write : writes) {
            Lease lease = write.lease();
            long sequence = last(session, lease);
            for (Entry entry : write.append().entries()) {
                sequence++;
                long place = Keys.place(lease.key(), sequence);
                keys.add(lease.key());
                epochs.add(lease.epoch());
                places.add(place);
                kinds.add(entry.kind().code());
                nodes.add(entry.node());
                steps.add(entry.step());
                tasks.add(entry.task());
                payloads.add(encode(lease.run(), entry.payload(), place));
            }
            lease.last(sequence);
            write.written(sequence);
        }
        PreparedStatement insert = session.prepare(APPEND);
        insert.setLong(1, now());
        setArray(session, insert, 2, "bigint", keys);
        setArray(session, insert, 3, "bigint", epochs);
        setArray(session, insert, 4, "bigint", places);
        setArray(session, insert, 5, "int", kinds);
        setArray(session, insert, 6, "text", nodes);
        setArray(session, insert, 7, "int", steps);
        setArray(session, insert, 8, "int", tasks);
        setArray(session, insert, 9, "bytea", payloads.toArray(new byte[0][]));
        if (insert.executeUpdate() < places.size()) {
            refuseStale(session, writes);
        }
    }

    private static void setArray(
            Session session, PreparedStatement insert, int index, String type, List<?> values)
            throws SQLException {
        setArray(session, insert, index, type, values.toArray());
    }

    private static void setArray(
            Session session, PreparedStatement insert, int index, String type, Object[] values)
            throws SQLException {
        Array array = session.connection().createArrayOf(type, values);
        insert.setArray(index, array);
    }

    private static void refuseStale(Session session, List<GroupCommit.Write> writes)
            throws SQLException {
        Set<Lease> stale = new HashSet<>();
        for (GroupCommit.Write write : writes) {
            Lease lease = write.lease();
            if (!stale.contains(lease)
                    && session.first(
                                    row -> row.getLong(1),
                                    "SELECT key FROM agent_run WHERE key = ? AND epoch = ?",
                                    lease.key(),
                                    lease.epoch())
                            == null) {
                stale.add(lease);
            }
            if (stale.contains(lease)) {
                write.refused();
            }
        }
    }

    private void finish(Session session, GroupCommit.Write write) throws SQLException {
        Append append = write.append();
        Lease lease = write.lease();
        if (write.stale()) {
            return;
        }
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
        return inSession(
                what,
                session -> {
                    Connection connection = session.connection();
                    connection.setAutoCommit(false);
                    boolean done = false;
                    T value;
                    try {
                        value = work.apply(session);
                        done = true;
                    } finally {
                        if (!done) {
                            connection.rollback();
                        }
                    }
                    try {
                        connection.commit();
                    } catch (SQLException e) {
                        throw CheckpointException.ofCommit(what, e);
                    }
                    return value;
                });
    }

    @Override
    <T extends @Nullable Object> T read(String what, Work<T> work) {
        return write(what, work);
    }

    private <T extends @Nullable Object> T inSession(String what, Work<T> work) {
        if (closed) {
            throw new CheckpointException("cannot " + what + ": the store is closed");
        }
        places.acquireUninterruptibly();
        Session session = null;
        boolean usable = false;
        try {
            session = take();
            T value = work.apply(session);
            usable = true;
            return value;
        } catch (CheckpointException e) {
            usable = !e.isOutcomeUnknown();
            throw e;
        } catch (SQLException e) {
            throw new CheckpointException("cannot " + what + ": " + e.getMessage(), e);
        } finally {
            giveBack(session, usable);
            places.release();
        }
    }

    private Session take() throws SQLException {
        lock.lock();
        try {
            Session session = idle.pollFirst();
            if (session != null) {
                return session;
            }
        } finally {
            lock.unlock();
        }
        return new Session(source.getConnection());
    }

    /** Keeps a session; with one that failed those go that may have lost their server, too. */
    private void giveBack(@Nullable Session session, boolean usable) {
        if (session == null) {
            return;
        }
        List<Session> doubtful = new ArrayList<>();
        lock.lock();
        try {
            if (usable && !closed) {
                idle.addFirst(session);
                return;
            }
            doubtful.add(session);
            doubtful.addAll(idle);
            idle.clear();
        } finally {
            lock.unlock();
        }
        doubtful.forEach(PostgresStore::discard);
    }

    private static void discard(Session session) {
        try (session) {
            if (!session.connection().getAutoCommit()) {
                session.connection().setAutoCommit(true);
            }
        } catch (SQLException e) {
            // It failed before, and whoever used it was told.
            assert e != null;
        }
    }

    @Override
    public void close() {
        List<Session> open;
        lock.lock();
        try {
            closed = true;
            open = List.copyOf(idle);
            idle.clear();
        } finally {
            lock.unlock();
        }
        open.forEach(PostgresStore::discard);
    }
}
