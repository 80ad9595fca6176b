package dev.kanishk.benchmarks.showcase.scheduler;

import com.sun.net.httpserver.HttpServer;
import dev.kanishk.benchmarks.showcase.ShowcaseRun;
import dev.kanishk.scheduler.dispatch.BreakerPolicy;
import dev.kanishk.scheduler.dispatch.RetryPolicy;
import dev.kanishk.scheduler.dispatch.TaskScheduler;
import dev.kanishk.scheduler.dispatch.TypePolicy;
import dev.kanishk.scheduler.job.Attempt;
import dev.kanishk.scheduler.job.DeadQuery;
import dev.kanishk.scheduler.job.Job;
import dev.kanishk.scheduler.job.JobQuery;
import dev.kanishk.scheduler.job.JobRequest;
import dev.kanishk.scheduler.job.JobState;
import dev.kanishk.scheduler.store.SqliteStore;
import dev.kanishk.scheduler.webhook.Cidr;
import dev.kanishk.scheduler.webhook.TargetRules;
import dev.kanishk.scheduler.webhook.WebhookHandler;
import dev.kanishk.scheduler.webhook.WebhookKeys;
import dev.kanishk.scheduler.webhook.WebhookSecret;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** An endpoint that answers 503 until it is repaired, and the jobs that call it. */
final class FailingWebhook {
    private static final int JOBS = 4;
    private static final TypePolicy POLICY =
            new TypePolicy(
                    new RetryPolicy(Duration.ofMillis(20), 2, Duration.ofMillis(200)),
                    new BreakerPolicy(
                            10,
                            5,
                            Duration.ofMillis(50),
                            Duration.ofMillis(200),
                            Duration.ofSeconds(30),
                            Duration.ofDays(1)),
                    JOBS);

    private FailingWebhook() {}

    /**
     * What became of the jobs.
     *
     * @param jobs how many there were
     * @param circuitsOpened how often the circuit opened
     * @param dead how many were in the dead-letter queue
     * @param mostAttempts the most attempts that one of them had
     * @param calls how often the endpoint was called while it failed
     * @param deliveredAfter how many were delivered once it was repaired and they were redriven
     */
    record Outcome(
            int jobs,
            long circuitsOpened,
            int dead,
            int mostAttempts,
            int calls,
            int deliveredAfter) {}

    static Outcome run(ShowcaseRun run) throws IOException {
        AtomicBoolean repaired = new AtomicBoolean();
        AtomicInteger calls = new AtomicInteger();
        InetAddress loopback = InetAddress.ofLiteral("127.0.0.1");
        HttpServer endpoint = HttpServer.create(new InetSocketAddress(loopback, 0), 0);
        endpoint.createContext(
                "/",
                exchange -> {
                    calls.incrementAndGet();
                    exchange.sendResponseHeaders(repaired.get() ? 204 : 503, -1);
                    exchange.close();
                });
        endpoint.start();
        TargetRules targets = new TargetRules(List.of(new Cidr(loopback, 32)));
        try (SqliteStore store = SqliteStore.open(run.workFolder().resolve("webhooks.db"));
                WebhookHandler webhooks =
                        new WebhookHandler(
                                WebhookKeys.of(WebhookSecret.generate()),
                                targets,
                                InstantSource.system());
                TaskScheduler scheduler =
                        TaskScheduler.on(store).handle("webhook", POLICY, webhooks).start()) {
            String url = "http://127.0.0.1:" + endpoint.getAddress().getPort() + "/";
            JobRequest job = JobRequest.of("webhook", "{\"url\":\"" + url + "\"}");
            scheduler.enqueue(Collections.nCopies(JOBS, job));
            Submission.awaitAll(store, "webhook", JobState.DEAD, JOBS, run);
            List<Job> dead = store.list(new JobQuery("webhook", JobState.DEAD, null, JOBS));
            int most =
                    dead.stream()
                            .mapToInt(one -> Attempt.of(store.audit(one.id())).size())
                            .max()
                            .orElse(0);
            long opened = scheduler.statistics().circuitsOpened();
            int failedCalls = calls.get();

            repaired.set(true);
            store.redrive(new DeadQuery("webhook", null, null, JOBS), Duration.ZERO, "showcase");
            Submission.awaitAll(store, "webhook", JobState.SUCCEEDED, JOBS, run);
            int delivered =
                    store.list(new JobQuery("webhook", JobState.SUCCEEDED, null, JOBS)).size();
            return new Outcome(JOBS, opened, dead.size(), most, failedCalls, delivered);
        } finally {
            endpoint.stop(0);
        }
    }
}
