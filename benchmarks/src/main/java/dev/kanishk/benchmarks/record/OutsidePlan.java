package dev.kanishk.benchmarks.record;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.runner.options.TimeValue;

/**
 * How often and how long something outside the JVM is measured.
 *
 * @param forks the processes, one after the other
 * @param warmupIterations the iterations of each process that don't count
 * @param iterations the iterations of each process that do
 * @param iterationTime the length of each iteration
 */
public record OutsidePlan(
        int forks, int warmupIterations, int iterations, TimeValue iterationTime) {
    private static final int START_SECONDS = 30;
    private static final int SLACK = 20;

    /**
     * Returns what a suite's own benchmarks are measured with in the same run, where they are
     * annotated with two forks, three iterations to warm up and five to measure.
     *
     * @param quick whether a first look is enough
     * @return the plan
     */
    public static OutsidePlan of(boolean quick) {
        Settings settings = quick ? Settings.QUICK : Settings.REFERENCE;
        TimeValue time = Objects.requireNonNull(settings.iterationTime(), "iteration time");
        return new OutsidePlan(quick ? 1 : 2, 3, 5, time);
    }

    /** Returns when a process is given up. An iteration ends with a pass, however long that is. */
    Duration limit() {
        long millis = iterationTime.convertTo(TimeUnit.MILLISECONDS);
        return Duration.ofSeconds(START_SECONDS)
                .plusMillis(SLACK * millis * (warmupIterations + iterations));
    }
}
