package dev.kanishk.scheduler.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import dev.kanishk.scheduler.job.JobRequest;
import dev.kanishk.scheduler.job.JobState;
import dev.kanishk.scheduler.job.Receipt;
import dev.kanishk.scheduler.job.TypeStatus;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;

/** What only a server can do, besides what every store does. */
class PostgresStoreTest extends ServerStoreContract {
    private final TestPostgres database = TestPostgres.fresh();

    @Override
    protected JobStore open(StoreOptions options) {
        return database.open(options);
    }

    @Override
    void stepClock(Duration time) {
        database.step(time);
    }

    @Override
    protected void advance(Duration time) {
        database.advance(time);
    }

    @Override
    void terminateConnections() {
        database.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE"
                        + " application_name = 'task-scheduler'");
    }

    @Override
    protected void dispose() {
        database.drop();
    }

    private PostgresStore postgres() {
        return (PostgresStore) store;
    }

    private static String path(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SHOW search_path")) {
            row.next();
            return row.getString(1);
        }
    }

    @Test
    void acceptsJobsWithTheCallersTransaction() throws Exception {
        LinkedBlockingQueue<Signal> heard = new LinkedBlockingQueue<>();
        try (JobStore node = open(StoreOptions.DEFAULTS);
                WorkerSession other = node.join();
                Connection connection = database.connect()) {
            other.onSignal(heard::add);
            connection.setAutoCommit(false);
            String before = path(connection);
            List<JobRequest> requests =
                    List.of(
                            JobRequest.of("mail", ""),
                            JobRequest.of("mail", "").withIdempotencyKey("k"));
            List<Receipt> receipts = postgres().enqueue(connection, requests, "caller");
            assertThat(path(connection)).isEqualTo(before);
            UUID id = receipts.getFirst().id();
            assertThat(store.find(id)).isEmpty();
            assertThat(claim(worker, 5)).isEmpty();
            connection.commit();
            assertThat(state(id)).isEqualTo(JobState.ENQUEUED);
            assertThat(next(heard, Signal.Due.class).lanes()).hasSize(1);
            assertThat(claim(worker, 5)).hasSize(2);
        }
    }

    @Test
    void acceptsNothingIfTheCallersTransactionIsRolledBack() throws Exception {
        try (Connection connection = database.connect()) {
            connection.setAutoCommit(false);
            List<JobRequest> keyed = List.of(JobRequest.of("mail", "").withIdempotencyKey("k"));
            UUID id = postgres().enqueue(connection, keyed, "caller").getFirst().id();
            connection.rollback();
            assertThat(store.find(id)).isEmpty();
            assertThat(store.enqueue(keyed, "caller").getFirst().created()).isTrue();
            connection.setAutoCommit(true);
            assertThatThrownBy(() -> postgres().enqueue(connection, keyed, "caller"))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void refusesAStoreOfANewerVersion() {
        database.execute(
                "INSERT INTO %s.schema_version VALUES (99, 99, 1)".formatted(database.schema()));
        assertThatThrownBy(() -> open(StoreOptions.DEFAULTS))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("newer program");
    }

    @Test
    void opensAStoreThatTheNextVersionHasUpgradedForBoth() {
        database.execute(
                "INSERT INTO %s.schema_version VALUES (4, 1, 1)".formatted(database.schema()));
        open(StoreOptions.DEFAULTS).close();
    }

    @Test
    void claimsWhileTheEndOfAnotherJobWaits() throws Exception {
        store.enqueue(List.of(JobRequest.of("mail", "")), "caller");
        Claim first = claim(worker, 1).getFirst();
        store.enqueue(List.of(JobRequest.of("mail", "")), "caller");
        Lane lane = first.lane();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
                Connection other = database.connect();
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute(
                    "SELECT 1 FROM %s.job WHERE id = '%s' FOR UPDATE"
                            .formatted(database.schema(), first.id()));
            Future<List<Boolean>> end =
                    threads.submit(
                            () -> worker.finish(List.of(new End(first, new Result.Succeeded()))));
            await().until(() -> waiting(statement) == 1);
            Future<List<Claim>> next =
                    threads.submit(() -> worker.claim(List.of(new Quota(lane, 1))));
            await().until(next::isDone);
            assertThat(next.get()).hasSize(1);
            assertThat(end.isDone()).isFalse();
            other.rollback();
            assertThat(end.get()).containsExactly(true);
        }
    }

    private static long waiting(Statement statement) throws SQLException {
        try (ResultSet row =
                statement.executeQuery(
                        "SELECT count(*) FROM pg_locks l JOIN pg_stat_activity a USING (pid)"
                                + " WHERE NOT l.granted AND a.datname = current_database()")) {
            row.next();
            return row.getLong(1);
        }
    }

    @Test
    void keepsTheJobsOfAPageThatEndTogetherInIt() throws Exception {
        store.enqueue(Collections.nCopies(1_000, JobRequest.of("mail", "{}")), "caller");
        List<String> before = pages();
        List<Claim> claims = claim(worker, 1_000);
        worker.finish(claims.stream().map(one -> new End(one, new Result.Succeeded())).toList());
        assertThat(claims).hasSize(1_000);
        assertThat(pages()).isEqualTo(before);
    }

    /** The page of each job, by its name. */
    @Test
    void countsWaitingJobsOfATypeUpToABound() {
        accept("mail");
        accept("report");
        int more = TypeStatus.MAX_COUNTED;
        database.execute(
                ("INSERT INTO %1$s.ready SELECT r.lane, r.ticket + 10 + n, gen_random_uuid()"
                                + " FROM %1$s.ready r, generate_series(1, %2$d) n"
                                + " WHERE r.lane = (SELECT id FROM %1$s.lane WHERE type = 'mail')")
                        .formatted(database.schema(), more));

        assertThat(store.types())
                .extracting(TypeStatus::type, status -> status.count(JobState.ENQUEUED))
                .containsExactly(tuple("mail", (long) more), tuple("report", 1L));
    }

    private List<String> pages() throws SQLException {
        List<String> pages = new ArrayList<>();
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement();
                ResultSet row =
                        statement.executeQuery(
                                "SELECT split_part(ctid::text, ',', 1) FROM %s.job ORDER BY id"
                                        .formatted(database.schema()))) {
            while (row.next()) {
                pages.add(row.getString(1));
            }
        }
        return pages;
    }

    @Test
    void readsEachEntryOfALaneOnceUnderLimitsWhileSomebodyHoldsAnOldSnapshot() throws Exception {
        int jobs = 5_000;
        worker.limit(List.of(new Limit("mail", 2_000, null, 1e9, 1_000_000)));
        for (int i = 0; i < jobs; i += 1_000) {
            store.enqueue(Collections.nCopies(1_000, JobRequest.of("mail", "")), "caller");
        }
        Lane lane = worker.beat().lanes().getFirst();
        try (Connection old = database.connect();
                Statement statement = old.createStatement()) {
            old.setAutoCommit(false);
            old.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            statement.execute("SELECT pg_current_xact_id()");
            for (int taken = 0; taken < jobs; ) {
                List<Claim> claims = worker.claim(List.of(new Quota(lane, 100)));
                assertThat(claims).hasSize(100);
                taken += claims.size();
                worker.finish(
                        claims.stream().map(one -> new End(one, new Result.Succeeded())).toList());
                worker.beat();
            }
            worker.close();
            store.close();
            await().atMost(Duration.ofSeconds(20)).until(() -> entriesRead("ready_pkey") >= jobs);
            assertThat(entriesRead("ready_pkey")).isLessThan(4L * jobs);
            assertThat(entriesRead("receipt_pkey")).isLessThan(1_000);
        }
    }

    @Test
    void goesThroughNoReceiptsButThoseOfWorkersForLimitsPerKey() throws Exception {
        worker.limit(List.of(new Limit("mail", null, 2, null, 1)));
        for (int i = 0; i < 20; i++) {
            accept(JobRequest.of("mail", "").withLimitKey("k" + i % 5));
        }
        assertThat(claim(worker, 20)).hasSize(10);
        for (int i = 0; i < 50; i++) {
            assertThat(claim(worker, 20)).isEmpty();
        }
        worker.close();
        store.close();

        await().atMost(Duration.ofSeconds(20))
                .until(() -> read("sum(idx_scan)", "pg_stat_user_tables", "receipt") >= 50);
        assertThat(read("sum(seq_scan)", "pg_stat_user_tables", "receipt"))
                .as("what counts all that waits, and not each claim, goes through the table")
                .isLessThan(10);
    }

    private long read(String what, String from, String table) throws SQLException {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement();
                ResultSet row =
                        statement.executeQuery(
                                "SELECT %s FROM %s WHERE schemaname = '%s' AND relname = '%s'"
                                        .formatted(what, from, database.schema(), table))) {
            row.next();
            return row.getLong(1);
        }
    }

    private long entriesRead(String index) throws SQLException {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement();
                ResultSet row =
                        statement.executeQuery(
                                "SELECT sum(idx_tup_read) FROM pg_stat_user_indexes"
                                        + " WHERE schemaname || '.' || indexrelname = '"
                                        + database.schema()
                                        + "."
                                        + index
                                        + "'")) {
            row.next();
            return row.getLong(1);
        }
    }
}
