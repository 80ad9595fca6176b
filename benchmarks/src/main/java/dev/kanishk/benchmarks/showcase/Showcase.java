package dev.kanishk.benchmarks.showcase;

import dev.kanishk.benchmarks.result.Check;
import dev.kanishk.benchmarks.result.Distribution;
import dev.kanishk.benchmarks.result.Metric;
import java.util.List;

/**
 * One system at work through its public API, measured.
 *
 * <p>An implementation is a public class with a public constructor without parameters. It is found
 * through {@link java.util.ServiceLoader}: its name stands on a line of its own, under its system's
 * heading, in {@code META-INF/services/dev.kanishk.benchmarks.showcase.Showcase}.
 */
public interface Showcase {
    /** Returns the system's name, such as {@code matching-engine}: the stem of the result file. */
    String system();

    /** Returns what is done, in one sentence. */
    String title();

    /**
     * Runs it.
     *
     * @param run where to work, where to leave histograms, and how to tell progress
     * @return what was measured
     * @throws Exception if the run itself broke; a promise that did not hold is a failed {@link
     *     Check}
     */
    Outcome run(ShowcaseRun run) throws Exception;

    /**
     * What a run found.
     *
     * @param metrics the figures, the headline first
     * @param checks the promises tested
     * @param distributions the histograms written with {@link ShowcaseRun#writeDistribution}
     * @param notes what a reader needs to know to judge the figures
     */
    record Outcome(
            List<Metric> metrics,
            List<Check> checks,
            List<Distribution> distributions,
            List<String> notes) {}
}
