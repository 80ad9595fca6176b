package dev.kanishk.scheduler.dispatch;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * A scheduler's figures for Micrometer; needs {@code micrometer-core}. All but the queues' ages are
 * of this process:
 *
 * <ul>
 *   <li>{@code scheduler.jobs}: counter of ended attempts, by {@code type} and {@code outcome};
 *   <li>{@code scheduler.job.wait}, {@code scheduler.job.run}: timers by {@code type}, with the
 *       50th, 95th and 99th percentile: from due to started, from started to ended;
 *   <li>{@code scheduler.queue.age}: by {@code type}, as {@link QueueMetrics} has it;
 *   <li>{@code scheduler.running}, {@code scheduler.queued}: jobs that have a slot, and that were
 *       taken and wait for one;
 *   <li>{@code scheduler.circuit}: by {@code type}: 0 closed, 1 half open, 2 open;
 *   <li>{@code scheduler.target.circuits}: how many targets' circuits are not closed;
 *   <li>{@code scheduler.ends.refused}, {@code scheduler.recovered}: counters, as in {@link
 *       Statistics}.
 * </ul>
 *
 * <p>Safe for use by many threads.
 */
public final class SchedulerMetrics implements MeterBinder {
    /** What is kept of a type. */
    private record TypeMeters(Timer waits, Timer runs) {}

    private final TaskScheduler scheduler;

    /**
     * Makes a binder.
     *
     * @param scheduler whose figures
     */
    public SchedulerMetrics(TaskScheduler scheduler) {
        this.scheduler = scheduler;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        Map<String, TypeMeters> types = new ConcurrentHashMap<>();
        scheduler.listen(end -> count(end, registry, types));
        Gauge.builder("scheduler.running", scheduler, TaskScheduler::running)
                .description("Jobs that have a slot.")
                .register(registry);
        Gauge.builder("scheduler.queued", scheduler, TaskScheduler::queued)
                .description("Jobs that were taken and wait for a slot.")
                .register(registry);
        Gauge.builder("scheduler.target.circuits", scheduler, s -> s.targetCircuits().size())
                .description("Targets whose circuits are not closed.")
                .register(registry);
        FunctionCounter.builder("scheduler.ends.refused", scheduler, s -> s.statistics().refused())
                .description("Results for jobs taken away.")
                .register(registry);
        FunctionCounter.builder("scheduler.recovered", scheduler, s -> s.statistics().recovered())
                .description("Jobs taken from ended workers.")
                .register(registry);
        new QueueMetrics(scheduler.store(), scheduler.circuits().keySet()).bindTo(registry);
        for (String type : scheduler.circuits().keySet()) {
            types.put(type, meters(type, registry));
            Gauge.builder("scheduler.circuit", scheduler, s -> level(s.circuits().get(type)))
                    .tag("type", type)
                    .description("A type's circuit: 0 closed, 1 half open, 2 open.")
                    .register(registry);
        }
    }

    private static double level(@Nullable CircuitState state) {
        return switch (state) {
            case OPEN -> 2;
            case HALF_OPEN -> 1;
            case CLOSED -> 0;
            case null -> 0;
        };
    }

    private static TypeMeters meters(String type, MeterRegistry registry) {
        return new TypeMeters(
                timer("scheduler.job.wait", "From due to started.", type, registry),
                timer("scheduler.job.run", "From started to ended.", type, registry));
    }

    private static Timer timer(
            String name, String description, String type, MeterRegistry registry) {
        return Timer.builder(name)
                .description(description)
                .tag("type", type)
                .publishPercentiles(0.5, 0.95, 0.99)
                .register(registry);
    }

    private static void count(JobEnd end, MeterRegistry registry, Map<String, TypeMeters> types) {
        String type = end.request().type();
        String outcome = end.outcome().name().toLowerCase(Locale.ROOT);
        Counter.builder("scheduler.jobs")
                .description("Attempts that ended, by type and outcome.")
                .tags("type", type, "outcome", outcome)
                .register(registry)
                .increment();
        TypeMeters meters = types.get(type);
        if (meters != null && end.ran().compareTo(Duration.ZERO) > 0) {
            meters.waits().record(end.waited());
            meters.runs().record(end.ran());
        }
    }
}
