package dev.kanishk.benchmarks.result;

import java.time.Instant;
import java.util.List;

/**
 * What one part of the showcase measured: the content of {@code <system>.showcase.json}.
 *
 * @param schema {@link #SCHEMA}
 * @param system the system's name, such as {@code matching-engine}
 * @param title what was done, in one sentence
 * @param command the command that makes this result again
 * @param startedAt when the run began
 * @param seconds how long it took
 * @param metrics the figures, the headline first
 * @param checks the promises tested
 * @param distributions the histograms beside this file
 * @param notes what a reader needs to know to judge the figures: input, settings, limits
 */
public record ShowcaseResult(
        String schema,
        String system,
        String title,
        String command,
        Instant startedAt,
        double seconds,
        List<Metric> metrics,
        List<Check> checks,
        List<Distribution> distributions,
        List<String> notes) {
    /** The format's name and version. */
    public static final String SCHEMA = "dev.kanishk.showcase/1";

    /** Copies the lists. */
    public ShowcaseResult {
        metrics = List.copyOf(metrics);
        checks = List.copyOf(checks);
        distributions = List.copyOf(distributions);
        notes = List.copyOf(notes);
    }

    /** Returns whether every check passed. */
    public boolean passed() {
        return checks.stream().allMatch(Check::passed);
    }
}
