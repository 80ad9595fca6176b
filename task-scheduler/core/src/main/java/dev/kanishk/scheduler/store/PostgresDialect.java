package dev.kanishk.scheduler.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** PostgreSQL: rows travel as one array a column, and each common path is one statement. */
final class PostgresDialect implements Dialect {
    /** Before it has passed, the day's partition goes as a whole. */
    private static final long RETENTION_SLACK_MS = 25 * 3_600_000L;

    /** Of a job's name, with a comma. */
    private static final int NAME_LENGTH = 37;

    private static final Map<String, String> TYPES =
            Map.ofEntries(
                    Map.entry("id", "uuid"),
                    Map.entry("parent", "uuid"),
                    Map.entry("child", "uuid"),
                    Map.entry("lane", "int4"),
                    Map.entry("state", "int4"),
                    Map.entry("attempts", "int4"),
                    Map.entry("failures", "int4"),
                    Map.entry("crashes", "int4"),
                    Map.entry("max_attempts", "int4"),
                    Map.entry("timeout_ms", "int4"),
                    Map.entry("blockers", "int4"),
                    Map.entry("has_dependents", "int4"),
                    Map.entry("any_end", "int4"),
                    Map.entry("pending", "int4"),
                    Map.entry("priority", "int4"),
                    Map.entry("burst", "int4"),
                    Map.entry("tokens", "float8"),
                    Map.entry("refilled_at", "int8"),
                    Map.entry("next_ms", "int8"),
                    Map.entry("is_open", "int4"),
                    Map.entry("failed", "int4"),
                    Map.entry("epoch", "int8"),
                    Map.entry("until_ms", "int8"),
                    Map.entry("ticket", "int8"),
                    Map.entry("run_at", "int8"),
                    Map.entry("changed_at", "int8"),
                    Map.entry("claimed_at", "int8"),
                    Map.entry("died_at", "int8"),
                    Map.entry("at", "int8"),
                    Map.entry("number", "int8"),
                    Map.entry("seq", "int8"),
                    Map.entry("payload", "bytea"));

    private static final String CLAIM_OLDEST =
            """
            WITH w AS (
              SELECT * FROM unnest(?::int4[], ?::int8[], ?::int4[], ?::int8[])
                AS w(lane, number, n, least)
              WHERE (SELECT version FROM policy) = ?),
            t AS (
              DELETE FROM ready WHERE ctid = ANY(ARRAY(
                SELECT r.ctid FROM w CROSS JOIN LATERAL (
                  SELECT q.ctid FROM ready q WHERE q.lane = w.lane AND q.ticket >= w.least
                  ORDER BY q.ticket LIMIT w.n FOR UPDATE SKIP LOCKED) r))
              RETURNING lane, ticket, id)\
            """;
    private static final String CLAIM_CHOSEN =
            """
            WITH w AS (
              SELECT * FROM unnest(?::int4[], ?::int8[], ?::int8[]) AS w(lane, number, ticket)
              WHERE (SELECT version FROM policy) = ?),
            t AS (
              DELETE FROM ready q USING w WHERE q.lane = w.lane AND q.ticket = w.ticket
              RETURNING q.lane, q.ticket, q.id)\
            """;
    private static final String CLAIM_REST =
            """
            ,
            j AS MATERIALIZED (
              SELECT job.id, t.lane, t.ticket, attempts, failures, crashes, %1$s
              FROM t JOIN job ON job.id = t.id
              WHERE job.state = 1 AND job.ticket = t.ticket),
            r AS (
              INSERT INTO receipt(worker, number, lane, claimed_at, jobs, pending)
              SELECT ?, number, min(lane), now_ms(),
                string_agg(id || ':' || attempts + 1, ','), count(*)
              FROM j JOIN (SELECT DISTINCT lane, number FROM w) AS n USING (lane)
              GROUP BY number)\
            """
                    .formatted(JobColumns.REQUEST);
    private static final String CLAIM_SPEND =
            """
            ,
            s AS (
              UPDATE limits SET tokens = ? - (SELECT count(*) FROM j), refilled_at = ?
              WHERE type = ? AND EXISTS (SELECT 1 FROM j))\
            """;
    private static final String CLAIM_RESULT =
            " SELECT id, lane, ticket, attempts, failures, crashes, "
                    + JobColumns.REQUEST
                    + " FROM j";
    private static final String SUCCEED =
            """
            WITH e AS (
              SELECT * FROM unnest(?::uuid[], ?::int4[], ?::int8[]) AS e(id, attempt, number)),
            r AS MATERIALIZED (
              SELECT number, claimed_at FROM receipt
              WHERE worker = ? AND number = ANY(?::int8[])),
            n AS MATERIALIZED (SELECT now_ms() AS ms),
            d AS (
              UPDATE job SET state = 2, attempts = e.attempt, changed_at = n.ms,
                claimed_at = r.claimed_at, worker = ?
              FROM e JOIN r USING (number), n
              WHERE job.id = e.id AND job.state = 1 AND job.attempts = e.attempt - 1
                AND job.has_dependents = 0
              RETURNING job.id, job.lane),
            t AS (
              INSERT INTO tally(lane, state, number) SELECT lane, 2, count(*) FROM d GROUP BY lane)\
            """;
    private static final String SETTLE =
            """
            ,
            o AS (
              DELETE FROM receipt WHERE worker = ? AND number = ANY(?::int8[])
                AND (SELECT count(*) FROM d) = ?),
            c AS (
              UPDATE receipt SET pending = g.pending
              FROM unnest(?::int8[], ?::int4[]) AS g(number, pending)
              WHERE receipt.worker = ? AND receipt.number = g.number
                AND (SELECT count(*) FROM d) = ?)\
            """;

    /** No name if all were accepted, as is usual; it is the names that take time to tell. */
    private static final String SUCCEED_RESULT =
            """
             SELECT NULL::uuid WHERE (SELECT count(*) FROM d) = ?
            UNION ALL SELECT id FROM d WHERE (SELECT count(*) FROM d) < ?\
            """;

    private final DatabaseClock clock;
    private final Lanes lanes;
    private final PayloadCodec codec;

    PostgresDialect(DatabaseClock clock, Lanes lanes, PayloadCodec codec) {
        this.clock = clock;
        this.lanes = lanes;
        this.codec = codec;
    }

    @Override
    public String rewrite(String sql) {
        return sql;
    }

    @Override
    public boolean renewsInQueries() {
        return true;
    }

    @Override
    public String pairs() {
        return "unnest(?::int4[], ?::int8[]) AS c(lane, least)";
    }

    @Override
    public boolean tryLock(Tx tx) throws SQLException {
        return tx.number("SELECT pg_try_advisory_xact_lock(hashtext(current_schema()))::int") == 1;
    }

    @Override
    public List<Recorder> recorders() {
        return Recorder.postgres();
    }

    /** Whoever wants to write to the tables waits behind this, so it does not wait for long. */
    @Override
    public void lockTables(Tx tx) throws SQLException {
        tx.query("SELECT set_config('lock_timeout', '5s', true)", row -> true);
        tx.query("SELECT pg_advisory_xact_lock(hashtext(current_schema()))", row -> true);
    }

    @Override
    public void unlockTables(Tx tx) {
        // The end of the transaction does.
    }

    @Override
    public long retentionSlackMs() {
        return RETENTION_SLACK_MS;
    }

    @Override
    public void bind(PreparedStatement statement, int index, @Nullable Object value)
            throws SQLException {
        switch (value) {
            case null -> statement.setNull(index, Types.NULL);
            case List<?> list -> bindList(statement, index, list);
            default -> statement.setObject(index, value);
        }
    }

    private static void bindList(PreparedStatement statement, int index, List<?> list)
            throws SQLException {
        if (list.isEmpty() || list.getFirst() instanceof UUID) {
            bindNames(statement, index, list.toArray());
            return;
        }
        String type =
                switch (list.getFirst()) {
                    case Integer number -> "int4";
                    case Long number -> "int8";
                    default -> "text";
                };
        Connection connection = statement.getConnection();
        statement.setArray(index, connection.createArrayOf(type, list.toArray()));
    }

    /** As text, whose type the statement implies: the driver is slow to make an array of them. */
    private static void bindNames(PreparedStatement statement, int index, @Nullable Object[] names)
            throws SQLException {
        StringBuilder text = new StringBuilder(2 + NAME_LENGTH * names.length).append('{');
        for (int i = 0; i < names.length; i++) {
            text.append(i == 0 ? "" : ",").append(names[i]);
        }
        statement.setObject(index, text.append('}').toString(), Types.OTHER);
    }

    @Override
    public long nowMs(Tx tx) throws SQLException {
        long now = tx.number("SELECT now_ms()");
        clock.sync(now);
        return now;
    }

    @Override
    public long[] tickets(Tx tx, int count) throws SQLException {
        return tx
                .query(
                        "SELECT nextval('ticket') FROM generate_series(1, ?)",
                        row -> row.getLong(1),
                        count)
                .stream()
                .mapToLong(Long::longValue)
                .toArray();
    }

    private static String type(String column) {
        return TYPES.getOrDefault(column, "text");
    }

    private static String given(String[] columns) {
        return Arrays.stream(columns)
                .map(column -> "?::" + type(column) + "[]")
                .collect(Collectors.joining(", ", "unnest(", ")"));
    }

    private static String[] split(String columns) {
        return columns.split(",", -1);
    }

    /** Runs a statement on rows, which it takes as an array for each column. */
    private static void execute(Tx tx, String sql, String[] columns, List<@Nullable Object[]> rows)
            throws SQLException {
        PreparedStatement statement = tx.link().prepare(sql);
        for (int c = 0; c < columns.length; c++) {
            @Nullable Object[] values = new @Nullable Object[rows.size()];
            for (int r = 0; r < values.length; r++) {
                values[r] = rows.get(r)[c];
            }
            bindColumn(statement, c + 1, columns[c], values);
        }
        statement.execute();
    }

    private static void bindColumn(
            PreparedStatement statement, int index, String column, @Nullable Object[] values)
            throws SQLException {
        String type = type(column);
        if (type.equals("uuid")) {
            bindNames(statement, index, values);
            return;
        }
        Object array =
                switch (type) {
                    case "text" -> Arrays.copyOf(values, values.length, String[].class);
                    case "int4" -> Arrays.copyOf(values, values.length, Integer[].class);
                    case "int8" -> Arrays.copyOf(values, values.length, Long[].class);
                    case "bytea" -> Arrays.copyOf(values, values.length, byte[][].class);
                    default -> values;
                };
        Connection connection = statement.getConnection();
        statement.setArray(index, connection.createArrayOf(type, (Object[]) array));
    }

    @Override
    public void insert(
            Tx tx, String table, String columns, boolean known, List<@Nullable Object[]> rows)
            throws SQLException {
        String[] names = split(columns);
        execute(
                tx,
                "INSERT INTO %s(%s) SELECT * FROM %s%s"
                        .formatted(
                                table,
                                columns,
                                given(names),
                                known ? " ON CONFLICT DO NOTHING" : ""),
                names,
                rows);
    }

    @Override
    public void update(Tx tx, String table, String set, String keys, List<@Nullable Object[]> rows)
            throws SQLException {
        String assignments =
                Arrays.stream(split(set))
                        .map(name ->
                                name.endsWith("?")
                                        ? "%1$s = coalesce(g.%1$s, t.%1$s)"
                                                .formatted(name.replace("?", ""))
                                        : "%1$s = g.%1$s".formatted(name))
                        .collect(Collectors.joining(", "));
        String[] names = split(set.replace("?", "") + "," + keys);
        execute(
                tx,
                "UPDATE %s t SET %s FROM %s AS g(%s) WHERE %s"
                        .formatted(
                                table,
                                assignments,
                                given(names),
                                String.join(", ", names),
                                equal(keys)),
                names,
                rows);
    }

    @Override
    public void delete(Tx tx, String table, String keys, List<@Nullable Object[]> rows)
            throws SQLException {
        String[] names = split(keys);
        execute(
                tx,
                "DELETE FROM %s t USING %s AS g(%s) WHERE %s"
                        .formatted(table, given(names), String.join(", ", names), equal(keys)),
                names,
                rows);
    }

    private static String equal(String keys) {
        return Arrays.stream(split(keys))
                .map("t.%1$s = g.%1$s"::formatted)
                .collect(Collectors.joining(" AND "));
    }

    /** Columns of which all jobs have the same travel once: mostly all but name and payload. */
    @Override
    public void accept(Tx tx, List<NewJob> jobs) throws SQLException {
        List<String> same = new ArrayList<>();
        List<@Nullable Object> once = new ArrayList<>();
        List<String> each = new ArrayList<>();
        List<@Nullable Object[]> arrays = new ArrayList<>();
        for (JobColumns.Column column : JobColumns.of(jobs)) {
            @Nullable Object[] values = new @Nullable Object[jobs.size()];
            for (int r = 0; r < values.length; r++) {
                values[r] = JobColumns.value(column, jobs.get(r));
            }
            if (!column.name().equals("id") && isSame(values)) {
                same.add(column.name());
                once.add(values[0]);
            } else {
                each.add(column.name());
                arrays.add(values);
            }
        }
        boolean later = jobs.stream().anyMatch(job -> !job.isDue());
        PreparedStatement statement = tx.link().prepare(acceptStatement(each, same, later));
        for (int i = 0; i < once.size(); i++) {
            bind(statement, i + 1, once.get(i));
        }
        for (int i = 0; i < arrays.size(); i++) {
            bindColumn(statement, once.size() + i + 1, each.get(i), arrays.get(i));
        }
        try (ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                tx.due(row.getInt(1), row.getLong(2));
                clock.sync(row.getLong(3));
            }
        }
    }

    private static boolean isSame(@Nullable Object[] values) {
        for (Object value : values) {
            if (!Objects.equals(value, values[0])) {
                return false;
            }
        }
        return true;
    }

    private static String acceptStatement(List<String> each, List<String> same, boolean later) {
        boolean blocked = each.contains("blockers") || same.contains("blockers");
        String columns = later ? "id, lane, ticket, state, run_at" : "id, lane, ticket, state";
        String time =
                blocked
                        ? "CASE WHEN blockers > 0 THEN " + JobRow.BLOCKED + " ELSE run_at END"
                        : "run_at";
        String[] varying = each.toArray(String[]::new);
        String given =
                same.stream()
                        .map(name -> ", ?::%s AS %s".formatted(type(name), name))
                        .collect(
                                Collectors.joining(
                                        "",
                                        "(SELECT u.*",
                                        " FROM %s AS u(%s)) AS g"
                                                .formatted(
                                                        given(varying),
                                                        String.join(",", varying))));
        List<String> names = new ArrayList<>(each);
        names.addAll(same);
        return """
        WITH j AS (
          INSERT INTO job(%1$s, ticket)
          SELECT g.*, CASE WHEN g.state = 1 THEN nextval('ticket') ELSE 0 END
          FROM %2$s RETURNING %3$s),
        r AS (INSERT INTO ready(lane, ticket, id)
          SELECT lane, ticket, id FROM j WHERE state = 1)%4$s
        SELECT lane, min(ticket), now_ms() FROM j WHERE state = 1 GROUP BY lane\
        """
                .formatted(
                        String.join(",", names),
                        given,
                        blocked ? columns + ", blockers" : columns,
                        later
                                ? ", l AS (INSERT INTO later(run_at, id, lane) SELECT "
                                        + time
                                        + ", id, lane FROM j WHERE state = 0)"
                                : "");
    }

    @Override
    public boolean combines() {
        return true;
    }

    @Override
    public List<Taken> claim(Tx tx, ClaimOrder order) throws SQLException {
        List<ClaimOrder.Wish> wishes = order.wishes();
        List<@Nullable Object> values = new ArrayList<>();
        boolean chosen = !wishes.getFirst().tickets().isEmpty();
        if (chosen) {
            List<Integer> lanesOf = new ArrayList<>();
            List<Long> receipts = new ArrayList<>();
            List<Long> tickets = new ArrayList<>();
            for (ClaimOrder.Wish wish : wishes) {
                for (Long ticket : wish.tickets()) {
                    lanesOf.add(wish.lane());
                    receipts.add(wish.receipt());
                    tickets.add(ticket);
                }
            }
            values.addAll(List.of(lanesOf, receipts, tickets));
        } else {
            values.add(wishes.stream().map(ClaimOrder.Wish::lane).toList());
            values.add(wishes.stream().map(ClaimOrder.Wish::receipt).toList());
            values.add(wishes.stream().map(ClaimOrder.Wish::limit).toList());
            values.add(wishes.stream().map(ClaimOrder.Wish::least).toList());
        }
        values.add(order.policy());
        values.add(order.worker());
        ClaimOrder.Spending spending = order.spending();
        if (spending != null) {
            values.addAll(List.of(spending.tokens(), spending.atMs(), spending.type()));
        }
        return tx.query(
                (chosen ? CLAIM_CHOSEN : CLAIM_OLDEST)
                        + CLAIM_REST
                        + (spending == null ? "" : CLAIM_SPEND)
                        + CLAIM_RESULT,
                this::taken,
                values.toArray());
    }

    private Taken taken(ResultSet row) throws SQLException {
        return JobColumns.taken(row, lanes, codec);
    }

    @Override
    public boolean[] succeed(Tx tx, String worker, List<Ended> ends) throws SQLException {
        return accepted(tx, SUCCEED + SUCCEED_RESULT, ends, ending(worker, ends));
    }

    @Override
    public boolean[] succeedAndSettle(Tx tx, String worker, List<Ended> ends, Settlement receipts)
            throws SQLException {
        List<Object> values = ending(worker, ends);
        values.addAll(List.of(worker, receipts.over(), ends.size()));
        values.add(List.copyOf(receipts.pending().keySet()));
        values.add(List.copyOf(receipts.pending().values()));
        values.addAll(List.of(worker, ends.size()));
        return accepted(tx, SUCCEED + SETTLE + SUCCEED_RESULT, ends, values);
    }

    private static List<Object> ending(String worker, List<Ended> ends) {
        return new ArrayList<>(
                List.of(
                        ends.stream().map(Ended::id).toList(),
                        ends.stream().map(Ended::attempt).toList(),
                        ends.stream().map(Ended::receipt).toList(),
                        worker,
                        ends.stream().map(Ended::receipt).distinct().toList(),
                        worker));
    }

    private static boolean[] accepted(Tx tx, String sql, List<Ended> ends, List<Object> values)
            throws SQLException {
        values.addAll(List.of(ends.size(), ends.size()));
        Set<@Nullable UUID> named =
                new HashSet<>(tx.query(sql, row -> row.getObject(1, UUID.class), values.toArray()));
        boolean all = named.contains(null);
        boolean[] answer = new boolean[ends.size()];
        for (int i = 0; i < answer.length; i++) {
            answer[i] = all || named.remove(ends.get(i).id());
        }
        return answer;
    }
}
