package dev.kanishk.benchmarks.record;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.kanishk.benchmarks.program.Programs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openjdk.jmh.runner.BenchmarkListEntry;

class RecorderIT {
    private static final List<Suite> SUITES =
            List.of(
                    new Suite("broken", "dev.kanishk.benchmarks.record.broken"),
                    new Suite("tiny", "dev.kanishk.benchmarks.record.tiny"));

    @TempDir private Path output;

    @Test
    void writesWhatJmhMeasuredIntoTheSuitesFile() throws Exception {
        assertThat(record("--only", "tiny")).isZero();

        JsonNode results =
                JsonMapper.builder().build().readTree(files("tiny.jmh.json").getFirst().toFile());
        assertThat(results).hasSize(2);
        JsonNode first = results.get(0);
        assertThat(first.get("benchmark").asText())
                .isEqualTo("dev.kanishk.benchmarks.record.tiny.Adds.ours");
        assertThat(first.get("primaryMetric").get("score").asDouble()).isPositive();
        assertThat(first.get("secondaryMetrics").has("gc.alloc.rate.norm")).isTrue();
        assertThat(first.get("forks").asInt()).isEqualTo(1);
        assertThat(files("machine.json")).hasSize(1);
    }

    @Test
    void addsWhatWasMeasuredOutsideTheJvm() throws Exception {
        Recorder recorder =
                new Recorder(
                        output,
                        output.resolve("work"),
                        Settings.QUICK,
                        List.of(new Outside("tiny"), new Outside("broken")),
                        System.out);

        assertThat(recorder.record(Recorder.bySuite(SUITES.subList(1, 2), benchmarks(), List.of())))
                .isEmpty();

        JsonNode results =
                JsonMapper.builder().build().readTree(files("tiny.jmh.json").getFirst().toFile());
        assertThat(results).hasSize(3);
        assertThat(results.get(2).get("benchmark").asText()).isEqualTo("a.b.C.outside");
        assertThat(output.resolve("tiny.curve.hlog")).hasContent("a histogram");
        assertThat(output.resolve("work")).isEmptyDirectory();
    }

    @Test
    void recordsASuiteThatIsMeasuredOutsideTheJvmAlone() throws Exception {
        List<OutsideBenchmark> outside = List.of(new Outside("outside"));
        List<Suite> suites = List.of(new Suite("outside", "dev.kanishk.nothing"));
        Recorder recorder =
                new Recorder(output, output.resolve("work"), Settings.QUICK, outside, System.out);

        assertThat(recorder.record(Recorder.bySuite(suites, benchmarks(), outside))).isEmpty();

        JsonNode results =
                JsonMapper.builder()
                        .build()
                        .readTree(files("outside.jmh.json").getFirst().toFile());
        assertThat(results).hasSize(1);
    }

    @Test
    void leavesNoFileOfASuiteOfWhichNothingIsInstalled() throws Exception {
        List<OutsideBenchmark> outside = List.of(new Absent());
        List<Suite> suites = List.of(new Suite("outside", "dev.kanishk.nothing"));
        Recorder recorder =
                new Recorder(output, output.resolve("work"), Settings.QUICK, outside, System.out);

        assertThat(recorder.record(Recorder.bySuite(suites, benchmarks(), outside))).isEmpty();

        assertThat(files("outside.jmh.json")).isEmpty();
    }

    @Test
    void failsWhenAForkFailsAndMeasuresTheOtherSuites() throws Exception {
        assertThat(record("--only", "broken", "--only", "tiny")).isEqualTo(1);

        assertThat(files("broken.jmh.json")).isEmpty();
        assertThat(files("tiny.jmh.json")).hasSize(1);
        assertThat(files("broken.jmh.json.partial")).isEmpty();
    }

    @Test
    void refusesASuiteThatIsNotThere() {
        assertThat(record("--only", "no-such-suite")).isEqualTo(2);
    }

    private static Collection<BenchmarkListEntry> benchmarks() {
        return RecordProgram.benchmarks();
    }

    private record Outside(String suite) implements OutsideBenchmark {
        @Override
        public String title() {
            return "another program";
        }

        @Override
        public Optional<String> measure(Path workFolder, boolean quick) throws IOException {
            Files.writeString(workFolder.resolve("curve.hlog"), "a histogram");
            return Optional.of("[{\"benchmark\": \"a.b.C.outside\"}]");
        }
    }

    private record Absent() implements OutsideBenchmark {
        @Override
        public String suite() {
            return "outside";
        }

        @Override
        public String title() {
            return "a program that is not installed";
        }

        @Override
        public Optional<String> measure(Path workFolder, boolean quick) {
            return Optional.empty();
        }
    }

    private int record(String... arguments) {
        String[] all =
                Stream.concat(
                                Stream.of("--quick", "--output", output.toString()),
                                Stream.of(arguments))
                        .toArray(String[]::new);
        return Programs.run(new RecordProgram(SUITES), all);
    }

    private List<Path> files(String name) throws IOException {
        try (Stream<Path> tree = Files.walk(output)) {
            return tree.filter(file -> file.getFileName().toString().equals(name)).toList();
        }
    }
}
