package dev.kanishk.scheduler.dispatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.kanishk.scheduler.job.JobRequest;
import dev.kanishk.scheduler.testing.MemoryStore;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class QueueMetricsTest {
    private volatile Instant now = Instant.EPOCH.plus(Duration.ofDays(1));
    private final MemoryStore store = new MemoryStore(() -> now);
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

    private double age(String type) {
        return registry.get("scheduler.queue.age").tag("type", type).gauge().value();
    }

    @Test
    void tellsOfWaitingJobsInAProcessThatRunsNothing() {
        new QueueMetrics(store, Set.of("mail", "report")).bindTo(registry);
        store.enqueue(List.of(JobRequest.of("mail", "{}")), "caller");
        now = now.plusSeconds(42);

        await().untilAsserted(() -> assertThat(age("mail")).isEqualTo(42));
        assertThat(age("report")).isZero();
    }

    @Test
    void tellsOfJobsOfATypeThatIsPaused() {
        try (TaskScheduler scheduler = TaskScheduler.on(store).handle("mail", job -> {}).start()) {
            scheduler.enqueue("mail", 1);
            await().until(() -> scheduler.statistics().succeeded() == 1);
            store.pause("mail", true);
            scheduler.enqueue("mail", 2);
            now = now.plusSeconds(7);
            new SchedulerMetrics(scheduler).bindTo(registry);

            await().untilAsserted(() -> assertThat(age("mail")).isEqualTo(7));
        }
    }

    @Test
    void doesNotKeepReadersWaitingForAStoreThatHangs() {
        new QueueMetrics(store, Set.of("mail", "report")).bindTo(registry);
        synchronized (store) {
            assertThat(age("mail")).isNaN();
            long start = System.nanoTime();
            for (int i = 0; i < 100; i++) {
                assertThat(age("report")).isNaN();
            }
            Duration took = Duration.ofNanos(System.nanoTime() - start);
            assertThat(took).isLessThan(Duration.ofSeconds(30));
        }
        await().untilAsserted(() -> assertThat(age("report")).isZero());
    }
}
