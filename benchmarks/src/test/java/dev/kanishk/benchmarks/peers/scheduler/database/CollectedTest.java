package dev.kanishk.benchmarks.peers.scheduler.database;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CollectedTest {
    private static final Cell DRAIN =
            new Cell(Metric.DRAIN, new TreeMap<>(Map.of("jobs", "10")), "dbScheduler");
    private static final Cell START =
            new Cell(Metric.START, new TreeMap<>(Map.of("perSecond", "500")), "jobRunr");

    private final Collected collected =
            new Collected(
                    new PrintStream(
                            OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8));

    @Test
    void writesTheMedianOfTheRunsAsAClassAndAMethod() throws Exception {
        collected.run(DRAIN, 1);
        collected.run(DRAIN, 100);
        collected.run(DRAIN, 3);

        JsonNode result = json().get(0);

        assertThat(result.get("benchmark").asText())
                .isEqualTo("dev.kanishk.benchmarks.peers.scheduler.database.Drain.dbScheduler");
        assertThat(result.get("mode").asText()).isEqualTo("thrpt");
        assertThat(result.get("forks").asInt()).isEqualTo(3);
        assertThat(result.get("params").get("jobs").asText()).isEqualTo("10");
        assertThat(result.get("primaryMetric").get("score").asDouble()).isEqualTo(3);
        assertThat(result.get("primaryMetric").get("scoreUnit").asText()).isEqualTo("ops/s");
    }

    @Test
    void writesPercentilesAndACurveOfSamples(@TempDir Path folder) throws Exception {
        Histogram nanos = new Histogram(3);
        nanos.recordValue(5_000);
        collected.samples(START, 10, nanos);

        collected.writeHistograms(folder);

        JsonNode metric = json().get(0).get("primaryMetric");
        assertThat(metric.get("scorePercentiles").get("99.0").asDouble()).isBetween(4.9, 5.1);
        assertThat(folder.resolve("start-latency-jobRunr.hlog")).isNotEmptyFile();
    }

    @Test
    void tellsWhatWasNotMeasuredInTheFileAndTheTable() throws Exception {
        collected.note("NOT MEASURED: graphile-worker, since there is no node on the PATH");
        collected.run(DRAIN, 1);
        ByteArrayOutputStream printed = new ByteArrayOutputStream();

        collected.print(new PrintStream(printed, true, StandardCharsets.UTF_8));

        assertThat(json().get(0).get("notes").get(0).asText()).contains("no node on the PATH");
        assertThat(printed.toString(StandardCharsets.UTF_8)).contains("no node on the PATH");
    }

    private JsonNode json() throws Exception {
        return JsonMapper.builder().build().readTree(collected.toJson());
    }
}
