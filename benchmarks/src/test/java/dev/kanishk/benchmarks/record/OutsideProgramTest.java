package dev.kanishk.benchmarks.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openjdk.jmh.runner.options.TimeValue;

/** Needs {@code g++}, as the comparisons do; where there is none only the last test runs. */
class OutsideProgramTest {
    private static final Duration LIMIT = Duration.ofSeconds(20);

    @TempDir private static Path folder;

    private static Optional<OutsideProgram> compiled = Optional.empty();

    @BeforeAll
    static void compile() throws Exception {
        compiled = OutsideProgram.cpp(OutsideProgramTest.class, "counts.cpp", folder);
    }

    private static OutsideProgram program() {
        assumeTrue(compiled.isPresent(), "no g++ is installed");
        return compiled.orElseThrow();
    }

    @Test
    void compilesWhereverACompilerIsInstalled() {
        assertThat(compiled.isPresent()).isEqualTo(OutsideProgram.isInstalled("g++"));
    }

    @Test
    void returnsAScoreForEachMeasuredIterationOfEachProcess() throws Exception {
        OutsidePlan plan = new OutsidePlan(2, 1, 3, TimeValue.milliseconds(2));

        double[][] scores = program().measure(plan, "sum");

        assertThat(scores).hasNumberOfRows(2);
        assertThat(Stream.of(scores).flatMapToDouble(DoubleStream::of).boxed())
                .hasSize(6)
                .allMatch(nanos -> nanos > 0 && nanos < 1_000_000);
    }

    @Test
    void returnsTheTimeOfOneCall() throws Exception {
        double[] nanos = program().run(LIMIT, List.of("once"));

        assertThat(nanos).hasSize(1);
        assertThat(nanos[0]).isPositive();
    }

    @Test
    void tellsWhatAFailingProgramSaid() {
        assertThatIOException()
                .isThrownBy(() -> program().run(LIMIT, List.of("fail")))
                .withMessageContaining("failed: out of order");
    }

    @Test
    void refusesWhatIsNoNumber() {
        assertThatIOException()
                .isThrownBy(() -> program().run(LIMIT, List.of("chat")))
                .withMessageContaining("no number: hello");
    }

    @Test
    void refusesTooFewScores() {
        OutsidePlan plan = new OutsidePlan(1, 1, 3, TimeValue.milliseconds(2));

        assertThatIOException()
                .isThrownBy(() -> program().measure(plan, "once"))
                .withMessageContaining("printed 1 scores, not 3");
    }

    @Test
    void endsAProgramThatTakesTooLong() {
        assertThatIOException()
                .isThrownBy(() -> program().run(Duration.ofSeconds(1), List.of("hang")))
                .withMessageContaining("took more than 1 s");
    }

    @Test
    void tellsWhatTheCompilerSaid() throws IOException {
        assumeTrue(OutsideProgram.isInstalled("g++"), "no g++ is installed");
        Path empty = Files.createDirectory(folder.resolve("empty"));

        assertThatIOException()
                .isThrownBy(() -> OutsideProgram.cpp(OutsideProgramTest.class, "broken.cpp", empty))
                .withMessageContaining("failed: ")
                .withMessageContaining("no_such_type");
    }

    @Test
    void findsNoProgramThatIsNotThere() {
        assertThat(OutsideProgram.isInstalled("no-such-compiler")).isFalse();
    }
}
