package dev.kanishk.scheduler.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/*
 * A beat is one statement, which renews the lease and looks at everything at once; more only if the
 * look finds something to do. So a node that has nothing to do asks the database about once a
 * second. Of each lane it reads one entry; as EXISTS the database might read all of them instead.
 */
/** What a worker does for the store, about once a second. */
final class Upkeep {
    static final long LEASE_MS = 15_000;

    private static final int DUE_LIMIT = 2_000;
    private static final int DUE_ROUNDS = 10;
    private static final long FULL_LOOK_MS = 5_000;
    private static final long SLACK_MS = 60_000;
    private static final String RENEW =
            "UPDATE worker SET lease_until = now_ms() + " + LEASE_MS + ", least = ? WHERE name = ?";
    private static final String LOOK =
            """
            SELECT now_ms(), (SELECT version FROM policy),
              (SELECT coalesce(sum(epoch), 0) FROM circuit),
              (SELECT min(run_at) FROM later WHERE run_at >= ?),
              (SELECT min(next_ms) FROM recurring),
              (SELECT count(*) FROM cancellation WHERE worker = ?),
              (SELECT string_agg(name, ',') FROM worker WHERE lease_until < now_ms()),
              (SELECT string_agg(name, ',') FROM worker),
              CASE WHEN ? = 1 THEN (SELECT string_agg(o.worker, ',') FROM (
                SELECT DISTINCT worker FROM receipt
                WHERE worker NOT IN (SELECT name FROM worker)) AS o) END,
              (SELECT string_agg(CAST(l.id AS text), ',') FROM lane l
                LEFT JOIN %s ON c.lane = l.id WHERE (
                  SELECT r.ticket FROM ready r
                  WHERE r.lane = l.id AND r.ticket >= coalesce(c.least, 0)
                  ORDER BY r.ticket LIMIT 1) IS NOT NULL),
              %s\
            """;

    /** What a look finds. */
    private record Look(
            long nowMs,
            long policy,
            long circuits,
            @Nullable Long later,
            @Nullable Long tick,
            boolean cancelled,
            Set<String> dead,
            Set<String> workers,
            List<Integer> lanes,
            boolean leased) {
        @Nullable Long next() {
            if (tick == null) {
                return later;
            }
            return later == null ? tick : Long.valueOf(Math.min(later, tick));
        }
    }

    private final SqlStore store;
    private final Claims claims;
    private final LongSupplier leastReceipt;
    private final Liveness liveness;
    private final String worker;
    private long laterFrom;
    private long lookedFullyMs;
    private long knownCircuits = -1;
    private List<Circuit> circuits = List.of();

    Upkeep(SqlStore store, Claims claims, LongSupplier leastReceipt, Liveness liveness) {
        this.store = store;
        this.claims = claims;
        this.leastReceipt = leastReceipt;
        this.liveness = liveness;
        this.worker = liveness.worker();
    }

    static void join(Tx tx, String worker) throws SQLException {
        tx.execute(
                "INSERT INTO worker(name, lease_until) VALUES (?, now_ms() + " + LEASE_MS + ")",
                worker);
        tx.changed();
    }

    Beat beat() {
        Look look = look();
        boolean alive = look.leased;
        if (!alive) {
            liveness.renew();
            store.write(
                    false,
                    tx -> {
                        join(tx, worker);
                        return true;
                    });
        }
        boolean moved = false;
        if (isDue(look.later, look.nowMs)) {
            moved = moveDue();
        }
        if (isDue(look.tick, look.nowMs)) {
            moved |= store.tick() > 0;
        }
        int recovered = recover(look);
        List<UUID> cancelled = look.cancelled ? cancelled() : List.of();
        store.housekeeping().run();
        if (moved || recovered > 0) {
            look = look();
        }
        if (look.policy != claims.policy().version()) {
            claims.policy(store.read(Policy::read));
        }
        if (look.circuits != knownCircuits) {
            circuits = store.read(Circuits::open);
            knownCircuits = look.circuits;
        }
        Long next = look.next();
        return new Beat(
                Instant.ofEpochMilli(look.nowMs),
                alive,
                store.lanes().get(look.lanes),
                claims.policy().paused(),
                circuits,
                cancelled,
                recovered,
                next == null || next == JobRow.BLOCKED
                        ? null
                        : Duration.ofMillis(Math.max(0, next - look.nowMs)));
    }

    private static boolean isDue(@Nullable Long timeMs, long nowMs) {
        return timeMs != null && timeMs <= nowMs;
    }

    /** Looks once more if the connection was lost: what a look does may be done twice. */
    private Look look() {
        try {
            return lookOnce();
        } catch (StoreException e) {
            if (!e.isConnectionLost()) {
                throw e;
            }
            return lookOnce();
        }
    }

    private Look lookOnce() {
        long now = System.nanoTime() / 1_000_000;
        boolean fully = now - lookedFullyMs >= FULL_LOOK_MS || lookedFullyMs == 0;
        if (fully) {
            lookedFullyMs = now;
        }
        List<Integer> seen = new ArrayList<>();
        List<Long> least = new ArrayList<>();
        if (!fully) {
            for (Map.Entry<Integer, Long> cursor : claims.cursors().entrySet()) {
                seen.add(cursor.getKey());
                least.add(cursor.getValue());
            }
        }
        Dialect dialect = store.dialect();
        long receipt = leastReceipt.getAsLong();
        @Nullable Object[] values = {fully ? 0 : laterFrom, worker, fully ? 1 : 0, seen, least};
        Look look =
                store.single(
                        false,
                        tx -> {
                            if (dialect.renewsInQueries()) {
                                @Nullable Object[] all = new @Nullable Object[values.length + 2];
                                all[0] = receipt;
                                all[1] = worker;
                                System.arraycopy(values, 0, all, 2, values.length);
                                String sql =
                                        "WITH lease AS ("
                                                + RENEW
                                                + " RETURNING name) "
                                                + LOOK.formatted(
                                                        dialect.pairs(),
                                                        "(SELECT count(*) FROM lease)");
                                return tx.query(sql, Upkeep::read, all).getFirst();
                            }
                            int renewed = tx.execute(RENEW, receipt, worker);
                            String sql = LOOK.formatted(dialect.pairs(), renewed);
                            return tx.query(sql, Upkeep::read, values).getFirst();
                        });
        store.sync(look.nowMs);
        laterFrom = look.nowMs - SLACK_MS;
        return look;
    }

    private static Look read(ResultSet row) throws SQLException {
        Set<String> dead = new LinkedHashSet<>(words(row.getString(7)));
        dead.addAll(words(row.getString(9)));
        return new Look(
                row.getLong(1),
                row.getLong(2),
                row.getLong(3),
                number(row.getObject(4)),
                number(row.getObject(5)),
                row.getLong(6) > 0,
                dead,
                new HashSet<>(words(row.getString(8))),
                words(row.getString(10)).stream().map(Integer::valueOf).toList(),
                row.getInt(11) == 1);
    }

    private static @Nullable Long number(@Nullable Object value) {
        return value == null ? null : Long.valueOf(((Number) value).longValue());
    }

    private static List<String> words(@Nullable String text) {
        return text == null || text.isEmpty() ? List.of() : Arrays.asList(text.split(",", -1));
    }

    /** Makes jobs due whose time has come. */
    private boolean moveDue() {
        int rounds = 0;
        int moved = DUE_LIMIT;
        boolean any = false;
        while (moved == DUE_LIMIT && rounds++ < DUE_ROUNDS) {
            moved = store.write(false, this::moveDue);
            any |= moved > 0;
        }
        return any;
    }

    private int moveDue(Tx tx) throws SQLException {
        List<UUID> ids =
                tx.query(
                        "SELECT id FROM later WHERE run_at <= ? ORDER BY run_at, id LIMIT "
                                + DUE_LIMIT
                                + " FOR UPDATE SKIP LOCKED",
                        row -> UUID.fromString(row.getString(1)),
                        tx.nowMs());
        Changes changes = new Changes(tx, store.lanes());
        List<JobRow> jobs = new ArrayList<>(JobRow.lock(tx, ids));
        jobs.sort((a, b) -> Long.compare(a.runAtMs(), b.runAtMs()));
        for (JobRow job : jobs) {
            if (job.stored() == 0 && job.laterMs() <= tx.nowMs()) {
                changes.add(job, Lifecycle.due(job.counts()), worker);
            }
        }
        changes.flush();
        return ids.size();
    }

    private int recover(Look look) {
        Set<String> others = new LinkedHashSet<>(look.workers);
        others.remove(worker);
        int recovered = 0;
        for (String other : liveness.watch(List.copyOf(others))) {
            recovered += store.recover(other, worker, true);
        }
        for (String other : look.dead) {
            // One without a row was given up already: no lease is needed to tell.
            if (!other.equals(worker) && (store.leasesTell() || !look.workers.contains(other))) {
                recovered += store.recover(other, worker, false);
            }
        }
        return recovered;
    }

    private List<UUID> cancelled() {
        return store.write(
                false,
                tx -> {
                    List<UUID> ids =
                            tx.query(
                                    "SELECT id FROM cancellation WHERE worker = ?",
                                    row -> UUID.fromString(row.getString(1)),
                                    worker);
                    tx.execute(
                            "DELETE FROM cancellation WHERE worker = ? AND id = ANY(?)",
                            worker,
                            ids);
                    return ids.stream().filter(Objects::nonNull).toList();
                });
    }
}
