package dev.kanishk.scheduler.store;

import dev.kanishk.scheduler.job.JobRequest;
import dev.kanishk.scheduler.job.JobState;
import dev.kanishk.scheduler.job.Receipt;
import dev.kanishk.scheduler.job.Transition.Cause;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/*
 * The state machine. Every change is: the job's row, one more line of its audit, and the counts of
 * its type, in one transaction.
 *
 *   accepted -> SCHEDULED | ENQUEUED
 *   SCHEDULED -> ENQUEUED (due)
 *   ENQUEUED -> RUNNING (claimed; attempts + 1)
 *   RUNNING -> SUCCEEDED
 *            | SCHEDULED (failed, failures + 1, attempts left)
 *            | DEAD      (failed, none left, or of no use; or the third worker died)
 *            | ENQUEUED  (handed back; or its worker died, crashes + 1)
 *   DEAD -> ENQUEUED (redriven; failures = crashes = 0) | CANCELLED (discarded)
 *   SCHEDULED | ENQUEUED | RUNNING -> CANCELLED
 *
 * A result is accepted only while the row says RUNNING, by this worker, in this attempt. Attempts
 * never go down, so a pair of worker and attempt names one start for ever.
 */
/** Every statement that changes a job, within the transaction that the committer began. */
final class JobWrites {
    /** After so many workers died while they ran it, a job is dead. */
    static final int MAX_CRASHES = 3;

    private static final int MAX_ERROR_LENGTH = 4_000;
    private static final int DUE_LIMIT = 1_000;
    private static final String ROW =
            "SELECT position, type, state, version, attempts, failures, crashes, max_attempts,"
                    + " worker FROM job";

    /** A job as a change needs it. */
    private record Row(
            long position,
            String type,
            JobState state,
            int version,
            int attempts,
            int failures,
            int crashes,
            int maxAttempts,
            @Nullable String worker) {}

    private final Connection connection;
    private final InstantSource clock;
    private final StoreOptions options;
    private final UuidV7 ids = new UuidV7();
    private final Map<String, PreparedStatement> statements = new HashMap<>();
    private final Map<String, Map<JobState, Long>> counts = new HashMap<>();
    private long nowMs;
    private long lastPosition;
    private long waiting;

    JobWrites(Connection connection, InstantSource clock, StoreOptions options) {
        this.connection = connection;
        this.clock = clock;
        this.options = options;
    }

    /** To be called when a transaction has begun. */
    void begin() throws SQLException {
        nowMs = clock.millis();
        counts.clear();
        lastPosition = number("SELECT coalesce(max(position), 0) FROM job");
        waiting = number("SELECT coalesce(sum(scheduled + enqueued + running), 0) FROM job_type");
    }

    /** To be called before a transaction is committed. */
    void flush() throws SQLException {
        if (counts.isEmpty()) {
            return;
        }
        PreparedStatement add =
                statement(
                        "UPDATE job_type SET scheduled = scheduled + ?, enqueued = enqueued + ?,"
                                + " running = running + ?, succeeded = succeeded + ?,"
                                + " dead = dead + ?, cancelled = cancelled + ? WHERE type = ?");
        for (Map.Entry<String, Map<JobState, Long>> type : counts.entrySet()) {
            Map<JobState, Long> change = type.getValue();
            bind(
                    add,
                    change.getOrDefault(JobState.SCHEDULED, 0L),
                    change.getOrDefault(JobState.ENQUEUED, 0L),
                    change.getOrDefault(JobState.RUNNING, 0L),
                    change.getOrDefault(JobState.SUCCEEDED, 0L),
                    change.getOrDefault(JobState.DEAD, 0L),
                    change.getOrDefault(JobState.CANCELLED, 0L),
                    type.getKey());
            add.addBatch();
        }
        add.executeBatch();
        counts.clear();
    }

    /** To be called when a transaction is rolled back. */
    void discard() throws SQLException {
        for (PreparedStatement statement : statements.values()) {
            statement.clearBatch();
        }
    }

    /** How many jobs are due, due later, or running. */
    long waiting() {
        return waiting;
    }

    /** Makes a type known; false if there are too many. */
    boolean admitType(String type) throws SQLException {
        if (exists("SELECT 1 FROM job_type WHERE type = ?", type)) {
            return true;
        }
        if (number("SELECT count(*) FROM job_type") >= options.maxTypes()) {
            return false;
        }
        PreparedStatement insert = statement("INSERT INTO job_type(type) VALUES (?)");
        insert.setString(1, type);
        insert.executeUpdate();
        return true;
    }

    List<Receipt> enqueue(List<JobRequest> requests, String node) throws SQLException {
        PreparedStatement insert =
                statement(
                        "INSERT INTO job(position, id, state, version, accepted_at_ms,"
                                + " changed_at_ms, "
                                + Rows.REQUEST
                                + ") VALUES (?, ?, ?, 1, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
        List<Receipt> receipts = new ArrayList<>(requests.size());
        Map<List<String>, Receipt> keyed = new HashMap<>();
        for (JobRequest request : requests) {
            String key = request.idempotencyKey();
            List<String> name = key == null ? List.of() : List.of(request.type(), key);
            Receipt known = key == null ? null : keyed.get(name);
            if (known == null && key != null) {
                known = known(request.type(), key);
            }
            if (known != null) {
                receipts.add(new Receipt(known.id(), known.state(), false));
                continue;
            }
            long runAtMs = request.runAt() == null ? nowMs : request.runAt().toEpochMilli();
            JobState state = runAtMs > nowMs ? JobState.SCHEDULED : JobState.ENQUEUED;
            UUID id = ids.next(nowMs);
            bind(insert, ++lastPosition, id, state, nowMs, nowMs, request.type());
            insert.setString(7, request.payload());
            insert.setString(8, key);
            insert.setLong(9, runAtMs);
            insert.setInt(10, request.priority());
            insert.setInt(11, request.maxAttempts());
            insert.setLong(12, request.timeout().toMillis());
            insert.addBatch();
            audit(lastPosition, 1, null, state, Cause.ACCEPTED, node, null);
            count(request.type(), null, state, 1);
            Receipt receipt = new Receipt(id, state, true);
            receipts.add(receipt);
            if (key != null) {
                keyed.put(name, receipt);
            }
        }
        insert.executeBatch();
        auditBatch();
        return receipts;
    }

    private @Nullable Receipt known(String type, String key) throws SQLException {
        PreparedStatement select =
                statement("SELECT id, state FROM job WHERE type = ? AND idempotency_key = ?");
        bind(select, type, key);
        try (ResultSet rows = select.executeQuery()) {
            return rows.next()
                    ? new Receipt(
                            UUID.fromString(rows.getString(1)),
                            JobState.valueOf(rows.getString(2)),
                            false)
                    : null;
        }
    }

    /** Makes jobs whose time has come claimable. */
    void promoteDue(String node) throws SQLException {
        PreparedStatement select =
                statement(
                        ROW
                                + " WHERE state = 'SCHEDULED'"
                                + " AND run_at_ms <= ? ORDER BY run_at_ms LIMIT "
                                + DUE_LIMIT);
        bind(select, nowMs);
        for (Row job : rows(select)) {
            move(job, JobState.ENQUEUED, Cause.DUE, node, null);
        }
    }

    List<Claim> claim(String type, int limit, String worker) throws SQLException {
        PreparedStatement select =
                statement(
                        "SELECT position, id, version, attempts, failures, "
                                + Rows.REQUEST
                                + " FROM job INDEXED BY job_ready WHERE state = 'ENQUEUED'"
                                + " AND type = ? ORDER BY priority DESC, position LIMIT ?");
        bind(select, type, limit);
        PreparedStatement update =
                statement(
                        "UPDATE job SET state = 'RUNNING', version = version + 1, worker = ?,"
                                + " attempts = attempts + 1, changed_at_ms = ?"
                                + " WHERE position = ?");
        List<Claim> claims = new ArrayList<>();
        try (ResultSet row = select.executeQuery()) {
            while (row.next()) {
                long position = row.getLong("position");
                claims.add(
                        new Claim(
                                UUID.fromString(row.getString("id")),
                                position,
                                row.getInt("attempts") + 1,
                                row.getInt("failures"),
                                Rows.request(row)));
                int version = row.getInt("version") + 1;
                audit(
                        position,
                        version,
                        JobState.ENQUEUED,
                        JobState.RUNNING,
                        Cause.CLAIMED,
                        worker,
                        null);
                bind(update, worker, nowMs, position);
                update.addBatch();
            }
        }
        if (!claims.isEmpty()) {
            update.executeBatch();
            auditBatch();
            count(type, JobState.ENQUEUED, JobState.RUNNING, claims.size());
        }
        return claims;
    }

    boolean isPaused(String type) throws SQLException {
        return exists("SELECT 1 FROM job_type WHERE paused = 1 AND type = ?", type);
    }

    boolean finish(Claim claim, String worker, Result result) throws SQLException {
        Row job = rowAt(claim.position());
        if (job == null
                || job.state() != JobState.RUNNING
                || job.attempts() != claim.attempt()
                || !worker.equals(job.worker())) {
            return false;
        }
        switch (result) {
            case Result.Succeeded succeeded ->
                    move(job, JobState.SUCCEEDED, Cause.SUCCEEDED, worker, null);
            case Result.HandedBack handedBack ->
                    move(job, JobState.ENQUEUED, Cause.HANDED_BACK, worker, null);
            case Result.Failed failed -> fail(job, worker, failed);
        }
        return true;
    }

    private void fail(Row job, String worker, Result.Failed failed) throws SQLException {
        PreparedStatement update =
                statement(
                        "UPDATE job SET failures = failures + 1, error = ?,"
                                + " run_at_ms = ? WHERE position = ?");
        String error = shortened(failed.error());
        boolean again = failed.retryIn() != null && job.failures() + 1 < job.maxAttempts();
        long waitMs = failed.retryIn() == null ? 0 : failed.retryIn().toMillis();
        bind(update, error, nowMs + waitMs, job.position());
        update.executeUpdate();
        Cause cause = failed.timedOut() ? Cause.TIMED_OUT : Cause.FAILED;
        move(job, again ? JobState.SCHEDULED : JobState.DEAD, cause, worker, error);
    }

    /** Takes the jobs from a worker: as handed back, or as those of one that died. */
    int takeFrom(String worker, boolean died, String node) throws SQLException {
        PreparedStatement select = statement(ROW + " WHERE state = 'RUNNING'" + " AND worker = ?");
        bind(select, worker);
        List<Row> jobs = rows(select);
        for (Row job : jobs) {
            if (!died) {
                move(job, JobState.ENQUEUED, Cause.HANDED_BACK, node, null);
                continue;
            }
            PreparedStatement crash =
                    statement("UPDATE job SET crashes = crashes + 1, error = ? WHERE position = ?");
            String error = "worker " + worker + " ended while it ran the job";
            bind(crash, error, job.position());
            crash.executeUpdate();
            boolean poison = job.crashes() + 1 >= MAX_CRASHES;
            move(job, poison ? JobState.DEAD : JobState.ENQUEUED, Cause.WORKER_DIED, node, error);
        }
        return jobs.size();
    }

    boolean cancel(UUID id, String node) throws SQLException {
        Row job = row(id);
        if (job == null || job.state().isOver()) {
            return false;
        }
        move(job, JobState.CANCELLED, Cause.CANCELLED, node, null);
        return true;
    }

    boolean discard(UUID id, String node) throws SQLException {
        Row job = row(id);
        if (job == null || job.state() != JobState.DEAD) {
            return false;
        }
        move(job, JobState.CANCELLED, Cause.CANCELLED, node, null);
        return true;
    }

    boolean redrive(UUID id, String node) throws SQLException {
        Row job = row(id);
        if (job == null || job.state() != JobState.DEAD) {
            return false;
        }
        redrive(job, node);
        return true;
    }

    int redrive(String type, int limit, String node) throws SQLException {
        PreparedStatement select =
                statement(
                        ROW + " WHERE state = 'DEAD'" + " AND type = ? ORDER BY position LIMIT ?");
        bind(select, type, limit);
        List<Row> jobs = rows(select);
        for (Row job : jobs) {
            redrive(job, node);
        }
        return jobs.size();
    }

    private void redrive(Row job, String node) throws SQLException {
        PreparedStatement update =
                statement(
                        "UPDATE job SET failures = 0, crashes = 0, run_at_ms = ?"
                                + " WHERE position = ?");
        bind(update, nowMs, job.position());
        update.executeUpdate();
        move(job, JobState.ENQUEUED, Cause.REDRIVEN, node, null);
    }

    boolean pause(String type, boolean paused) throws SQLException {
        PreparedStatement update = statement("UPDATE job_type SET paused = ? WHERE type = ?");
        bind(update, paused ? 1 : 0, type);
        return update.executeUpdate() == 1;
    }

    int removeExpired(int limit) throws SQLException {
        long keptMs = options.retention().toMillis();
        PreparedStatement select =
                statement(
                        ROW
                                + " INDEXED BY job_over"
                                + " WHERE state IN ('SUCCEEDED', 'DEAD', 'CANCELLED')"
                                + " AND changed_at_ms <= ? AND (state <> 'DEAD'"
                                + " OR changed_at_ms <= ?) ORDER BY changed_at_ms LIMIT ?");
        bind(select, nowMs - keptMs, nowMs - 4 * keptMs, limit);
        List<Row> jobs = rows(select);
        PreparedStatement audit = statement("DELETE FROM transition WHERE position = ?");
        PreparedStatement job = statement("DELETE FROM job WHERE position = ?");
        for (Row row : jobs) {
            bind(audit, row.position());
            audit.addBatch();
            bind(job, row.position());
            job.addBatch();
            count(row.type(), row.state(), null, 1);
        }
        audit.executeBatch();
        job.executeBatch();
        return jobs.size();
    }

    private void move(Row job, JobState to, Cause cause, String node, @Nullable String error)
            throws SQLException {
        PreparedStatement update =
                statement(
                        "UPDATE job SET state = ?, version = ?, worker = NULL,"
                                + " changed_at_ms = ? WHERE position = ?");
        bind(update, to, job.version() + 1, nowMs, job.position());
        update.executeUpdate();
        audit(job.position(), job.version() + 1, job.state(), to, cause, node, error);
        auditBatch();
        count(job.type(), job.state(), to, 1);
    }

    private void audit(
            long position,
            int version,
            @Nullable JobState from,
            JobState to,
            Cause cause,
            String node,
            @Nullable String error)
            throws SQLException {
        PreparedStatement insert = auditStatement();
        bind(insert, position, version, nowMs, from, to, cause, node, error);
        insert.addBatch();
    }

    private void auditBatch() throws SQLException {
        auditStatement().executeBatch();
    }

    private PreparedStatement auditStatement() throws SQLException {
        return statement(
                "INSERT INTO transition(position, version, at_ms, from_state, to_state, cause,"
                        + " node, error) VALUES (?, ?, ?, ?, ?, ?, ?, ?)");
    }

    private void count(String type, @Nullable JobState from, @Nullable JobState to, long jobs) {
        Map<JobState, Long> change =
                counts.computeIfAbsent(type, t -> new EnumMap<>(JobState.class));
        if (from != null) {
            change.merge(from, -jobs, Long::sum);
            waiting -= from.isOver() ? 0 : jobs;
        }
        if (to != null) {
            change.merge(to, jobs, Long::sum);
            waiting += to.isOver() ? 0 : jobs;
        }
    }

    private @Nullable Row row(UUID id) throws SQLException {
        PreparedStatement select = statement(ROW + " WHERE id = ?");
        bind(select, id);
        List<Row> found = rows(select);
        return found.isEmpty() ? null : found.getFirst();
    }

    private @Nullable Row rowAt(long position) throws SQLException {
        PreparedStatement select = statement(ROW + " WHERE position = ?");
        bind(select, position);
        List<Row> found = rows(select);
        return found.isEmpty() ? null : found.getFirst();
    }

    private static List<Row> rows(PreparedStatement select) throws SQLException {
        List<Row> jobs = new ArrayList<>();
        try (ResultSet row = select.executeQuery()) {
            while (row.next()) {
                jobs.add(
                        new Row(
                                row.getLong(1),
                                row.getString(2),
                                JobState.valueOf(row.getString(3)),
                                row.getInt(4),
                                row.getInt(5),
                                row.getInt(6),
                                row.getInt(7),
                                row.getInt(8),
                                row.getString(9)));
            }
        }
        return jobs;
    }

    private boolean exists(String sql, String value) throws SQLException {
        PreparedStatement select = statement(sql);
        select.setString(1, value);
        try (ResultSet rows = select.executeQuery()) {
            return rows.next();
        }
    }

    private long number(String sql) throws SQLException {
        try (ResultSet rows = statement(sql).executeQuery()) {
            rows.next();
            return rows.getLong(1);
        }
    }

    private PreparedStatement statement(String sql) throws SQLException {
        PreparedStatement known = statements.get(sql);
        if (known == null) {
            known = connection.prepareStatement(sql);
            statements.put(sql, known);
        }
        return known;
    }

    private static void bind(PreparedStatement statement, @Nullable Object... values)
            throws SQLException {
        for (int i = 0; i < values.length; i++) {
            switch (values[i]) {
                case null -> statement.setNull(i + 1, Types.NULL);
                case Long number -> statement.setLong(i + 1, number);
                case Integer number -> statement.setInt(i + 1, number);
                case Object other -> statement.setString(i + 1, other.toString());
            }
        }
    }

    private static String shortened(String error) {
        return error.length() <= MAX_ERROR_LENGTH
                ? error
                : error.substring(0, MAX_ERROR_LENGTH) + "…";
    }
}
