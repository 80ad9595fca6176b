package dev.kanishk.agents.checkpoint;

import dev.kanishk.agents.checkpoint.Event.Kind;
import dev.kanishk.agents.checkpoint.RunInfo.Status;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/*
 * The log of a run is its state. What a node did is one row, inserted in one transaction together
 * with whatever else changed; the row holds the change and not the whole state, so a step costs the
 * same however long the run already is.
 *
 * Two processes may believe that they own a run: one was thought dead and is not. Each takes a
 * lease first, which raises the run's epoch, and every insert selects from the run's row with the
 * epoch of its lease. If the epoch moved on, the select is empty, nothing is inserted, and the late
 * process is told so. Check and write cannot be separated: SQLite has one writer at a time, and
 * with PostgreSQL the select holds the run's row for share until the commit, for which a new lease
 * waits. So the last sequence, too, is known to the holder of the lease and need not be read again.
 *
 * A fork is a row that names its parent and the parent's last event that it shares. Reading a fork
 * reads the parent up to there. Nothing is copied, and a fork never writes into its parent.
 *
 * A snapshot is a copy of what its run's events up to its place amount to. It is only ever read
 * instead of them, so it may be missing, and is never what a write depends on.
 */
/** A store in an SQL database. */
abstract sealed class SqlStore implements CheckpointStore permits SqliteStore, PostgresStore {
    private static final String RUN_COLUMNS =
            "id, thread, status, parent, parent_sequence, owner, epoch, created_ms, changed_ms,"
                    + " key";
    private static final String RUN = "SELECT " + RUN_COLUMNS + " FROM agent_run WHERE id = ?";

    /** Work in a transaction. */
    @FunctionalInterface
    interface Work<T extends @Nullable Object> {
        T apply(Session session) throws SQLException;
    }

    /** A run with its key. */
    private record Row(RunInfo info, long key) {}

    private final StoreOptions options;
    private final Payloads payloads;

    SqlStore(StoreOptions options) {
        this.options = options;
        this.payloads = new Payloads(options.codec());
    }

    abstract <T extends @Nullable Object> T write(String what, Work<T> work);

    abstract <T extends @Nullable Object> T read(String what, Work<T> work);

    long now() {
        return options.clock().millis();
    }

    byte[] encode(String run, String payload, long place) {
        return payloads.encode(run, payload, place);
    }

    @Override
    public Lease admit(Admission admission) {
        String run = admission.run();
        String owner = admission.owner();
        if (owner == null) {
            return admit(run, admission.payload());
        }
        return write(
                "admit run '" + run + "'",
                session -> {
                    String thread = row(session, owner).info().thread();
                    return create(
                            session,
                            new NewRun(run, thread, owner, null, 0),
                            Kind.ADMITTED,
                            admission.payload());
                });
    }

    /** Admits a run that works for no other, together with what others write. */
    abstract Lease admit(String run, String payload);

    @Override
    public Lease fork(String parent, long sequence, String run, String payload) {
        return write(
                "fork run '" + parent + "'",
                session -> {
                    Row from = row(session, parent);
                    if (sequence < 1 || sequence > lastSequence(session, from)) {
                        throw new CheckpointException(
                                "run '" + parent + "' has no event " + sequence + ": see its log");
                    }
                    checkForkDepth(session, from);
                    NewRun fork = new NewRun(run, from.info().thread(), null, parent, sequence);
                    return create(session, fork, Kind.FORKED, payload);
                });
    }

    private static void checkForkDepth(Session session, Row parent) throws SQLException {
        int depth = 1;
        for (String next = parent.info().parent(); next != null; depth++) {
            next = row(session, next).info().parent();
        }
        Forks.checkDepth(parent.info().id(), depth);
    }

    /** A run that is to be inserted. */
    private record NewRun(
            String id,
            @Nullable String thread,
            @Nullable String owner,
            @Nullable String parent,
            long parentSequence) {}

    private Lease create(Session session, NewRun run, Kind kind, String payload)
            throws SQLException {
        long now = now();
        Long key =
                session.first(
                        row -> row.getLong(1),
                        "INSERT INTO agent_run(id, thread, status, parent, parent_sequence, owner,"
                                + " epoch, created_ms, changed_ms)"
                                + " VALUES(?, ?, 0, ?, ?, ?, 1, ?, ?)"
                                + " ON CONFLICT DO NOTHING RETURNING key",
                        run.id(),
                        run.thread(),
                        run.parent(),
                        run.parentSequence(),
                        run.owner(),
                        now,
                        now);
        if (key == null) {
            throw new CheckpointException(
                    "run '" + run.id() + "' exists: resume it, or use another name");
        }
        long place = Keys.place(key, run.parentSequence() + 1);
        session.update(
                "INSERT INTO agent_event(place, kind, node, step, task, payload, at_ms)"
                        + " VALUES(?, ?, '', 0, 0, ?, ?)",
                place,
                kind.code(),
                encode(run.id(), payload, place),
                now);
        return new Lease(run.id(), key, 1, run.parentSequence() + 1);
    }

    @Override
    public Lease lease(String run) {
        return write(
                "lease run '" + run + "'",
                session -> {
                    session.update("UPDATE agent_run SET epoch = epoch + 1 WHERE id = ?", run);
                    return leased(session, run);
                });
    }

    @Override
    public Optional<Lease> lease(String run, long epoch) {
        return write(
                "lease run '" + run + "'",
                session -> {
                    int raised =
                            session.update(
                                    "UPDATE agent_run SET epoch = epoch + 1"
                                            + " WHERE id = ? AND epoch = ?",
                                    run,
                                    epoch);
                    Lease lease = leased(session, run);
                    return raised == 0 ? Optional.empty() : Optional.of(lease);
                });
    }

    private static Lease leased(Session session, String run) throws SQLException {
        Row row = row(session, run);
        return new Lease(run, row.key(), row.info().epoch(), lastSequence(session, row));
    }

    /** Looks the last sequence up where the lease does not know it. */
    long last(Session session, Lease lease) throws SQLException {
        if (lease.last() >= 0) {
            return lease.last();
        }
        Row row = find(session, lease.run());
        return row == null ? 0 : lastSequence(session, row);
    }

    private static long lastSequence(Session session, Row row) throws SQLException {
        Long last =
                session.first(
                        result -> result.getLong(1),
                        "SELECT max(place) FROM agent_event WHERE place BETWEEN ? AND ?",
                        Keys.first(row.key()),
                        Keys.last(row.key()));
        return last == null || last == 0 ? row.info().parentSequence() : Keys.sequence(last);
    }

    /** Inserts the snapshot of a write; tells whether its lease still held. */
    boolean insertSnapshot(Session session, GroupCommit.Write write, String snapshot)
            throws SQLException {
        Lease lease = write.lease();
        long place = Keys.place(lease.key(), write.last());
        int inserted =
                session.update(
                        "INSERT INTO agent_snapshot(place, payload) SELECT CAST(? AS BIGINT), ?"
                                + " FROM agent_run WHERE key = ? AND epoch = ?"
                                + forShare()
                                + " ON CONFLICT(place) DO UPDATE SET payload = excluded.payload",
                        place,
                        encode(lease.run(), snapshot, Keys.ofSnapshot(place)),
                        lease.key(),
                        lease.epoch());
        return inserted > 0;
    }

    /** Says what keeps a run's row as it is until the transaction ends. */
    abstract String forShare();

    @Override
    public Log read(String run, long upTo) {
        return read(
                "read run '" + run + "'",
                session -> {
                    List<Event> events = new ArrayList<>();
                    return collect(session, run, upTo, events);
                });
    }

    private Log collect(Session session, String run, long upTo, List<Event> events)
            throws SQLException {
        Row row = row(session, run);
        long key = row.key();
        Long place =
                session.first(
                        result -> result.getLong(1),
                        "SELECT max(place) FROM agent_snapshot WHERE place BETWEEN ? AND ?",
                        Keys.first(key),
                        Keys.place(key, Math.min(upTo, Keys.MAX_SEQUENCE)));
        String snapshot = null;
        long from = 0;
        if (place != null && place != 0) {
            snapshot =
                    session.first(
                            result ->
                                    payloads.decode(
                                            run, result.getBytes(1), Keys.ofSnapshot(place)),
                            "SELECT payload FROM agent_snapshot WHERE place = ?",
                            place);
            from = Keys.sequence(place);
        } else if (row.info().parent() != null) {
            long shared = Math.min(upTo, row.info().parentSequence());
            Log past = collect(session, row.info().parent(), shared, events);
            snapshot = past.snapshot();
            from = past.snapshotSequence();
        }
        addOwn(session, row, from, upTo, events);
        return new Log(snapshot, from, events);
    }

    @Override
    public List<Event> events(String run, long after) {
        return read(
                "read run '" + run + "'",
                session -> {
                    List<Event> events = new ArrayList<>();
                    collectEvents(session, run, after, Keys.MAX_SEQUENCE, events);
                    return List.copyOf(events);
                });
    }

    private void collectEvents(
            Session session, String run, long after, long upTo, List<Event> events)
            throws SQLException {
        Row row = row(session, run);
        String parent = row.info().parent();
        if (parent != null && after < row.info().parentSequence()) {
            long shared = Math.min(upTo, row.info().parentSequence());
            collectEvents(session, parent, after, shared, events);
        }
        addOwn(session, row, after, upTo, events);
    }

    private void addOwn(Session session, Row row, long after, long upTo, List<Event> events)
            throws SQLException {
        String run = row.info().id();
        events.addAll(
                session.query(
                        result -> event(run, result),
                        "SELECT place, kind, node, step, task, payload, at_ms FROM agent_event"
                                + " WHERE place > ? AND place <= ? ORDER BY place",
                        Keys.place(row.key(), Math.min(after, Keys.MAX_SEQUENCE)),
                        Keys.place(row.key(), Math.min(upTo, Keys.MAX_SEQUENCE))));
    }

    private Event event(String run, ResultSet row) throws SQLException {
        long place = row.getLong(1);
        byte[] payload = row.getBytes(6);
        return new Event(
                Keys.sequence(place),
                Kind.of(row.getInt(2)),
                row.getString(3),
                row.getInt(4),
                row.getInt(5),
                payloads.decode(run, payload == null ? new byte[0] : payload, place),
                row.getLong(7));
    }

    @Override
    public Optional<RunInfo> find(String run) {
        return read(
                "find run '" + run + "'",
                session -> Optional.ofNullable(find(session, run)).map(Row::info));
    }

    @Override
    public List<RunInfo> runs(RunQuery query) {
        StringBuilder sql = new StringBuilder("SELECT " + RUN_COLUMNS + " FROM agent_run WHERE ");
        List<@Nullable Object> arguments = new ArrayList<>();
        if (query.thread() == null) {
            sql.append("owner IS NULL");
        } else {
            sql.append("(thread = ? OR id = ?)");
            arguments.add(query.thread());
            arguments.add(query.thread());
        }
        Status status = query.status();
        if (status != null) {
            sql.append(" AND status = ").append(status.code());
        }
        if (query.after() != null) {
            sql.append(" AND key > coalesce((SELECT key FROM agent_run WHERE id = ?), 0)");
            arguments.add(query.after());
        }
        sql.append(" ORDER BY key LIMIT ?");
        arguments.add(query.limit());
        return read(
                "list runs",
                session ->
                        session.query(
                                result -> row(result).info(), sql.toString(), arguments.toArray()));
    }

    @Override
    public int delete(String thread) {
        return write("delete thread '" + thread + "'", session -> delete(session, thread));
    }

    private static int delete(Session session, String thread) throws SQLException {
        List<Long> keys =
                session.query(
                        row -> row.getLong(1),
                        "DELETE FROM agent_run WHERE thread = ? OR (id = ? AND thread IS NULL)"
                                + " RETURNING key",
                        thread,
                        thread);
        for (long key : keys) {
            session.update(
                    "DELETE FROM agent_event WHERE place BETWEEN ? AND ?",
                    Keys.first(key),
                    Keys.last(key));
            session.update(
                    "DELETE FROM agent_snapshot WHERE place BETWEEN ? AND ?",
                    Keys.first(key),
                    Keys.last(key));
        }
        return keys.size();
    }

    @Override
    public int deleteFinished(Instant before, int limit) {
        String over =
                "status IN ("
                        + Status.DONE.code()
                        + ", "
                        + Status.COMPENSATED.code()
                        + ") AND changed_ms < ?";
        return write(
                "delete finished threads",
                session -> {
                    List<String> threads =
                            session.query(
                                    row -> row.getString(1),
                                    "SELECT id FROM agent_run r WHERE thread IS NULL AND "
                                            + over
                                            + " AND NOT EXISTS (SELECT 1 FROM agent_run f WHERE"
                                            + " f.thread = r.id AND NOT ("
                                            + over.replace("status", "f.status")
                                                    .replace("changed_ms", "f.changed_ms")
                                            + ")) ORDER BY key LIMIT ?",
                                    before.toEpochMilli(),
                                    before.toEpochMilli(),
                                    limit);
                    for (String thread : threads) {
                        delete(session, thread);
                    }
                    return threads.size();
                });
    }

    private static Row row(Session session, String run) throws SQLException {
        Row row = find(session, run);
        if (row == null) {
            throw unknown(run);
        }
        return row;
    }

    private static @Nullable Row find(Session session, String run) throws SQLException {
        return session.first(SqlStore::row, RUN, run);
    }

    private static Row row(ResultSet row) throws SQLException {
        String id = row.getString(1);
        String thread = row.getString(2);
        return new Row(
                new RunInfo(
                        id,
                        thread == null ? id : thread,
                        Status.of(row.getInt(3)),
                        row.getString(4),
                        row.getLong(5),
                        row.getString(6),
                        row.getLong(7),
                        row.getLong(8),
                        row.getLong(9)),
                row.getLong(10));
    }

    private static CheckpointException unknown(String run) {
        return new CheckpointException("there is no run '" + run + "': list the runs");
    }
}
