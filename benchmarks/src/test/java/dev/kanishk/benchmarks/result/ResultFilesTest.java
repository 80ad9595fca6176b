package dev.kanishk.benchmarks.result;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.HdrHistogram.EncodableHistogram;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramLogReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResultFilesTest {
    private static final Instant START = Instant.parse("2026-11-23T12:00:00.123Z");

    @TempDir private Path folder;

    @Test
    void readsAShowcaseResultAsItWasWritten() throws Exception {
        ShowcaseResult result =
                new ShowcaseResult(
                        ShowcaseResult.SCHEMA,
                        "matching-engine",
                        "Replays a flow",
                        "java …",
                        START,
                        1.5,
                        List.of(
                                new Metric(
                                        "throughput",
                                        "Commands",
                                        1_234_567.25,
                                        10.5,
                                        "commands/s",
                                        Metric.Better.HIGHER,
                                        null),
                                new Metric(
                                        "peer-throughput",
                                        "Commands",
                                        5.0,
                                        null,
                                        "commands/s",
                                        Metric.Better.NEITHER,
                                        "a peer")),
                        List.of(new Check("recovers", "Recovers \"all\"", false, "1 of 2")),
                        List.of(new Distribution("ack", "Latency", "m.ack.hlog", "ns")),
                        List.of("note"));
        Path file = folder.resolve("matching-engine.showcase.json");

        ResultFiles.write(file, result);

        assertThat(ResultFiles.readShowcase(file)).isEqualTo(result);
        assertThat(Files.readString(file))
                .contains("\"startedAt\" : \"2026-11-23T12:00:00.123Z\"", "\"error\" : null");
        assertThat(folder).isDirectoryNotContaining("glob:**.partial");
    }

    @Test
    void readsAMachineAsItWasWritten() throws Exception {
        Machine machine = machine("abc", true);
        Path file = folder.resolve(ResultFiles.MACHINE);

        ResultFiles.write(file, machine);

        assertThat(ResultFiles.readMachine(file)).isEqualTo(machine);
    }

    @Test
    void readsAHistogramAsItWasWritten() throws Exception {
        Histogram histogram = new Histogram(3);
        for (long value = 1; value <= 10_000; value++) {
            histogram.recordValue(value * 37);
        }
        Path file = folder.resolve("system.name.hlog");

        ResultFiles.writeHistogram(file, histogram, START, START.plusSeconds(3));

        try (HistogramLogReader reader = new HistogramLogReader(file.toFile())) {
            EncodableHistogram read = reader.nextIntervalHistogram();
            assertThat(read).isEqualTo(histogram);
            assertThat(reader.hasNext()).isFalse();
        }
    }

    static Machine machine(String commit, boolean clean) {
        return new Machine(
                Machine.SCHEMA,
                "processor-2-cores",
                "Processor",
                2,
                1L << 34,
                "no",
                "System",
                "JVM 25",
                List.of("-Xmx1g"),
                commit,
                clean,
                LocalDate.of(2026, 11, 23),
                new TreeMap<>(Map.of("g++", "12")));
    }
}
