package dev.kanishk.scheduler.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.kanishk.scheduler.job.JobQuery;
import dev.kanishk.scheduler.server.http.TestServer.Answer;
import dev.kanishk.scheduler.store.JobStore;
import dev.kanishk.scheduler.store.PostgresStore;
import dev.kanishk.scheduler.store.ReportSource;
import dev.kanishk.scheduler.store.StoreOptions;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Far more callers than the store takes, on a real database that stands still for a while. */
class SpikeIT {
    private static final int CALLERS = 400;
    private static final int CALLS = 10;
    private static final int AT_A_TIME = 8;
    private static final int WAITING = 16;
    private static final String JOB = "{\"type\":\"parked\"}";

    private final Set<String> accepted = ConcurrentHashMap.newKeySet();
    private final AtomicInteger refused = new AtomicInteger();
    private final AtomicInteger mostTaken = new AtomicInteger();
    private final AtomicInteger mostWaiting = new AtomicInteger();

    @Test
    void acceptsOrRefusesEachCallAndLosesNoneThatItAccepted() throws Exception {
        HttpLimits limits =
                new HttpLimits(10_000, 1 << 20, 2 * CALLERS, AT_A_TIME, WAITING, 200, 0);
        try (EmbeddedPostgres database =
                        EmbeddedPostgres.builder()
                                .setServerConfig("fsync", "on")
                                .setServerConfig("synchronous_commit", "on")
                                .start();
                JobStore store =
                        PostgresStore.open(database.getPostgresDatabase(), StoreOptions.DEFAULTS);
                TestServer server =
                        TestServer.on(
                                store,
                                ReportSource.postgres(database.getJdbcUrl("postgres", "postgres")),
                                HttpSettings.local().with(limits))) {
            server.post("/v1/jobs", JOB);
            flood(server, database);
            await().until(() -> server.api().submits().waiting() == 0);

            Set<String> stored = new HashSet<>();
            UUID after = null;
            do {
                var page = store.list(new JobQuery("parked", null, after, 1_000));
                page.forEach(job -> stored.add(job.id().toString()));
                after = page.isEmpty() ? null : page.getLast().id();
            } while (after != null);
            assertThat(stored).containsAll(accepted).hasSize(accepted.size() + 1);
            assertThat(refused).hasPositiveValue();
            assertThat(accepted).isNotEmpty();
            assertThat(accepted.size() + refused.get()).isEqualTo(CALLERS * CALLS);
            assertThat(mostTaken).hasValueLessThanOrEqualTo(AT_A_TIME);
            assertThat(mostWaiting).hasValueLessThanOrEqualTo(WAITING);
            assertThat(server.get("/metrics").text())
                    .contains("http_refused_total{limit=\"calls\"} " + refused.get() + "\n");
            await().until(() -> server.api().bodies().heldBytes() == 0);
            await().atMost(Duration.ofSeconds(10))
                    .until(() -> server.post("/v1/jobs", JOB).status() == 202);
            System.out.println(
                    "spike: "
                            + accepted.size()
                            + " accepted, "
                            + refused
                            + " refused, at most "
                            + mostTaken
                            + " at a time");
        }
    }

    private void flood(TestServer server, EmbeddedPostgres database) throws Exception {
        CountDownLatch standing = new CountDownLatch(1);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
                Connection connection = database.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("LOCK TABLE task_scheduler.job IN EXCLUSIVE MODE");
            List<Future<?>> callers = new ArrayList<>();
            for (int i = 0; i < CALLERS; i++) {
                callers.add(
                        threads.submit(() -> {
                            for (int call = 0; call < CALLS; call++) {
                                note(server.post("/v1/jobs", JOB));
                                watch(server);
                                standing.countDown();
                            }
                            return null;
                        }));
            }
            // The first answer is a refusal: the database stands still.
            standing.await();
            assertThat(accepted).isEmpty();
            connection.rollback();
            for (Future<?> caller : callers) {
                caller.get();
            }
        }
    }

    private void note(Answer answer) {
        if (answer.status() == 202) {
            accepted.add(answer.text("id"));
        } else {
            assertThat(answer.status()).as(answer.toString()).isEqualTo(429);
            assertThat(answer.header("Retry-After")).matches("[1-3]");
            assertThat(answer.text("limit")).isEqualTo("calls");
            refused.incrementAndGet();
        }
    }

    private void watch(TestServer server) {
        mostTaken.accumulateAndGet(server.api().submits().taken(), Math::max);
        mostWaiting.accumulateAndGet(server.api().submits().waiting(), Math::max);
    }
}
