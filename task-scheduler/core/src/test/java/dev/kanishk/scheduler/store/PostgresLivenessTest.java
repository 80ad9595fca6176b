package dev.kanishk.scheduler.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.kanishk.scheduler.job.Job;
import dev.kanishk.scheduler.job.JobRequest;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a worker's sign of life bears. */
class PostgresLivenessTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final TestPostgres database = TestPostgres.fresh();
    private final PostgresStore store = database.open(StoreOptions.DEFAULTS);

    @AfterEach
    void close() {
        store.close();
        database.drop();
    }

    private Claim claimOne(WorkerSession session) {
        store.enqueue(List.of(JobRequest.of("mail", "{}")), "caller");
        List<Quota> quotas =
                session.beat().lanes().stream().map(lane -> new Quota(lane, 1)).toList();
        return session.claim(quotas).getFirst();
    }

    private Job job(UUID id) {
        return store.find(id).orElseThrow();
    }

    @Test
    void hearsOnAfterAMessageThatIsNone() throws InterruptedException {
        try (WorkerSession worker = store.join();
                PostgresStore node = database.open(StoreOptions.DEFAULTS)) {
            LinkedBlockingQueue<Signal> heard = new LinkedBlockingQueue<>();
            worker.onSignal(heard::add);
            for (String text : List.of("", "x d", "x d one two", "x x w no-name", "x d 1")) {
                database.execute("NOTIFY %s, '%s'".formatted(database.schema(), text));
            }
            node.enqueue(List.of(JobRequest.of("mail", "{}")), "caller");
            Signal signal = heard.poll(10, TimeUnit.SECONDS);
            while (signal != null && !(signal instanceof Signal.Due)) {
                signal = heard.poll(10, TimeUnit.SECONDS);
            }
            assertThat(signal).isInstanceOf(Signal.Due.class);
        }
    }

    @Test
    void comesBackToLifeWhenItsConnectionWasLostWithoutAWord() throws Exception {
        AtomicBoolean through = new AtomicBoolean();
        try (SilentProxy proxy = new SilentProxy(database.port());
                PostgresStore node =
                        PostgresStore.open(
                                () ->
                                        through.getAndSet(false)
                                                ? connect(proxy.port())
                                                : database.connect(),
                                database.schema(),
                                StoreOptions.DEFAULTS);
                WorkerSession neighbour = store.join()) {
            through.set(true);
            try (WorkerSession worker = node.join()) {
                assertThat(through).as("its sign of life is the first connection").isFalse();
                neighbour.beat();
                UUID id = claimOne(worker).id();
                proxy.fallSilent();
                await().atMost(PATIENCE)
                        .until(() -> {
                            neighbour.beat();
                            return job(id).crashes() == 1;
                        });
                assertThat(worker.beat().alive()).as("it is told").isFalse();

                Claim again = claimOne(worker);
                for (int i = 0; i < 20; i++) {
                    neighbour.beat();
                    assertThat(worker.beat().alive()).as("beat %d", i).isTrue();
                    LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
                }
                List<Boolean> accepted =
                        worker.finish(List.of(new End(again, new Result.Succeeded())));
                assertThat(accepted).containsExactly(true);
            }
        }
    }

    private static Connection connect(int port) throws SQLException {
        return DriverManager.getConnection(
                "jdbc:postgresql://localhost:%d/postgres?user=postgres".formatted(port));
    }

    @Test
    void waitsForANeighbourThatIsSlowerToComeBackAfterARestart() {
        AtomicBoolean slow = new AtomicBoolean();
        try (PostgresStore node =
                        PostgresStore.open(
                                () -> {
                                    if (slow.get()) {
                                        LockSupport.parkNanos(Duration.ofMillis(800).toNanos());
                                    }
                                    return database.connect();
                                },
                                database.schema(),
                                StoreOptions.DEFAULTS);
                WorkerSession worker = node.join();
                WorkerSession neighbour = store.join()) {
            Claim claim = claimOne(worker);
            neighbour.beat();
            await().atMost(PATIENCE).until(() -> isWatched(worker.worker()));
            slow.set(true);
            database.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE"
                            + " application_name = 'task-scheduler'");
            for (int i = 0; i < 10; i++) {
                neighbour.beat();
                assertThat(worker.beat().alive()).as("beat %d", i).isTrue();
                LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
            }
            assertThat(worker.finish(List.of(new End(claim, new Result.Succeeded()))))
                    .containsExactly(true);
            assertThat(job(claim.id()).crashes()).isZero();
        }
    }

    @Test
    void givesOneTimeToComeBackAlsoWhenItHasWatchedAnotherBefore() {
        try (Liveness watcher = store.live();
                Liveness first = store.live();
                Liveness second = store.live()) {
            watcher.watch(List.of(first.worker()));
            await().atMost(PATIENCE).until(() -> isWatched(first.worker()));
            watcher.watch(List.of(second.worker()));
            await().atMost(PATIENCE).until(() -> isWatched(second.worker()));
            database.execute(
                    "INSERT INTO %s.worker VALUES ('%s', 0)"
                            .formatted(database.schema(), second.worker()));
            database.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory'"
                            + " AND granted AND (classid::bigint << 32 | objid::bigint) = "
                            + PostgresLiveness.key(second.worker()));
            for (int i = 0; i < 20; i++) {
                assertThat(store.<Long>read(tx -> tx.number("SELECT count(*) FROM worker")))
                        .as("look %d", i)
                        .isOne();
                LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
            }
        }
    }

    /** Whether somebody waits for the worker's lock. */
    private boolean isWatched(String worker) {
        return store.read(tx ->
                tx.number(
                        "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'"
                                + " AND NOT granted"
                                + " AND (classid::bigint << 32 | objid::bigint) = ?",
                        PostgresLiveness.key(worker)))
                > 0;
    }
}
