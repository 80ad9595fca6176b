package dev.kanishk.benchmarks.record;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.util.ListStatistics;

/** What was measured outside the JVM, in the JSON that JMH writes of its own benchmarks. */
public final class OutsideResults {
    private static final double[] PERCENTILES = {
        0, 50, 90, 95, 99, 99.9, 99.99, 99.999, 99.9999, 100
    };
    private static final double CONFIDENCE = 0.999;
    private static final String UNIT = "ns/op";

    private final ArrayNode results = JsonMapper.builder().build().createArrayNode();

    /** Makes a list of no results. */
    public OutsideResults() {}

    /**
     * Adds a benchmark's mean times: what JMH calls {@link Mode#AverageTime}.
     *
     * @param benchmark its name: a benchmark class, a point, and the name of the contender
     * @param params its parameters, by the names that the class gives them
     * @param plan what it was measured with
     * @param nanos the nanoseconds of a pass, for each process and iteration
     * @return this
     */
    public OutsideResults addAverageTimes(
            String benchmark, Map<String, String> params, OutsidePlan plan, double[][] nanos) {
        add(
                benchmark,
                Mode.AverageTime,
                params,
                plan.warmupIterations(),
                plan.iterationTime(),
                nanos);
        return this;
    }

    /**
     * Adds the times of single calls, each in a process of its own and the first thing it does:
     * what JMH calls {@link Mode#SingleShotTime}.
     *
     * @param benchmark its name: a benchmark class, a point, and the name of the contender
     * @param params its parameters, by the names that the class gives them
     * @param nanos the nanoseconds of the call, for each process
     * @return this
     */
    public OutsideResults addSingleShots(
            String benchmark, Map<String, String> params, double... nanos) {
        double[][] forks = new double[nanos.length][];
        for (int fork = 0; fork < nanos.length; fork++) {
            forks[fork] = new double[] {nanos[fork]};
        }
        add(benchmark, Mode.SingleShotTime, params, 0, TimeValue.NONE, forks);
        return this;
    }

    /**
     * Returns all results.
     *
     * @return a JSON array
     */
    public String toJson() {
        return results.toString();
    }

    private void add(
            String benchmark,
            Mode mode,
            Map<String, String> params,
            int warmupIterations,
            TimeValue time,
            double[][] scores) {
        ListStatistics statistics = new ListStatistics();
        for (double[] fork : scores) {
            for (double score : fork) {
                statistics.addValue(score);
            }
        }
        ObjectNode result = results.addObject();
        result.put("benchmark", benchmark).put("mode", mode.shortLabel()).put("threads", 1);
        result.put("forks", scores.length);
        result.put("warmupIterations", warmupIterations).put("warmupTime", time.toString());
        result.put("warmupBatchSize", 1).put("measurementIterations", scores[0].length);
        result.put("measurementTime", time.toString()).put("measurementBatchSize", 1);
        if (!params.isEmpty()) {
            ObjectNode named = result.putObject("params");
            params.forEach(named::put);
        }
        ObjectNode metric = result.putObject("primaryMetric");
        double mean = statistics.getMean();
        double error = statistics.getMeanErrorAt(CONFIDENCE);
        metric.put("score", mean);
        putNumber(metric, "scoreError", error);
        ArrayNode interval = metric.putArray("scoreConfidence");
        addNumber(interval, mean - error);
        addNumber(interval, mean + error);
        ObjectNode percentiles = metric.putObject("scorePercentiles");
        for (double percentile : PERCENTILES) {
            percentiles.put(Double.toString(percentile), statistics.getPercentile(percentile));
        }
        metric.put("scoreUnit", UNIT);
        ArrayNode raw = metric.putArray("rawData");
        for (double[] fork : scores) {
            ArrayNode iterations = raw.addArray();
            for (double score : fork) {
                iterations.add(score);
            }
        }
        result.putObject("secondaryMetrics");
    }

    /** Writes what has no value, such as the error of one measurement, as JMH does: as text. */
    private static void putNumber(ObjectNode object, String name, double value) {
        if (Double.isNaN(value)) {
            object.put(name, "NaN");
        } else {
            object.put(name, value);
        }
    }

    private static void addNumber(ArrayNode array, double value) {
        if (Double.isNaN(value)) {
            array.add("NaN");
        } else {
            array.add(value);
        }
    }
}
