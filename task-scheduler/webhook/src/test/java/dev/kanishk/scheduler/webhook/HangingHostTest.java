package dev.kanishk.scheduler.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.kanishk.scheduler.dispatch.BreakerPolicy;
import dev.kanishk.scheduler.dispatch.CircuitState;
import dev.kanishk.scheduler.dispatch.RetryPolicy;
import dev.kanishk.scheduler.dispatch.TaskScheduler;
import dev.kanishk.scheduler.dispatch.TypePolicy;
import dev.kanishk.scheduler.job.Job;
import dev.kanishk.scheduler.job.JobQuery;
import dev.kanishk.scheduler.job.JobRequest;
import dev.kanishk.scheduler.job.JobState;
import dev.kanishk.scheduler.job.Transition.Cause;
import dev.kanishk.scheduler.store.SqliteStore;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two hosts, of which one does not answer, and a scheduler with real time and a real store. */
class HangingHostTest {
    private static final int SLOTS = 16;
    private static final int PER_HOST = SLOTS / 4;
    private static final int JOBS = 300;
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final Duration PLENTY = Duration.ofMinutes(10);

    @TempDir Path folder;
    private SqliteStore store;
    private Receiver hanging;
    private Receiver answering;

    @BeforeEach
    void start() throws Exception {
        store = SqliteStore.open(folder.resolve("jobs.db"));
        hanging = Receiver.at("127.0.0.1", Receiver.Connection::hang);
        answering = Receiver.at("127.0.0.1", Receiver.answering("HTTP/1.1 204 No Content\r\n\r\n"));
    }

    @AfterEach
    void stop() throws Exception {
        hanging.close();
        answering.close();
        store.close();
    }

    private static WebhookHandler handler(Duration answerTimeout) throws Exception {
        WebhookOptions options =
                WebhookOptions.DEFAULTS.withTimeouts(Duration.ofSeconds(10), answerTimeout, PLENTY);
        return new WebhookHandler(
                WebhookKeys.of(WebhookSecret.generate()),
                options,
                new DeliveryClient(
                        new TargetRules(List.of(Cidr.parse("127.0.0.1"))),
                        options,
                        host -> List.of(InetAddress.ofLiteral("127.0.0.1")),
                        SSLContext.getDefault()),
                InstantSource.system());
    }

    private TaskScheduler scheduler(TypePolicy policy, WebhookHandler handler) {
        return TaskScheduler.on(store)
                .slots(SLOTS)
                .intercept(new WebhookLanes("webhook"))
                .handle("webhook", policy, handler)
                .start();
    }

    private static List<JobRequest> jobs(int count, String url) {
        return Collections.nCopies(
                count, JobRequest.of("webhook", "{\"url\":\"" + url + "\"}").withTimeout(PLENTY));
    }

    private List<Job> in(JobState state) {
        return store.list(new JobQuery("webhook", state, null, JobQuery.MAX_LIMIT));
    }

    @Test
    void delaysNoJobsOfOtherHosts() throws Exception {
        try (WebhookHandler handler = handler(PLENTY);
                TaskScheduler scheduler = scheduler(WebhookHandler.policy(SLOTS), handler)) {
            scheduler.enqueue(jobs(JOBS, hanging.url("hanging.example")));
            await().atMost(PATIENCE).until(() -> hanging.connections.size() == PER_HOST);

            scheduler.enqueue(jobs(JOBS, answering.url("answering.example")));
            await().atMost(PATIENCE).until(() -> answering.requests.size() == JOBS);
            await().atMost(PATIENCE).until(() -> in(JobState.SUCCEEDED).size() == JOBS);

            assertThat(hanging.connections).hasSize(PER_HOST);
            assertThat(in(JobState.RUNNING)).hasSize(PER_HOST);
            assertThat(scheduler.statistics().parked()).isZero();
            hanging.close();
            scheduler.stop(Duration.ZERO);
        }
    }

    @Test
    void parksTheJobsOfOneHostAloneAndBurnsNoAttempts() throws Exception {
        BreakerPolicy breaker = new BreakerPolicy(PER_HOST, PER_HOST, Duration.ofMinutes(5));
        TypePolicy policy =
                WebhookHandler.policy(SLOTS)
                        .withBreaker(breaker)
                        .withRetry(new RetryPolicy(PLENTY, 1, PLENTY));
        try (WebhookHandler handler = handler(Duration.ofMillis(200));
                TaskScheduler scheduler = scheduler(policy, handler)) {
            List<UUID> stuck =
                    scheduler.enqueue(jobs(JOBS, hanging.url("hanging.example"))).stream()
                            .map(receipt -> receipt.id())
                            .toList();
            String target = "hanging.example:" + hanging.port();
            await().atMost(PATIENCE)
                    .until(() -> scheduler.targetCircuits().get(target) == CircuitState.OPEN);

            scheduler.enqueue(jobs(JOBS, answering.url("answering.example")));
            await().atMost(PATIENCE).until(() -> in(JobState.SUCCEEDED).size() == JOBS);
            await().atMost(PATIENCE).until(() -> in(JobState.SCHEDULED).size() == JOBS);

            assertThat(scheduler.circuits()).containsEntry("webhook", CircuitState.CLOSED);
            long failures =
                    stuck.stream()
                            .flatMap(id -> store.audit(id).stream())
                            .filter(change ->
                                    change.cause() == Cause.FAILED
                                            || change.cause() == Cause.TIMED_OUT)
                            .count();
            assertThat(failures).isBetween((long) PER_HOST, 2L * PER_HOST);
        }
    }
}
