package dev.kanishk.scheduler.server.http;

import dev.kanishk.scheduler.dispatch.SchedulerMetrics;
import dev.kanishk.scheduler.dispatch.TaskScheduler;
import dev.kanishk.scheduler.redis.RedisFrontMetrics;
import dev.kanishk.scheduler.redis.RedisFrontStore;
import dev.kanishk.scheduler.store.JobStore;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.distribution.DistributionStatisticConfig;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.stream.DoubleStream;

/** What Micrometer keeps of this process: attempts by type, Redis in front, and the JVM. */
final class ProcessMeters implements AutoCloseable {
    /** From what a signal takes to what nobody waits for. */
    private static final double[] BOUNDS_SECONDS = {
        0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1_800, 3_600
    };

    private final PrometheusMeterRegistry registry =
            new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final JvmGcMetrics collections = new JvmGcMetrics();

    ProcessMeters(TaskScheduler scheduler, JobStore store) {
        registry.config().meterFilter(new Buckets());
        new SchedulerMetrics(scheduler).bindTo(registry);
        if (store instanceof RedisFrontStore front) {
            new RedisFrontMetrics(front).bindTo(registry);
        }
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new FileDescriptorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
        collections.bindTo(registry);
    }

    /** Buckets in place of percentiles, which cannot be added up over processes. */
    private static final class Buckets implements MeterFilter {
        @Override
        public DistributionStatisticConfig configure(
                Meter.Id id, DistributionStatisticConfig config) {
            if (!id.getName().startsWith("scheduler.job.")) {
                return config;
            }
            return DistributionStatisticConfig.builder()
                    .percentiles()
                    .serviceLevelObjectives(
                            DoubleStream.of(BOUNDS_SECONDS)
                                    .map(seconds -> seconds * Duration.ofSeconds(1).toNanos())
                                    .toArray())
                    .build()
                    .merge(config);
        }
    }

    /** {@return all of it in Prometheus' text format} */
    String text() {
        return registry.scrape();
    }

    @Override
    public void close() {
        collections.close();
        registry.close();
    }
}
