package dev.kanishk.scheduler.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/*
 * The tables job and job_event have a partition for each day, by the time in the jobs' names. One
 * of which all jobs are over, and old enough, is dropped whole. What is still needed in an old one
 * keeps it, and Housekeeping then removes the others one by one.
 *
 * To add or drop a partition needs locks that wait for every transaction that uses the table, and
 * everybody else waits behind them. So they wait for a moment only, and try again later: there are
 * partitions for days to come, and one for whatever has none.
 */
/** The days of a store. */
final class PostgresPartitions {
    private static final Logger LOG = LoggerFactory.getLogger(PostgresPartitions.class);
    private static final int DAYS_AHEAD = 3;
    private static final long PAUSE_NANOS = Duration.ofMinutes(10).toNanos();
    private static final int DEAD_KEPT_TIMES = 4;
    private static final String PREFIX = "job_p";
    private static final DateTimeFormatter NAME = DateTimeFormatter.BASIC_ISO_DATE;

    private final PostgresStore store;
    private final Duration retention;
    private LocalDate covered = LocalDate.EPOCH;
    private long nextAt = System.nanoTime();

    PostgresPartitions(PostgresStore store, Duration retention) {
        this.store = store;
        this.retention = retention;
    }

    synchronized void tidyUp() {
        LocalDate today = day(store.clock().getAsLong());
        LocalDate wanted = today.plusDays(DAYS_AHEAD);
        if (!covered.isBefore(wanted) && System.nanoTime() - nextAt < 0) {
            return;
        }
        nextAt = System.nanoTime() + PAUSE_NANOS;
        try {
            for (LocalDate day = today; !day.isAfter(wanted); day = day.plusDays(1)) {
                if (day.isAfter(covered)) {
                    add(day);
                }
            }
            covered = wanted;
            dropOld();
        } catch (StoreException e) {
            LOG.info("partitions are in use; they are seen to later: {}", e.getMessage());
        }
    }

    private static LocalDate day(long ms) {
        return LocalDate.ofInstant(Instant.ofEpochMilli(ms), ZoneOffset.UTC);
    }

    private static UUID begin(LocalDate day) {
        return UuidV7.least(day.atStartOfDay(ZoneOffset.UTC).toInstant().toEpochMilli());
    }

    private void add(LocalDate day) {
        String range =
                " FOR VALUES FROM ('%s') TO ('%s')".formatted(begin(day), begin(day.plusDays(1)));
        String suffix = "_p" + day.format(NAME);
        store.write(
                false,
                tx -> {
                    if (lock(tx) && !names(tx).contains("job" + suffix)) {
                        execute(
                                tx,
                                "CREATE TABLE job%s (LIKE job INCLUDING ALL) WITH (fillfactor = %d)"
                                        .formatted(suffix, Tables.FILL_FACTOR),
                                "ALTER TABLE job ATTACH PARTITION job" + suffix + range,
                                "CREATE TABLE job_event%s (LIKE job_event INCLUDING ALL)"
                                        .formatted(suffix),
                                "ALTER TABLE job_event ATTACH PARTITION job_event"
                                        + suffix
                                        + range);
                    }
                    return true;
                });
    }

    private static boolean lock(Tx tx) throws SQLException {
        execute(tx, "SET LOCAL lock_timeout TO '1s'");
        tx.query("SELECT pg_advisory_xact_lock(hashtext(current_schema()))", row -> true);
        return true;
    }

    private static void execute(Tx tx, String... statements) throws SQLException {
        try (Statement statement = tx.link().connection().createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    private static List<String> names(Tx tx) throws SQLException {
        return tx.query(
                "SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid"
                        + " WHERE i.inhparent = 'job'::regclass ORDER BY c.relname",
                row -> row.getString(1));
    }

    private void dropOld() {
        LocalDate end = day(store.clock().getAsLong() - retention.toMillis());
        for (String name : store.read(PostgresPartitions::names)) {
            if (name.startsWith(PREFIX)
                    && LocalDate.parse(name.substring(PREFIX.length()), NAME)
                            .plusDays(1)
                            .isBefore(end.plusDays(1))) {
                boolean dropped = store.write(false, tx -> isDropped(tx, name));
                LOG.debug("partition {} is {}", name, dropped ? "dropped" : "still needed");
            }
        }
    }

    private boolean isDropped(Tx tx, String name) throws SQLException {
        Connection connection = tx.link().connection();
        int silenceMs = connection.getNetworkTimeout();
        Silence.allowMinutes(connection);
        try {
            return dropsIfOver(tx, name);
        } finally {
            Silence.set(connection, silenceMs);
        }
    }

    private boolean dropsIfOver(Tx tx, String name) throws SQLException {
        lock(tx);
        long over = tx.nowMs() - retention.toMillis();
        long dead = tx.nowMs() - DEAD_KEPT_TIMES * retention.toMillis();
        long needed =
                tx.number(
                        "SELECT count(*) FROM (SELECT 1 FROM "
                                + name
                                + " WHERE state < 2 OR changed_at > ?"
                                + " OR state = 3 AND changed_at > ? LIMIT 1) AS needed",
                        over,
                        dead);
        if (needed > 0) {
            return false;
        }
        Map<List<Integer>, Long> tallies = new HashMap<>();
        tx.query(
                "SELECT lane, state, count(*) FROM " + name + " GROUP BY lane, state",
                row -> tallies.put(List.of(row.getInt(1), row.getInt(2)), -row.getLong(3)));
        Changes.addTallies(tx, tallies);
        tx.execute(
                "DELETE FROM job_key k USING "
                        + name
                        + " j, lane l WHERE j.job_key IS NOT NULL AND l.id = j.lane"
                        + " AND k.type = l.type AND k.job_key = j.job_key AND k.id = j.id");
        tx.execute(
                "DELETE FROM dead d USING "
                        + name
                        + " j, lane l WHERE j.state = 3 AND l.id = j.lane AND d.type = l.type"
                        + " AND d.died_at = j.changed_at AND d.id = j.id");
        tx.execute("DELETE FROM dependency USING " + name + " j WHERE parent = j.id");
        execute(
                tx,
                "DROP TABLE " + name,
                "DROP TABLE job_event_p" + name.substring(PREFIX.length()));
        return true;
    }
}
