package dev.kanishk.benchmarks.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.runner.options.TimeValue;

class OutsideResultsTest {
    private static final OutsidePlan PLAN = OutsidePlan.of(false);

    @Test
    void writesMeanTimesAsJmhDoes() throws Exception {
        JsonNode result =
                only(
                        new OutsideResults()
                                .addAverageTimes(
                                        "a.B.stdVector",
                                        Map.of("size", "8"),
                                        PLAN,
                                        new double[][] {{1, 2, 3}, {2, 3, 4}}));

        assertThat(result.get("benchmark").asText()).isEqualTo("a.B.stdVector");
        assertThat(result.get("mode").asText()).isEqualTo("avgt");
        assertThat(result.get("forks").asInt()).isEqualTo(2);
        assertThat(result.get("measurementIterations").asInt()).isEqualTo(3);
        assertThat(result.get("measurementTime").asText()).isEqualTo("500 ms");
        assertThat(result.get("params").get("size").asText()).isEqualTo("8");
        JsonNode metric = result.get("primaryMetric");
        assertThat(metric.get("score").asDouble()).isEqualTo(2.5);
        // Student's t for 99.9 % and 5 degrees of freedom is 6.869; the standard error 0.428.
        assertThat(metric.get("scoreError").asDouble()).isCloseTo(2.941, within(0.001));
        assertThat(metric.get("scoreUnit").asText()).isEqualTo("ns/op");
        assertThat(metric.get("rawData").get(1).get(2).asDouble()).isEqualTo(4);
        assertThat(metric.get("scorePercentiles").get("50.0").asDouble()).isEqualTo(2.5);
        assertThat(result.get("secondaryMetrics")).isEmpty();
    }

    @Test
    void writesSingleShotsOneAProcess() throws Exception {
        JsonNode result =
                only(new OutsideResults().addSingleShots("a.B.stdVector", Map.of(), 5, 6, 7));

        assertThat(result.get("mode").asText()).isEqualTo("ss");
        assertThat(result.get("forks").asInt()).isEqualTo(3);
        assertThat(result.get("measurementIterations").asInt()).isEqualTo(1);
        assertThat(result.has("params")).isFalse();
        assertThat(result.get("primaryMetric").get("score").asDouble()).isEqualTo(6);
    }

    @Test
    void writesNoErrorForOneMeasurement() throws Exception {
        JsonNode result = only(new OutsideResults().addSingleShots("a.B.c", Map.of(), 5));

        assertThat(result.get("primaryMetric").get("scoreError").asText()).isEqualTo("NaN");
    }

    @Test
    void writesPercentilesOfManyCalls() throws Exception {
        Histogram nanos = new Histogram(3);
        for (int call = 1; call <= 100; call++) {
            nanos.recordValue(call * 1_000L);
        }
        JsonNode result =
                only(
                        new OutsideResults()
                                .addSampleTimes(
                                        "a.B.c",
                                        Map.of("rate", "10"),
                                        TimeValue.seconds(5),
                                        nanos));

        assertThat(result.get("mode").asText()).isEqualTo("sample");
        assertThat(result.get("measurementTime").asText()).isEqualTo("5 s");
        assertThat(result.get("params").get("rate").asText()).isEqualTo("10");
        JsonNode metric = result.get("primaryMetric");
        assertThat(metric.get("score").asDouble()).isCloseTo(50.5, within(0.1));
        assertThat(metric.get("scoreError").asText()).isEqualTo("NaN");
        assertThat(metric.get("scoreUnit").asText()).isEqualTo("us/op");
        assertThat(metric.get("scorePercentiles").get("50.0").asDouble())
                .isCloseTo(50, within(0.1));
        assertThat(metric.get("scorePercentiles").get("99.0").asDouble())
                .isCloseTo(99, within(0.1));
    }

    @Test
    void writesTheMedianOfRunsInTheirOwnUnit() throws Exception {
        JsonNode result =
                only(
                        new OutsideResults()
                                .addRuns("a.B.c", Map.of(), Mode.Throughput, "ops/s", 1, 9, 2)
                                .addNote("d is not here"));

        assertThat(result.get("mode").asText()).isEqualTo("thrpt");
        assertThat(result.get("forks").asInt()).isEqualTo(3);
        assertThat(result.get("notes").get(0).asText()).isEqualTo("d is not here");
        JsonNode metric = result.get("primaryMetric");
        assertThat(metric.get("score").asDouble()).isEqualTo(2);
        assertThat(metric.get("scoreUnit").asText()).isEqualTo("ops/s");
        double error = metric.get("scoreError").asDouble();
        // Student's t for 99.9 % and 2 degrees of freedom is 31.60; the standard error 2.517.
        assertThat(error).isCloseTo(79.52, within(0.05));
        assertThat(metric.get("scoreConfidence").get(0).asDouble()).isEqualTo(2 - error);
        assertThat(OutsideResults.error(1, 9, 2)).isEqualTo(error);
    }

    private static JsonNode only(OutsideResults results) throws Exception {
        JsonNode array = JsonMapper.builder().build().readTree(results.toJson());
        assertThat(array).hasSize(1);
        return array.get(0);
    }
}
