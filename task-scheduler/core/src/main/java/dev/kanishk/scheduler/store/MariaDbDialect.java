package dev.kanishk.scheduler.store;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/*
 * Only what MariaDB and MySQL share: no RETURNING, no sequences. Each common path is a fixed number
 * of statements in one transaction, whatever the batch. Locks are taken on rows, in the order of
 * the primary key, and then changed by that key: READ COMMITTED locks no gaps, so that batches of
 * different jobs never meet.
 *
 * Rows that are inserted travel as the rows of one INSERT. Rows that are changed or removed travel
 * as one JSON text and are joined to the table in the order of the text (STRAIGHT_JOIN), each by
 * its key.
 */
/** MariaDB and MySQL. */
final class MariaDbDialect implements Dialect {
    private static final int MAX_MARKS = 50_000;
    private static final int MAX_REMOVED = 10_000;
    private static final long SYNC_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** For rows of the table ready that only draw a ticket. */
    private static final int NO_LANE = 0;

    private static final String ALTERING = "CONCAT('task-scheduler/alter/', MD5(DATABASE()))";
    private static final String TEXT = "longtext CHARACTER SET utf8mb4";
    private static final String NAME = "varchar(1000) CHARACTER SET utf8mb4";
    private static final Map<String, String> TYPES =
            Map.ofEntries(
                    Map.entry("error", TEXT),
                    Map.entry("id", NAME),
                    Map.entry("worker", NAME),
                    Map.entry("type", NAME),
                    Map.entry("job_key", NAME));
    private static final String CLAIM_JOBS =
            "SELECT id, lane, ticket, attempts, failures, crashes, "
                    + JobColumns.REQUEST
                    + " FROM job WHERE id = ANY(?) AND state = 1";
    private static final String SUCCEED_LOCK =
            "SELECT id, attempts FROM job WHERE id = ANY(?) AND state = 1"
                    + " AND has_dependents = 0 ORDER BY id FOR UPDATE";
    private static final String SUCCEED =
            """
            UPDATE JSON_TABLE(?, '$[*]' COLUMNS(
              id %s PATH '$.c0', attempt int PATH '$.c1', claimed_at bigint PATH '$.c2')) AS g
            STRAIGHT_JOIN job t ON t.id = g.id
            SET t.state = 2, t.attempts = g.attempt, t.claimed_at = g.claimed_at,
              t.changed_at = now_ms(), t.worker = ?\
            """
                    .formatted(NAME);

    private final String now;
    private final DatabaseClock clock;
    private final Lanes lanes;
    private final PayloadCodec codec;
    private final long statementBytes;
    private final int ticketStep;
    private final Map<String, String> rewritten = new ConcurrentHashMap<>();
    private volatile long syncedAt = System.nanoTime() - SYNC_NANOS;

    /**
     * Makes a dialect.
     *
     * @param now what the time is, in SQL
     * @param statementBytes how large the payloads of one statement may be together
     * @param ticketStep how far apart the tickets are that one statement draws
     */
    MariaDbDialect(
            String now,
            DatabaseClock clock,
            Lanes lanes,
            PayloadCodec codec,
            long statementBytes,
            int ticketStep) {
        this.now = now;
        this.clock = clock;
        this.lanes = lanes;
        this.codec = codec;
        this.statementBytes = statementBytes;
        this.ticketStep = ticketStep;
    }

    @Override
    public String rewrite(String sql) {
        return rewritten.computeIfAbsent(sql, text -> MariaDbSql.rewrite(text, now));
    }

    @Override
    public PreparedStatement prepare(Link link, String sql, @Nullable Object[] values)
            throws SQLException {
        MariaDbSql written = MariaDbSql.of(rewrite(sql), values);
        PreparedStatement statement = link.prepare(written.text());
        MariaDbSql.bind(statement, written.values());
        return statement;
    }

    @Override
    public void bind(PreparedStatement statement, int index, @Nullable Object value)
            throws SQLException {
        MariaDbSql.bind(statement, index, value);
    }

    @Override
    public boolean renewsInQueries() {
        return false;
    }

    @Override
    public String pairs() {
        return "PAIRS(?, ?) AS c";
    }

    @Override
    public boolean tryLock(Tx tx) throws SQLException {
        return tx.number("SELECT id FROM turn WHERE id = 1 FOR UPDATE SKIP LOCKED") == 1;
    }

    @Override
    public List<Recorder> recorders() {
        return Recorder.mariaDb();
    }

    /** To alter a table ends a transaction, so the lock is the connection's. */
    @Override
    public void lockTables(Tx tx) throws SQLException {
        if (tx.number("SELECT GET_LOCK(" + ALTERING + ", 5)") != 1) {
            throw new SQLException("another process is altering the tables");
        }
        tx.execute("SET lock_wait_timeout = 5");
    }

    @Override
    public void unlockTables(Tx tx) throws SQLException {
        tx.execute("SET lock_wait_timeout = DEFAULT");
        tx.number("SELECT RELEASE_LOCK(" + ALTERING + ")");
    }

    @Override
    public long retentionSlackMs() {
        return 0;
    }

    @Override
    public long nowMs(Tx tx) throws SQLException {
        return synced(tx.number("SELECT now_ms()"));
    }

    private long synced(long nowMs) {
        clock.sync(nowMs);
        syncedAt = System.nanoTime();
        return nowMs;
    }

    /** Rows of the table ready draw tickets, and are removed again. */
    @Override
    public long[] tickets(Tx tx, int count) throws SQLException {
        List<@Nullable Object[]> rows = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            rows.add(new Object[] {NO_LANE, ""});
        }
        long[] tickets = insertReady(tx, rows);
        removeDue(tx, Map.of(NO_LANE, Arrays.stream(tickets).boxed().toList()));
        return tickets;
    }

    private long[] insertReady(Tx tx, List<@Nullable Object[]> rows) throws SQLException {
        long[] tickets = new long[rows.size()];
        int from = 0;
        for (List<@Nullable Object[]> part : parts(rows)) {
            String sql = values("INSERT INTO ready(lane, id) VALUES ", 2, part.size());
            try (PreparedStatement statement =
                    tx.link().connection().prepareStatement(sql, Statement.RETURN_GENERATED_KEYS)) {
                bindRows(statement, part);
                statement.executeUpdate();
                try (ResultSet first = statement.getGeneratedKeys()) {
                    if (!first.next()) {
                        throw new SQLException("the driver tells no generated keys");
                    }
                    for (int i = 0; i < part.size(); i++) {
                        tickets[from++] = first.getLong(1) + (long) i * ticketStep;
                    }
                }
            }
        }
        return tickets;
    }

    /** Parts of rows that one statement can take. */
    private List<List<@Nullable Object[]>> parts(List<@Nullable Object[]> rows) {
        List<List<@Nullable Object[]>> parts = new ArrayList<>();
        int most = MAX_MARKS / rows.getFirst().length;
        int from = 0;
        long bytes = 0;
        for (int i = 0; i < rows.size(); i++) {
            long more = bytes(rows.get(i));
            if (i > from && (i - from == most || bytes + more > statementBytes)) {
                parts.add(rows.subList(from, i));
                from = i;
                bytes = 0;
            }
            bytes += more;
        }
        parts.add(rows.subList(from, rows.size()));
        return parts;
    }

    private static long bytes(@Nullable Object[] row) {
        long bytes = 0;
        for (Object value : row) {
            bytes +=
                    switch (value) {
                        case byte[] payload -> payload.length;
                        case String text -> text.length();
                        case null, default -> Long.BYTES;
                    };
        }
        return bytes;
    }

    private static String values(String begin, int columns, int rows) {
        String row = "(" + MariaDbSql.marks(columns) + ")";
        return begin + (row + ",").repeat(rows - 1) + row;
    }

    private static void bindRows(PreparedStatement statement, List<@Nullable Object[]> rows)
            throws SQLException {
        int index = 0;
        for (@Nullable Object[] row : rows) {
            for (Object value : row) {
                MariaDbSql.bind(statement, ++index, value);
            }
        }
    }

    private static String[] split(String columns) {
        return columns.split(",", -1);
    }

    @Override
    public void insert(
            Tx tx, String table, String columns, boolean known, List<@Nullable Object[]> rows)
            throws SQLException {
        String begin = "INSERT INTO %s(%s) VALUES ".formatted(table, columns);
        String[] names = split(columns);
        String end =
                known ? " ON DUPLICATE KEY UPDATE %1$s = %2$s.%1$s".formatted(names[0], table) : "";
        for (List<@Nullable Object[]> part : parts(rows)) {
            String sql = values(begin, names.length, part.size()) + end;
            try (PreparedStatement statement = tx.link().connection().prepareStatement(sql)) {
                bindRows(statement, part);
                statement.executeUpdate();
            }
        }
    }

    /** Rows as a table {@code g}. */
    private static String given(String[] columns) {
        StringBuilder sql = new StringBuilder("JSON_TABLE(?, '$[*]' COLUMNS(");
        for (int c = 0; c < columns.length; c++) {
            String type = TYPES.getOrDefault(columns[c], "bigint");
            sql.append(c == 0 ? "" : ", ")
                    .append("%s %s PATH '$.c%d'".formatted(columns[c], type, c));
        }
        return sql.append(")) AS g").toString();
    }

    private void execute(Tx tx, String sql, List<@Nullable Object[]> rows) throws SQLException {
        for (List<@Nullable Object[]> part : parts(rows)) {
            PreparedStatement statement = tx.link().prepare(sql);
            statement.setString(1, MariaDbJson.rows(part));
            statement.executeUpdate();
        }
    }

    @Override
    public void update(Tx tx, String table, String set, String keys, List<@Nullable Object[]> rows)
            throws SQLException {
        String assignments =
                Arrays.stream(split(set))
                        .map(name ->
                                name.endsWith("?")
                                        ? "t.%1$s = coalesce(g.%1$s, t.%1$s)"
                                                .formatted(name.replace("?", ""))
                                        : "t.%1$s = g.%1$s".formatted(name))
                        .collect(Collectors.joining(", "));
        String given = given(split(set.replace("?", "") + "," + keys));
        execute(
                tx,
                "UPDATE %s STRAIGHT_JOIN %s t ON %s SET %s"
                        .formatted(given, table, equal(keys), assignments),
                rows);
    }

    @Override
    public void delete(Tx tx, String table, String keys, List<@Nullable Object[]> rows)
            throws SQLException {
        execute(
                tx,
                "DELETE t FROM %s STRAIGHT_JOIN %s t ON %s"
                        .formatted(given(split(keys)), table, equal(keys)),
                rows);
    }

    private static String equal(String keys) {
        return Arrays.stream(split(keys))
                .map("t.%1$s = g.%1$s"::formatted)
                .collect(Collectors.joining(" AND "));
    }

    /** Those that others are adding now are left for the next time. */
    @Override
    public <T> List<T> remove(Tx tx, String table, String columns, Tx.Mapper<T> mapper)
            throws SQLException {
        List<Long> entries = new ArrayList<>();
        List<T> removed =
                tx.query(
                        "SELECT "
                                + columns
                                + ", entry FROM "
                                + table
                                + " ORDER BY entry LIMIT "
                                + MAX_REMOVED
                                + " FOR UPDATE SKIP LOCKED",
                        row -> {
                            entries.add(row.getLong("entry"));
                            return mapper.map(row);
                        });
        if (!entries.isEmpty()) {
            tx.execute("DELETE FROM " + table + " WHERE entry = ANY(?)", entries);
        }
        return removed;
    }

    @Override
    public void accept(Tx tx, List<NewJob> jobs) throws SQLException {
        if (System.nanoTime() - syncedAt > SYNC_NANOS) {
            tx.nowMs();
        }
        List<@Nullable Object[]> due = new ArrayList<>(jobs.size());
        List<@Nullable Object[]> later = new ArrayList<>();
        for (NewJob job : jobs) {
            if (job.isDue()) {
                due.add(new Object[] {job.lane.id(), job.id});
            } else {
                long time = job.blockers > 0 ? JobRow.BLOCKED : job.runAtMs();
                later.add(new Object[] {time, job.id, job.lane.id()});
            }
        }
        long[] tickets = due.isEmpty() ? new long[0] : insertReady(tx, due);
        int used = 0;
        List<JobColumns.Column> columns = JobColumns.of(jobs);
        List<@Nullable Object[]> rows = new ArrayList<>(jobs.size());
        for (NewJob job : jobs) {
            @Nullable Object[] row = new @Nullable Object[columns.size() + 1];
            for (int c = 0; c < columns.size(); c++) {
                row[c] = JobColumns.value(columns.get(c), job);
            }
            long ticket = job.isDue() ? tickets[used++] : 0;
            row[columns.size()] = ticket;
            rows.add(row);
            if (job.isDue()) {
                tx.due(job.lane.id(), ticket);
            }
        }
        // In their order, so that calls with the same jobs wait for each other and do not deadlock.
        rows.sort(Comparator.comparing(row -> String.valueOf(row[0])));
        tx.insert("job", JobColumns.names(columns) + ",ticket", rows);
        tx.insert("later", "run_at,id,lane", later);
    }

    private record Due(int lane, long ticket, UUID id) {}

    @Override
    public List<Taken> claim(Tx tx, ClaimOrder order) throws SQLException {
        record State(long policy, long nowMs) {}
        State state =
                tx.query(
                                "SELECT version, now_ms() FROM policy",
                                row -> new State(row.getLong(1), row.getLong(2)))
                        .getFirst();
        synced(state.nowMs);
        if (state.policy != order.policy()) {
            return List.of();
        }
        Map<Long, Due> due = new HashMap<>();
        lockDue(tx, order.wishes()).forEach(each -> due.put(each.ticket, each));
        if (due.isEmpty()) {
            return List.of();
        }
        List<Taken> taken = new ArrayList<>();
        tx.query(
                CLAIM_JOBS,
                row -> {
                    Taken job = JobColumns.taken(row, lanes, codec);
                    Due from = due.get(job.ticket());
                    return from != null && from.id.equals(job.id()) && taken.add(job);
                },
                due.values().stream().map(Due::id).distinct().sorted().toList());
        Map<Integer, List<Long>> tickets = new HashMap<>();
        due.values()
                .forEach(each ->
                        tickets.computeIfAbsent(each.lane, l -> new ArrayList<>())
                                .add(each.ticket));
        removeDue(tx, tickets);
        Map<Integer, Long> receipt = new HashMap<>();
        order.wishes().forEach(wish -> receipt.put(wish.lane(), wish.receipt()));
        Map<Long, List<Taken>> byReceipt = new TreeMap<>();
        for (Taken job : taken) {
            byReceipt
                    .computeIfAbsent(receipt.getOrDefault(job.lane(), 0L), n -> new ArrayList<>())
                    .add(job);
        }
        List<@Nullable Object[]> receipts = new ArrayList<>();
        byReceipt.forEach((number, jobs) ->
                receipts.add(
                        new Object[] {
                            order.worker(),
                            number,
                            jobs.getFirst().lane(),
                            state.nowMs,
                            jobs.stream()
                                    .map(job -> job.id() + ":" + (job.counts().attempts() + 1))
                                    .collect(Collectors.joining(",")),
                            jobs.size()
                        }));
        tx.insert("receipt", "worker,number,lane,claimed_at,jobs,pending", receipts);
        return taken;
    }

    /** Locks what is due in lanes and nobody else has locked, without a look at the jobs. */
    private static List<Due> lockDue(Tx tx, List<ClaimOrder.Wish> wishes) throws SQLException {
        List<String> parts = new ArrayList<>();
        List<@Nullable Object> values = new ArrayList<>();
        for (ClaimOrder.Wish wish : wishes) {
            values.add(wish.lane());
            boolean chosen = !wish.tickets().isEmpty();
            values.add(chosen ? wish.tickets() : (Object) wish.least());
            values.add(chosen ? wish.tickets().size() : wish.limit());
            parts.add(
                    "(SELECT lane, ticket, id FROM ready FORCE INDEX (PRIMARY) WHERE lane = ? AND "
                            + (chosen ? "ticket = ANY(?)" : "ticket >= ?")
                            + " ORDER BY ticket LIMIT ? FOR UPDATE SKIP LOCKED)");
        }
        return tx.query(
                String.join(" UNION ALL ", parts),
                row -> new Due(row.getInt(1), row.getLong(2), UUID.fromString(row.getString(3))),
                values.toArray());
    }

    /** Names each row: the end of a range would wait for the row behind it, another's. */
    private static void removeDue(Tx tx, Map<Integer, List<Long>> tickets) throws SQLException {
        List<@Nullable Object> values = new ArrayList<>();
        tickets.forEach((lane, ofLane) -> {
            values.add(lane);
            values.add(ofLane);
        });
        String one = "(lane = ? AND ticket = ANY(?))";
        tx.execute(
                "DELETE ready FROM ready FORCE INDEX (PRIMARY) WHERE "
                        + one
                        + (" OR " + one).repeat(tickets.size() - 1),
                values.toArray());
    }

    @Override
    public boolean[] succeed(Tx tx, String worker, List<Ended> ends) throws SQLException {
        Map<Long, Long> claimedAtMs = Ended.claimedAtMs(tx, worker, ends);
        Map<UUID, Integer> live = new HashMap<>();
        tx.query(
                SUCCEED_LOCK,
                row -> live.put(UUID.fromString(row.getString(1)), row.getInt(2)),
                ends.stream().map(Ended::id).distinct().sorted().toList());
        boolean[] answer = new boolean[ends.size()];
        Set<UUID> ended = new HashSet<>();
        List<@Nullable Object[]> rows = new ArrayList<>(ends.size());
        Map<List<Integer>, Long> tallies = new HashMap<>();
        for (int i = 0; i < answer.length; i++) {
            Ended end = ends.get(i);
            Long at = claimedAtMs.get(end.receipt());
            Integer attempts = live.get(end.id());
            if (at != null && attempts != null && attempts == end.attempt() - 1) {
                answer[i] = ended.add(end.id());
                if (answer[i]) {
                    rows.add(new Object[] {end.id(), end.attempt(), at});
                    tallies.merge(List.of(end.lane(), 2), 1L, Long::sum);
                }
            }
        }
        if (!rows.isEmpty()) {
            tx.execute(SUCCEED, MariaDbJson.rows(rows), worker);
            Changes.addTallies(tx, tallies);
        }
        return answer;
    }
}
