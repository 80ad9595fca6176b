package dev.kanishk.scheduler.redis;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.concurrent.TimeUnit;
import java.util.function.ToLongFunction;

/**
 * The {@link RedisFrontStatistics} of a store for Micrometer; needs {@code micrometer-core}. All
 * are of this process:
 *
 * <ul>
 *   <li>{@code scheduler.redis.through}: 1 if jobs go through Redis now, 0 if they go to the
 *       database directly;
 *   <li>{@code scheduler.redis.jobs}: counter of jobs by {@code way}: {@code sent}, {@code moved},
 *       {@code direct}, {@code rescued};
 *   <li>{@code scheduler.redis.losses}: counter of the times that Redis was given up;
 *   <li>{@code scheduler.redis.waiting}: jobs that are not known to be in the database yet;
 *   <li>{@code scheduler.redis.oldest}: for how long the oldest of them has waited.
 * </ul>
 *
 * <p>Safe for use by many threads.
 */
public final class RedisFrontMetrics implements MeterBinder {
    private static final String PREFIX = "scheduler.redis.";

    private final RedisFrontStore store;

    /**
     * Makes a binder.
     *
     * @param store whose figures
     */
    public RedisFrontMetrics(RedisFrontStore store) {
        this.store = store;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        Gauge.builder(PREFIX + "through", store, s -> s.statistics().through() ? 1 : 0)
                .register(registry);
        Gauge.builder(PREFIX + "waiting", store, s -> s.statistics().waiting()).register(registry);
        TimeGauge.builder(
                        PREFIX + "oldest",
                        store,
                        TimeUnit.NANOSECONDS,
                        s -> s.statistics().oldest().toNanos())
                .register(registry);
        FunctionCounter.builder(PREFIX + "losses", store, s -> s.statistics().losses())
                .register(registry);
        count(registry, "sent", RedisFrontStatistics::sent);
        count(registry, "moved", RedisFrontStatistics::moved);
        count(registry, "direct", RedisFrontStatistics::direct);
        count(registry, "rescued", RedisFrontStatistics::rescued);
    }

    private void count(
            MeterRegistry registry, String way, ToLongFunction<RedisFrontStatistics> jobs) {
        FunctionCounter.builder(PREFIX + "jobs", store, s -> jobs.applyAsLong(s.statistics()))
                .tag("way", way)
                .register(registry);
    }
}
