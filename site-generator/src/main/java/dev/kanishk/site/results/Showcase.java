package dev.kanishk.site.results;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/**
 * What one part of the showcase measured: the content of {@code <system>.showcase.json}.
 *
 * @param system the system's name
 * @param title what was done, in one sentence
 * @param command the command that makes this result again
 * @param startedAt when the run began
 * @param seconds how long it took
 * @param metrics the figures, the headline first
 * @param checks the promises tested
 * @param distributions the histograms recorded
 * @param notes what a reader needs to know to judge the figures
 * @param set the result set that it comes from
 * @param file the raw file
 */
public record Showcase(
        String system,
        String title,
        String command,
        Instant startedAt,
        double seconds,
        List<Figure> metrics,
        List<Check> checks,
        List<Distribution> distributions,
        List<String> notes,
        ResultSet set,
        Path file) {

    /** Copies the lists. */
    public Showcase {
        metrics = List.copyOf(metrics);
        checks = List.copyOf(checks);
        distributions = List.copyOf(distributions);
        notes = List.copyOf(notes);
    }
}
