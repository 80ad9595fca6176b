package dev.kanishk.benchmarks.record;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.runner.BenchmarkListEntry;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.util.Optional;

/**
 * How long and how often a suite is measured. What is null stays as the benchmark's annotations
 * say.
 *
 * @param name what the settings are called in what is printed
 * @param quick whether a first look is enough
 * @param forks the JVMs a benchmark is measured in, one after the other
 * @param iterationTime the length of each iteration, of warm-up and measurement
 */
record Settings(
        String name, boolean quick, @Nullable Integer forks, @Nullable TimeValue iterationTime) {
    /**
     * The settings of the figures that pages show: forks and counts as annotated, iterations short
     * enough that every suite fits into a quarter of an hour.
     */
    static final Settings REFERENCE =
            new Settings("reference", false, null, TimeValue.milliseconds(500));

    /** A first look: one JVM each, so the spread between JVMs does not show. */
    static final Settings QUICK = new Settings("quick", true, 1, TimeValue.milliseconds(200));

    private static final int DEFAULT_ITERATIONS = 5;
    private static final int DEFAULT_FORKS = 5;
    private static final TimeValue DEFAULT_TIME = TimeValue.seconds(10);
    private static final Duration SINGLE_SHOT = Duration.ofSeconds(1);
    private static final Duration FORK_START = Duration.ofMillis(900);

    /** Puts the settings into JMH's options. */
    void apply(ChainedOptionsBuilder options) {
        if (forks != null) {
            options.forks(forks);
        }
        if (iterationTime != null) {
            options.warmupTime(iterationTime).measurementTime(iterationTime);
        }
    }

    /** Returns how long a benchmark will take with all its parameters, as far as one can tell. */
    Duration expected(BenchmarkListEntry entry) {
        int forkCount = forks != null ? forks : entry.getForks().orElse(DEFAULT_FORKS);
        Duration warmup =
                duration(entry, entry.getWarmupTime())
                        .multipliedBy(entry.getWarmupIterations().orElse(DEFAULT_ITERATIONS));
        Duration measurement =
                duration(entry, entry.getMeasurementTime())
                        .multipliedBy(entry.getMeasurementIterations().orElse(DEFAULT_ITERATIONS));
        return FORK_START
                .plus(warmup)
                .plus(measurement)
                .multipliedBy(Math.max(forkCount, 1) * combinations(entry));
    }

    /** Returns how many combinations of parameters a benchmark is measured with. */
    static long combinations(BenchmarkListEntry entry) {
        if (!entry.getParams().hasValue()) {
            return 1;
        }
        return entry.getParams().get().values().stream()
                .mapToLong(values -> values.length)
                .reduce(1, (left, right) -> left * right);
    }

    private Duration duration(BenchmarkListEntry entry, Optional<TimeValue> annotated) {
        if (entry.getMode() == Mode.SingleShotTime) {
            return SINGLE_SHOT;
        }
        TimeValue time = iterationTime != null ? iterationTime : annotated.orElse(DEFAULT_TIME);
        return Duration.of(time.getTime(), time.getTimeUnit().toChronoUnit());
    }
}
