package dev.kanishk.scheduler.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.kanishk.scheduler.job.DeadQuery;
import dev.kanishk.scheduler.job.JobQuery;
import dev.kanishk.scheduler.job.JobRequest;
import dev.kanishk.scheduler.job.JobState;
import dev.kanishk.scheduler.job.Receipt;
import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What a driver could do otherwise: MariaDB by MySQL's. */
class MySqlDriverStoreTest extends StoreHarness {
    private final TestMariaDb database = TestMariaDb.freshForMySql();

    @Override
    protected JobStore open(StoreOptions options) {
        return database.open(options);
    }

    @Override
    protected void advance(Duration time) {
        database.advance(time);
    }

    @Override
    protected void dispose() {
        database.drop();
    }

    @Test
    void keepsEveryPartOfARequest() {
        JobRequest request =
                JobRequest.of("type.a", "päyload \\ ' \" ?")
                        .withPriority(9)
                        .withMaxAttempts(3)
                        .withTimeout(Duration.ofSeconds(7))
                        .withTenant("äcme")
                        .withLimitKey("key")
                        .withTarget("host")
                        .withTags(List.of("a", "b"))
                        .withTrace("00-1-2-01")
                        .withIdempotencyKey("once");
        UUID id = accept(request);
        assertThat(store.find(id).orElseThrow().request().withRunAt(null)).isEqualTo(request);
        assertThat(claimOne().request().withRunAt(null)).isEqualTo(request);
        assertThat(store.enqueue(List.of(request), "caller"))
                .containsExactly(new Receipt(id, JobState.RUNNING, false));
    }

    @Test
    void bringsAJobToEachEnd() {
        UUID failing = accept(JobRequest.of("mail", "{}").withMaxAttempts(2));
        assertThat(end(worker, claimOne(), failed(Duration.ofSeconds(1)))).isTrue();
        advance(Duration.ofSeconds(2));
        assertThat(end(worker, claimOne(), new Result.Failed("ä '\\", true, null))).isTrue();
        assertThat(store.find(failing).orElseThrow().error()).isEqualTo("ä '\\");
        assertThat(changes(failing)).hasSize(6);
        assertThat(store.redrive(new DeadQuery("mail", null, null, 10), Duration.ZERO, "me"))
                .isOne();
        assertThat(end(worker, claimOne(), new Result.Succeeded())).isTrue();
        UUID cancelled = accept("mail");
        assertThat(store.cancel(cancelled, "operator")).isTrue();
        assertThat(store.list(new JobQuery("mail", null, null, 10)))
                .extracting(job -> job.state())
                .containsExactly(JobState.SUCCEEDED, JobState.CANCELLED);
    }

    @Test
    void acceptsJobsWithTheCallersTransaction() throws Exception {
        try (Connection connection = database.connect()) {
            connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
            connection.setAutoCommit(false);
            List<JobRequest> requests =
                    List.of(
                            JobRequest.of("mail", ""),
                            JobRequest.of("mail", "").withIdempotencyKey("k"));
            ((MariaDbStore) store).enqueue(connection, requests, "caller");
            assertThat(claim(worker, 5)).isEmpty();
            connection.commit();
            assertThat(claim(worker, 5)).hasSize(2);
        }
    }

    @Test
    void buriesADeadNeighbour() {
        UUID id = accept("mail");
        WorkerSession dying = store.join();
        assertThat(claim(dying, 1)).hasSize(1);
        worker.beat();
        dying.beat();
        ((SqlSession) dying).die();
        await().atMost(Duration.ofSeconds(5)).until(() -> state(id) == JobState.ENQUEUED);
    }
}
