package dev.kanishk.benchmarks.showcase;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kanishk.benchmarks.program.ProgressLine;
import dev.kanishk.benchmarks.result.Check;
import dev.kanishk.benchmarks.result.Metric;
import dev.kanishk.benchmarks.result.ResultFiles;
import dev.kanishk.benchmarks.result.ShowcaseResult;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShowcaseRunnerTest {
    @TempDir private Path folder;

    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private Path results = Path.of("");
    private Path work = Path.of("");

    @BeforeEach
    void makeFolders() throws Exception {
        results = Files.createDirectory(folder.resolve("results"));
        work = folder.resolve("work");
    }

    @Test
    void writesWhatAPartMeasuredAndPrintsIt() throws Exception {
        ShowcaseRunner.Report report = run(new Part("good", run -> outcome(true)));

        assertThat(report.passed()).isTrue();
        ShowcaseResult written = read("good");
        assertThat(written).isEqualTo(report.results().getFirst());
        assertThat(written.metrics().getFirst().value()).isEqualTo(1234.5);
        assertThat(written.command()).contains("--only good");
        assertThat(printed()).contains("good", "1,235 widgets/s", "held", "All arrive");
    }

    @Test
    void goesOnAfterAFailedCheckAndReportsIt() throws Exception {
        ShowcaseRunner.Report report =
                run(
                        new Part("failing", run -> outcome(false)),
                        new Part("next", run -> outcome(true)));

        assertThat(report.passed()).isFalse();
        assertThat(report.problems()).containsExactly("failing: All arrive: 3 of 3");
        assertThat(read("failing").passed()).isFalse();
        assertThat(read("next").passed()).isTrue();
        assertThat(printed()).contains("FAILED");
    }

    @Test
    void goesOnAfterABrokenPartAndLeavesNoOlderResultOfIt() throws Exception {
        run(new Part("broken", run -> outcome(true)));

        ShowcaseRunner.Report report =
                run(
                        new Part(
                                "broken",
                                run -> {
                                    throw new IllegalStateException("the disk is full");
                                }),
                        new Part("next", run -> outcome(true)));

        assertThat(report.problems()).containsExactly("broken: broke: the disk is full");
        assertThat(results.resolve("broken.showcase.json")).doesNotExist();
        assertThat(results.resolve("next.showcase.json")).exists();
    }

    @Test
    void doesNotPassWithoutAnyPart() throws Exception {
        assertThat(run().passed()).isFalse();
    }

    @Test
    void endsAPartThatTakesTooLong() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        Showcase slow =
                new Part(
                        "slow",
                        run -> {
                            never.await();
                            return outcome(true);
                        });

        ShowcaseRunner.Report report = runner(Duration.ofMillis(50)).run(List.of(slow));

        assertThat(report.problems())
                .singleElement()
                .asString()
                .startsWith("slow: broke: not done");
    }

    @Test
    void deletesTheWorkFolderAfterSuccessAndFailure() throws Exception {
        AtomicReference<Path> used = new AtomicReference<>();
        Part writes =
                new Part(
                        "writes",
                        run -> {
                            used.set(run.workFolder());
                            Files.createDirectories(run.workFolder().resolve("a/b"));
                            Files.writeString(run.workFolder().resolve("a/b/c"), "x");
                            throw new IllegalStateException("after writing");
                        });

        run(writes);

        assertThat(used.get()).isNotNull().doesNotExist();
        assertThat(work).isEmptyDirectory();
    }

    @Test
    void leavesHistogramsBesideTheResult() throws Exception {
        Histogram histogram = new Histogram(3);
        histogram.recordValue(42);

        run(
                new Part(
                        "measured",
                        run ->
                                new Showcase.Outcome(
                                        List.of(),
                                        List.of(),
                                        List.of(
                                                run.writeDistribution(
                                                        "latency", "Latency", "ns", histogram)),
                                        List.of())));

        assertThat(results.resolve("measured.latency.hlog")).isNotEmptyFile();
        assertThat(read("measured").distributions().getFirst().file())
                .isEqualTo("measured.latency.hlog");
    }

    @Test
    void printsFiguresWithFourDigits() {
        assertThat(Summary.number(0.000123456)).isEqualTo("0.0001235");
        assertThat(Summary.number(1_234_567.8)).isEqualTo("1,234,568");
        assertThat(Summary.number(99.987)).isEqualTo("99.99");
        assertThat(Summary.number(0)).isEqualTo("0");
    }

    private ShowcaseRunner.Report run(Showcase... parts) throws Exception {
        return runner(Duration.ofSeconds(30)).run(List.of(parts));
    }

    private ShowcaseRunner runner(Duration limit) {
        PrintStream out = new PrintStream(printed, true, StandardCharsets.UTF_8);
        return new ShowcaseRunner(results, work, limit, new ProgressLine(out, false), out);
    }

    private ShowcaseResult read(String system) throws Exception {
        return ResultFiles.readShowcase(results.resolve(ResultFiles.showcaseFile(system)));
    }

    private String printed() {
        return printed.toString(StandardCharsets.UTF_8);
    }

    private static Showcase.Outcome outcome(boolean passed) {
        return new Showcase.Outcome(
                List.of(
                        new Metric(
                                "throughput",
                                "Widgets made",
                                1234.5,
                                null,
                                "widgets/s",
                                Metric.Better.HIGHER,
                                null)),
                List.of(new Check("arrive", "All arrive", passed, "3 of 3")),
                List.of(),
                List.of());
    }

    /** The body of a part. */
    @FunctionalInterface
    private interface Body {
        Showcase.Outcome run(ShowcaseRun run) throws Exception;
    }

    private record Part(String system, Body body) implements Showcase {
        @Override
        public String title() {
            return "Does " + system;
        }

        @Override
        public Outcome run(ShowcaseRun run) throws Exception {
            return body.run(run);
        }
    }
}
