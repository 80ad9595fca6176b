package dev.kanishk.scheduler.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kanishk.scheduler.job.JobRequest;
import dev.kanishk.scheduler.job.JobState;
import dev.kanishk.scheduler.job.Receipt;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;

/** What MariaDB can do, besides what every store does. */
class MariaDbStoreTest extends ServerStoreContract {
    private final TestMariaDb database = TestMariaDb.fresh();

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
    void terminateConnections() throws SQLException {
        database.terminate();
    }

    @Override
    protected void dispose() {
        database.drop();
    }

    private MariaDbStore mariaDb() {
        return (MariaDbStore) store;
    }

    private static String ask(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getString(1);
        }
    }

    private Connection transaction(int isolation) throws SQLException {
        Connection connection = database.connect();
        connection.setTransactionIsolation(isolation);
        connection.setAutoCommit(false);
        return connection;
    }

    @Test
    void acceptsJobsWithTheCallersTransaction() throws Exception {
        LinkedBlockingQueue<Signal> heard = new LinkedBlockingQueue<>();
        try (JobStore node = open(StoreOptions.DEFAULTS);
                WorkerSession other = node.join();
                Connection connection = transaction(Connection.TRANSACTION_READ_COMMITTED)) {
            other.onSignal(heard::add);
            String before = ask(connection, "SELECT DATABASE()");
            List<JobRequest> requests =
                    List.of(
                            JobRequest.of("mail", ""),
                            JobRequest.of("mail", "").withIdempotencyKey("k"));
            List<Receipt> receipts = mariaDb().enqueue(connection, requests, "caller");
            assertThat(ask(connection, "SELECT DATABASE()")).isEqualTo(before);
            UUID id = receipts.getFirst().id();
            assertThat(store.find(id)).isEmpty();
            assertThat(claim(worker, 5)).isEmpty();
            // A transaction that stays open keeps nobody else from accepting.
            accept("other");
            connection.commit();
            assertThat(state(id)).isEqualTo(JobState.ENQUEUED);
            assertThat(next(heard, Signal.Due.class).lanes()).isNotEmpty();
            assertThat(claim(worker, 5)).hasSize(3);
        }
    }

    @Test
    void acceptsPlainJobsInATransactionOfTheDefaultLevel() throws Exception {
        try (Connection connection = transaction(Connection.TRANSACTION_REPEATABLE_READ)) {
            List<JobRequest> plain = List.of(JobRequest.of("mail", ""));
            UUID id = mariaDb().enqueue(connection, plain, "caller").getFirst().id();
            List<JobRequest> keyed = List.of(JobRequest.of("mail", "").withIdempotencyKey("k"));
            assertThatThrownBy(() -> mariaDb().enqueue(connection, keyed, "caller"))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("TRANSACTION_READ_COMMITTED");
            connection.commit();
            assertThat(claimOne().id()).isEqualTo(id);
        }
    }

    @Test
    void acceptsNothingIfTheCallersTransactionIsRolledBack() throws Exception {
        try (Connection connection = transaction(Connection.TRANSACTION_READ_COMMITTED)) {
            List<JobRequest> keyed = List.of(JobRequest.of("mail", "").withIdempotencyKey("k"));
            UUID id = mariaDb().enqueue(connection, keyed, "caller").getFirst().id();
            connection.rollback();
            assertThat(store.find(id)).isEmpty();
            assertThat(store.enqueue(keyed, "caller").getFirst().created()).isTrue();
            connection.setAutoCommit(true);
            assertThatThrownBy(() -> mariaDb().enqueue(connection, keyed, "caller"))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void acceptsTheLargestPayloadsAndBatches() {
        List<JobRequest> large = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            large.add(JobRequest.of("large", "'".repeat(JobRequest.MAX_PAYLOAD_BYTES)));
        }
        assertThat(store.enqueue(large, "caller")).hasSize(10);
        List<JobRequest> many = new ArrayList<>();
        for (int i = 0; i < JobStore.MAX_BATCH; i++) {
            many.add(JobRequest.of("many", "{}"));
        }
        assertThat(store.enqueue(many, "caller")).hasSize(JobStore.MAX_BATCH);
        for (Lane lane : worker.beat().lanes()) {
            List<Claim> claims = worker.claim(List.of(new Quota(lane, JobStore.MAX_BATCH)));
            assertThat(claims).hasSize(lane.type().equals("large") ? 10 : JobStore.MAX_BATCH);
            List<End> ends = claims.stream().map(c -> new End(c, failed(Duration.ZERO))).toList();
            assertThat(worker.finish(ends)).doesNotContain(false);
        }
    }

    @Test
    void refusesAServerThatCouldLoseAcceptedJobs() {
        database.execute("SET GLOBAL innodb_flush_log_at_trx_commit = 2");
        try {
            assertThatThrownBy(() -> open(StoreOptions.DEFAULTS))
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining("innodb_flush_log_at_trx_commit is 2: set it to 1");
        } finally {
            database.execute("SET GLOBAL innodb_flush_log_at_trx_commit = 1");
        }
    }

    @Test
    void goesByTheTimeWhateverTheTimeZoneOfItsSessions() throws Exception {
        try (MariaDbStore elsewhere =
                MariaDbStore.open(
                        () -> {
                            Connection connection = database.connect();
                            try (Statement statement = connection.createStatement()) {
                                statement.execute("SET time_zone = '+05:00'");
                            }
                            return connection;
                        },
                        database.name(),
                        MariaDbStore.CLOCK,
                        StoreOptions.DEFAULTS)) {
            long ms = elsewhere.read(tx -> tx.nowMs());
            assertThat(Instant.ofEpochMilli(ms))
                    .isBetween(Instant.now().minusSeconds(60), Instant.now().plusSeconds(60));
        }
    }

    @Test
    void refusesAStoreOfANewerVersion() {
        database.execute(
                "INSERT INTO %s.schema_version VALUES (99, 99, 1)".formatted(database.name()));
        assertThatThrownBy(() -> open(StoreOptions.DEFAULTS))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("newer program");
    }

    @Test
    void opensAStoreThatTheNextVersionHasUpgradedForBoth() {
        database.execute(
                "INSERT INTO %s.schema_version VALUES (3, 1, 1)".formatted(database.name()));
        open(StoreOptions.DEFAULTS).close();
    }

    @Test
    void makesTheTablesThatAProcessWhichDiedHasNotMade() {
        database.execute("DROP TABLE " + database.name() + ".tally");
        database.execute("DELETE FROM " + database.name() + ".schema_version");
        UUID id = accept("mail");
        open(StoreOptions.DEFAULTS).close();
        assertThat(claimOne().id()).isEqualTo(id);
    }

    @Test
    void leavesTheConnectionsOfAPoolAsTheyWere() throws Exception {
        try (Connection pooled = database.connect()) {
            String state =
                    "SELECT CONCAT_WS(' ', DATABASE(), @@tx_isolation, @@autocommit,"
                            + " @@group_concat_max_len, @@max_statement_time)";
            String before = ask(pooled, state);
            Links.Settings settings =
                    new MariaDbSettings(
                            database.name(),
                            Connection.TRANSACTION_READ_COMMITTED,
                            false,
                            MariaDbSettings.Before.of(pooled));
            settings.apply(pooled);
            assertThat(pooled.getNetworkTimeout()).isEqualTo(Silence.MS);
            assertThat(ask(pooled, "SELECT GET_LOCK('a', 0)")).isEqualTo("1");
            pooled.commit();
            assertThat(ask(pooled, state)).isNotEqualTo(before);
            settings.undo(pooled);
            assertThat(pooled.getNetworkTimeout()).isZero();
            assertThat(ask(pooled, state)).isEqualTo(before);
            assertThat(ask(pooled, "SELECT IS_FREE_LOCK('a')")).isEqualTo("1");
        }
    }
}
