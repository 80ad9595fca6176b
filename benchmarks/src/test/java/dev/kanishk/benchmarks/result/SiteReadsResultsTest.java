package dev.kanishk.benchmarks.result;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kanishk.site.results.Results;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is written here is what the site generator reads. */
class SiteReadsResultsTest {
    private static final Instant START = Instant.parse("2026-11-23T12:00:00Z");
    private static final String JMH =
            """
            [{"jmhVersion": "1.37",
              "benchmark": "dev.kanishk.benchmarks.peers.collections.Push.ours",
              "mode": "avgt", "threads": 1, "forks": 2, "jvm": "java", "jvmArgs": [],
              "jdkVersion": "25", "vmName": "VM", "vmVersion": "25",
              "warmupIterations": 1, "warmupTime": "1 s", "warmupBatchSize": 1,
              "measurementIterations": 2, "measurementTime": "1 s", "measurementBatchSize": 1,
              "params": {"size": "8"},
              "primaryMetric": {"score": 2.5, "scoreError": "NaN",
                "scoreConfidence": ["NaN", "NaN"],
                "scorePercentiles": {"50.0": 2.5}, "scoreUnit": "ns/op", "rawData": [[2.5]]},
              "secondaryMetrics": {}}]
            """;

    @TempDir private Path output;

    @Test
    void findsFiguresChecksAndCurvesByTheirIds() throws Exception {
        Path folder = ResultSet.open(output, ResultFilesTest.machine("abc", true)).folder();
        Histogram histogram = new Histogram(3);
        histogram.recordValue(42);
        ResultFiles.writeHistogram(
                folder.resolve("collections.push.hlog"), histogram, START, START.plusSeconds(1));
        ResultFiles.write(
                folder.resolve(ResultFiles.showcaseFile("collections")),
                new ShowcaseResult(
                        ShowcaseResult.SCHEMA,
                        "collections",
                        "Pushes",
                        "java …",
                        START,
                        1.0,
                        List.of(
                                new Metric(
                                        "speed",
                                        "Pushes",
                                        12.5,
                                        null,
                                        "pushes/s",
                                        Metric.Better.HIGHER,
                                        null)),
                        List.of(new Check("holds", "Holds", true, "seen")),
                        List.of(new Distribution("push", "Push", "collections.push.hlog", "ns")),
                        List.of()));
        Files.writeString(folder.resolve(ResultFiles.jmhFile("peers-collections")), JMH);

        Results read = Results.load(List.of(output));

        assertThat(read.sets()).hasSize(1);
        assertThat(read.figure("collections.speed")).isNotNull();
        assertThat(read.figure("peers-collections:Push.ours[size=8]")).isNotNull();
        assertThat(read.distribution("collections.push")).isNotNull();
        assertThat(read.showcase("collections").checks()).hasSize(1);
    }
}
