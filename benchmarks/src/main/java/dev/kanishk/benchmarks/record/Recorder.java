package dev.kanishk.benchmarks.record;

import dev.kanishk.benchmarks.program.Programs;
import dev.kanishk.benchmarks.program.WorkFolder;
import dev.kanishk.benchmarks.result.ResultFiles;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.BenchmarkListEntry;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/**
 * Runs suites by JMH and leaves what it wrote as {@code <suite>.jmh.json}.
 *
 * <p>A suite with a fork that fails has no result file, not even an older one of the same set, and
 * fails the run. The suites after it are measured all the same.
 */
final class Recorder {
    private static final String HISTOGRAM = ".hlog";
    private static final String NOTHING = "[]";

    private final Path resultFolder;
    private final Path workFolder;
    private final Settings settings;
    private final List<OutsideBenchmark> outside;
    private final PrintStream out;

    Recorder(
            Path resultFolder,
            Path workFolder,
            Settings settings,
            List<OutsideBenchmark> outside,
            PrintStream out) {
        this.resultFolder = resultFolder;
        this.workFolder = workFolder;
        this.settings = settings;
        this.outside = List.copyOf(outside);
        this.out = out;
    }

    /**
     * Returns JMH's benchmarks of each suite, in the order of the suites; those that have neither
     * such nor others are left out.
     */
    static Map<Suite, List<BenchmarkListEntry>> bySuite(
            List<Suite> suites,
            Collection<BenchmarkListEntry> entries,
            List<OutsideBenchmark> outside) {
        Map<Suite, List<BenchmarkListEntry>> found = new LinkedHashMap<>();
        for (Suite suite : suites) {
            List<BenchmarkListEntry> own =
                    entries.stream().filter(entry -> suite.holds(entry.getUsername())).toList();
            if (!own.isEmpty()
                    || outside.stream().anyMatch(each -> each.suite().equals(suite.name()))) {
                found.put(suite, own);
            }
        }
        return found;
    }

    /** Returns how long suites will take, as far as one can tell. */
    Duration expected(Map<Suite, List<BenchmarkListEntry>> suites) {
        return suites.values().stream()
                .flatMap(List::stream)
                .map(settings::expected)
                .reduce(Duration.ZERO, Duration::plus);
    }

    /** Runs suites; returns one line for each that failed. */
    List<String> record(Map<Suite, List<BenchmarkListEntry>> suites)
            throws IOException, InterruptedException {
        List<String> problems = new ArrayList<>();
        for (Map.Entry<Suite, List<BenchmarkListEntry>> suite : suites.entrySet()) {
            Duration expected = expected(Map.of(suite.getKey(), suite.getValue()));
            out.printf("%n%s  (about %s)%n", suite.getKey().name(), inWords(expected));
            RecordOutput output = new RecordOutput(out);
            try {
                record(suite.getKey(), !suite.getValue().isEmpty(), output);
            } catch (RunnerException e) {
                out.println();
                out.print(output.said());
                problems.add(suite.getKey().name() + ": " + Programs.describe(e));
            }
        }
        return problems;
    }

    private void record(Suite suite, boolean hasJmh, RecordOutput output)
            throws IOException, InterruptedException, RunnerException {
        Path file = resultFolder.resolve(ResultFiles.jmhFile(suite.name()));
        Files.deleteIfExists(file);
        try (WorkFolder work = WorkFolder.create(workFolder, suite.name())) {
            Path written = work.path().resolve(ResultFiles.jmhFile(suite.name()));
            if (hasJmh) {
                run(suite, written, output);
            } else {
                Files.writeString(written, NOTHING);
            }
            int joined = 0;
            for (OutsideBenchmark benchmark : outside) {
                if (benchmark.suite().equals(suite.name())) {
                    joined += join(benchmark, written);
                }
            }
            if (hasJmh || joined > 0) {
                Files.move(written, file);
            }
        }
    }

    private void run(Suite suite, Path written, RecordOutput output) throws RunnerException {
        ChainedOptionsBuilder options =
                new OptionsBuilder()
                        .include(suite.pattern())
                        .shouldFailOnError(true)
                        .addProfiler(GCProfiler.class)
                        .resultFormat(ResultFormatType.JSON)
                        .result(written.toString());
        settings.apply(options);
        if (new Runner(options.build(), output).run().isEmpty()) {
            throw new RunnerException("no benchmark ran");
        }
    }

    /** Adds what was measured outside the JVM to the results of a suite; returns how much. */
    private int join(OutsideBenchmark benchmark, Path results)
            throws IOException, InterruptedException, RunnerException {
        out.printf("  %-64s ", benchmark.title());
        out.flush();
        try (WorkFolder work = WorkFolder.create(workFolder, benchmark.suite())) {
            Optional<String> measured = benchmark.measure(work.path(), settings.quick());
            if (measured.isEmpty()) {
                out.println("left out: what it needs is not installed");
                return 0;
            }
            int count = ResultFiles.appendArray(results, measured.get());
            moveHistograms(work.path(), benchmark.suite());
            out.println(count + (count == 1 ? " result" : " results"));
            return count;
        } catch (IOException e) {
            throw new RunnerException(benchmark.title() + " broke", e);
        }
    }

    private void moveHistograms(Path from, String suite) throws IOException {
        try (DirectoryStream<Path> logs = Files.newDirectoryStream(from, "*" + HISTOGRAM)) {
            for (Path log : logs) {
                Path to = resultFolder.resolve(suite + "." + log.getFileName());
                Files.move(log, to, StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }

    static String inWords(Duration duration) {
        long seconds = Math.max(1, duration.toSeconds());
        return seconds < 90 ? seconds + " s" : Math.round(seconds / 60.0) + " min";
    }
}
