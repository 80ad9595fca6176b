package dev.kanishk.scheduler.dispatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.kanishk.scheduler.job.JobRequest;
import dev.kanishk.scheduler.testing.MemoryStore;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.context.Scope;
import java.time.InstantSource;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;

class ObservabilityTest {
    private static final SpanContext CALLER =
            SpanContext.create(
                    "0af7651916cd43dd8448eb211c80319c",
                    "b7ad6b7169203331",
                    TraceFlags.getSampled(),
                    TraceState.getDefault());

    private final MemoryStore store = new MemoryStore(InstantSource.system());

    @Test
    void countsAndTimesJobsByTypeAndOutcome() {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        try (TaskScheduler scheduler =
                TaskScheduler.on(store)
                        .handle("good", job -> {})
                        .handle(
                                "bad",
                                job -> {
                                    throw new PermanentFailureException("no");
                                })
                        .start()) {
            new SchedulerMetrics(scheduler).bindTo(registry);
            scheduler.enqueue("good", 1);
            scheduler.enqueue("bad", 1);
            await().until(() -> scheduler.statistics().succeeded() == 1);
            await().until(() -> scheduler.statistics().failed() == 1);
            await().until(() -> scheduler.running() == 0);

            assertThat(registry.get("scheduler.jobs").tag("type", "good").counter().getId())
                    .satisfies(id -> assertThat(id.getTag("outcome")).isEqualTo("succeeded"));
            assertThat(registry.get("scheduler.jobs").tag("outcome", "died").counter().count())
                    .isEqualTo(1);
            assertThat(registry.get("scheduler.job.run").tag("type", "good").timer().count())
                    .isEqualTo(1);
            assertThat(registry.get("scheduler.circuit").tag("type", "bad").gauge().value())
                    .isZero();
            assertThat(registry.get("scheduler.running").gauge().value()).isZero();
        }
    }

    @Test
    void runsAJobInTheTraceThatItWasEnqueuedIn() {
        Queue<String> seen = new ConcurrentLinkedQueue<>();
        try (TaskScheduler scheduler =
                TaskScheduler.on(store)
                        .intercept(new SchedulerTracing(OpenTelemetry.noop()))
                        .handle(
                                "job",
                                job -> seen.add(Span.current().getSpanContext().getTraceId()))
                        .start()) {
            try (Scope _ = Span.wrap(CALLER).makeCurrent()) {
                scheduler.enqueue("job", 1);
            }
            await().until(() -> seen.size() == 1);
            scheduler.enqueue(JobRequest.of("job", "").withTrace(null));
            await().until(() -> seen.size() == 2);
        }
        assertThat(seen)
                .containsExactly(CALLER.getTraceId(), SpanContext.getInvalid().getTraceId());
    }
}
