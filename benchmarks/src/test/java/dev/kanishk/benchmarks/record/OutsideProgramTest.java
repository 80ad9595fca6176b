package dev.kanishk.benchmarks.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openjdk.jmh.runner.options.TimeValue;

/** What needs a compiler is held to the contract of a machine without one where there is none. */
class OutsideProgramTest {
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final OutsidePlan PLAN = new OutsidePlan(2, 1, 3, TimeValue.milliseconds(2));

    @TempDir private static Path folder;

    /** A program that is there without a compiler: it says what its first argument asks for. */
    private static OutsideProgram program() throws IOException {
        Path script = folder.resolve("counts.sh");
        try (InputStream text = OutsideProgramTest.class.getResourceAsStream("counts.sh")) {
            Files.write(script, Objects.requireNonNull(text).readAllBytes());
        }
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
        return new OutsideProgram(folder, script);
    }

    @Test
    void compilesAndMeasuresWhereverACompilerIsInstalled() throws Exception {
        Optional<OutsideProgram> compiled =
                OutsideProgram.cpp(OutsideProgramTest.class, "counts.cpp", folder);

        assertThat(compiled.isPresent()).isEqualTo(OutsideProgram.isInstalled("g++"));
        if (compiled.isPresent()) {
            assertMeasures(compiled.get());
        }
    }

    @Test
    void returnsAScoreForEachMeasuredIterationOfEachProcess() throws Exception {
        assertMeasures(program());
    }

    private static void assertMeasures(OutsideProgram program) throws Exception {
        double[][] scores = program.measure(PLAN, "sum");

        assertThat(scores).hasNumberOfRows(2);
        assertThat(Stream.of(scores).flatMapToDouble(DoubleStream::of).boxed())
                .hasSize(6)
                .allMatch(nanos -> nanos > 0 && nanos < 1_000_000);
        double[] nanos = program.run(LIMIT, List.of("once"));
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
    void tellsWhatTheCompilerSaidAndCompilesNothingWithoutOne() throws Exception {
        Path empty = Files.createDirectory(folder.resolve("empty"));

        if (OutsideProgram.isInstalled("g++")) {
            assertThatIOException()
                    .isThrownBy(
                            () -> OutsideProgram.cpp(OutsideProgramTest.class, "broken.cpp", empty))
                    .withMessageContaining("failed: ")
                    .withMessageContaining("no_such_type");
        } else {
            assertThat(OutsideProgram.cpp(OutsideProgramTest.class, "broken.cpp", empty)).isEmpty();
        }
    }

    @Test
    void findsNoProgramThatIsNotThere() {
        assertThat(OutsideProgram.isInstalled("no-such-compiler")).isFalse();
    }
}
