package dev.kanishk.scheduler.store;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** SQLite: in process, so each row is a run of a prepared statement; one writer, so no locks. */
final class SqliteDialect implements Dialect {
    private static final String CLAIM_JOBS =
            "SELECT job.id, r.lane, r.ticket, attempts, failures, crashes, "
                    + JobColumns.REQUEST
                    + " FROM ready r LEFT JOIN job ON job.id = r.id AND job.state = 1"
                    + " AND job.ticket = r.ticket WHERE r.lane = ?";

    private final InstantSource clock;
    private final Lanes lanes;
    private final PayloadCodec codec;
    private final Map<String, String> rewritten = new ConcurrentHashMap<>();

    SqliteDialect(InstantSource clock, Lanes lanes, PayloadCodec codec) {
        this.clock = clock;
        this.lanes = lanes;
        this.codec = codec;
    }

    @Override
    public String rewrite(String sql) {
        return rewritten.computeIfAbsent(
                sql,
                text ->
                        text.replace(" FOR UPDATE SKIP LOCKED", "")
                                .replace(" FOR UPDATE", "")
                                .replace("= ANY(?)", "IN (SELECT value FROM json_each(?))"));
    }

    @Override
    public boolean renewsInQueries() {
        return false;
    }

    @Override
    public String pairs() {
        return "(SELECT a.value AS lane, b.value AS least FROM json_each(?) a"
                + " JOIN json_each(?) b ON a.key = b.key) AS c";
    }

    @Override
    public boolean tryLock(Tx tx) {
        return true;
    }

    @Override
    public List<Recorder> recorders() {
        return Recorder.sqlite();
    }

    @Override
    public void lockTables(Tx tx) {
        // The transaction is the only one that writes.
    }

    @Override
    public void unlockTables(Tx tx) {
        // The end of the transaction does.
    }

    @Override
    public long retentionSlackMs() {
        return 0;
    }

    @Override
    public void bind(PreparedStatement statement, int index, @Nullable Object value)
            throws SQLException {
        switch (value) {
            case null -> statement.setNull(index, Types.NULL);
            case UUID id -> statement.setString(index, id.toString());
            case List<?> list -> statement.setString(index, json(list));
            case Long number -> statement.setLong(index, number);
            case Integer number -> statement.setInt(index, number);
            case Double number -> statement.setDouble(index, number);
            case byte[] bytes -> statement.setBytes(index, bytes);
            default -> statement.setString(index, value.toString());
        }
    }

    private static String json(List<?> list) {
        return list.stream()
                .map(value ->
                        value instanceof Number
                                ? value.toString()
                                : '"'
                                        + value.toString()
                                                .replace("\\", "\\\\")
                                                .replace("\"", "\\\"")
                                        + '"')
                .collect(Collectors.joining(",", "[", "]"));
    }

    @Override
    public long nowMs(Tx tx) {
        return clock.millis();
    }

    @Override
    public long[] tickets(Tx tx, int count) throws SQLException {
        long end = tx.number("UPDATE next_ticket SET number = number + ? RETURNING number", count);
        long[] tickets = new long[count];
        for (int i = 0; i < count; i++) {
            tickets[i] = end - count + i;
        }
        return tickets;
    }

    private int[] each(Tx tx, String sql, List<@Nullable Object[]> rows) throws SQLException {
        PreparedStatement statement = tx.link().prepare(sql);
        for (@Nullable Object[] row : rows) {
            for (int i = 0; i < row.length; i++) {
                bind(statement, i + 1, row[i]);
            }
            statement.addBatch();
        }
        return statement.executeBatch();
    }

    private static String[] split(String columns) {
        return columns.split(",", -1);
    }

    @Override
    public void insert(
            Tx tx, String table, String columns, boolean known, List<@Nullable Object[]> rows)
            throws SQLException {
        String values = "?,".repeat(split(columns).length);
        each(
                tx,
                "INSERT %sINTO %s(%s) VALUES (%s)"
                        .formatted(
                                known ? "OR IGNORE " : "",
                                table,
                                columns,
                                values.substring(0, values.length() - 1)),
                rows);
    }

    @Override
    public void update(Tx tx, String table, String set, String keys, List<@Nullable Object[]> rows)
            throws SQLException {
        String assignments =
                Arrays.stream(split(set))
                        .map(name ->
                                name.endsWith("?")
                                        ? "%1$s = coalesce(?, %1$s)"
                                                .formatted(name.replace("?", ""))
                                        : name + " = ?")
                        .collect(Collectors.joining(", "));
        each(tx, "UPDATE %s SET %s WHERE %s".formatted(table, assignments, equal(keys)), rows);
    }

    @Override
    public void delete(Tx tx, String table, String keys, List<@Nullable Object[]> rows)
            throws SQLException {
        each(tx, "DELETE FROM %s WHERE %s".formatted(table, equal(keys)), rows);
    }

    private static String equal(String keys) {
        return Arrays.stream(split(keys))
                .map(key -> key + " = ?")
                .collect(Collectors.joining(" AND "));
    }

    @Override
    public void accept(Tx tx, List<NewJob> jobs) throws SQLException {
        List<JobColumns.Column> columns = JobColumns.of(jobs);
        long[] tickets = tx.tickets((int) jobs.stream().filter(NewJob::isDue).count());
        int used = 0;
        List<@Nullable Object[]> rows = new ArrayList<>(jobs.size());
        List<@Nullable Object[]> ready = new ArrayList<>(jobs.size());
        List<@Nullable Object[]> later = new ArrayList<>();
        for (NewJob job : jobs) {
            @Nullable Object[] row = new @Nullable Object[columns.size() + 1];
            for (int c = 0; c < columns.size(); c++) {
                row[c] = JobColumns.value(columns.get(c), job);
            }
            long ticket = 0;
            if (job.isDue()) {
                ticket = tickets[used++];
                ready.add(new Object[] {job.lane.id(), ticket, job.id});
                tx.due(job.lane.id(), ticket);
            } else {
                long time = job.blockers > 0 ? JobRow.BLOCKED : job.runAtMs();
                later.add(new Object[] {time, job.id, job.lane.id()});
            }
            row[columns.size()] = ticket;
            rows.add(row);
        }
        tx.insert("job", JobColumns.names(columns) + ",ticket", rows);
        tx.insert("ready", "lane,ticket,id", ready);
        tx.insert("later", "run_at,id,lane", later);
    }

    @Override
    public List<Taken> claim(Tx tx, ClaimOrder order) throws SQLException {
        if (tx.number("SELECT version FROM policy") != order.policy()) {
            return List.of();
        }
        List<Taken> all = new ArrayList<>();
        Map<Long, List<Taken>> byReceipt = new LinkedHashMap<>();
        for (ClaimOrder.Wish wish : order.wishes()) {
            List<Taken> taken = byReceipt.computeIfAbsent(wish.receipt(), r -> new ArrayList<>());
            List<@Nullable Object[]> gone = new ArrayList<>();
            boolean chosen = !wish.tickets().isEmpty();
            String sql =
                    chosen
                            ? CLAIM_JOBS + " AND r.ticket = ANY(?)"
                            : CLAIM_JOBS + " AND r.ticket >= ? ORDER BY r.ticket LIMIT ?";
            @Nullable Object[] values =
                    chosen
                            ? new Object[] {wish.lane(), wish.tickets()}
                            : new Object[] {wish.lane(), wish.least(), wish.limit()};
            tx.query(
                    sql,
                    row -> {
                        gone.add(new Object[] {row.getInt(2), row.getLong(3)});
                        return row.getString(1) == null || taken.add(taken(row));
                    },
                    values);
            tx.delete("ready", "lane,ticket", gone);
        }
        for (Map.Entry<Long, List<Taken>> each : byReceipt.entrySet()) {
            List<Taken> taken = each.getValue();
            all.addAll(taken);
            if (!taken.isEmpty()) {
                tx.execute(
                        "INSERT INTO receipt(worker, number, lane, claimed_at, jobs, pending)"
                                + " VALUES (?, ?, ?, ?, ?, ?)",
                        order.worker(),
                        each.getKey(),
                        taken.getFirst().lane(),
                        tx.nowMs(),
                        taken.stream()
                                .map(job -> job.id() + ":" + (job.counts().attempts() + 1))
                                .collect(Collectors.joining(",")),
                        taken.size());
            }
        }
        return all;
    }

    private Taken taken(ResultSet row) throws SQLException {
        return JobColumns.taken(row, lanes, codec);
    }

    @Override
    public boolean[] succeed(Tx tx, String worker, List<Ended> ends) throws SQLException {
        Map<Long, Long> claimedAtMs = Ended.claimedAtMs(tx, worker, ends);
        List<@Nullable Object[]> rows = new ArrayList<>(ends.size());
        for (Ended end : ends) {
            rows.add(
                    new Object[] {
                        end.attempt(),
                        tx.nowMs(),
                        claimedAtMs.get(end.receipt()),
                        worker,
                        end.id(),
                        claimedAtMs.containsKey(end.receipt()) ? end.attempt() - 1 : -1
                    });
        }
        int[] changed =
                each(
                        tx,
                        "UPDATE job SET state = 2, attempts = ?, changed_at = ?, claimed_at = ?,"
                                + " worker = ? WHERE id = ? AND state = 1 AND attempts = ?"
                                + " AND has_dependents = 0",
                        rows);
        boolean[] answer = new boolean[changed.length];
        Map<List<Integer>, Long> tallies = new HashMap<>();
        for (int i = 0; i < changed.length; i++) {
            answer[i] = changed[i] == 1;
            if (answer[i]) {
                tallies.merge(List.of(ends.get(i).lane(), 2), 1L, Long::sum);
            }
        }
        Changes.addTallies(tx, tallies);
        return answer;
    }
}
