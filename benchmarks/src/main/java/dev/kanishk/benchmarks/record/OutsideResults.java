package dev.kanishk.benchmarks.record;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.util.ListStatistics;

/** What was measured outside the JVM, in the JSON that JMH writes of its own benchmarks. */
public final class OutsideResults {
    private static final double[] PERCENTILES = {
        0, 50, 90, 95, 99, 99.9, 99.99, 99.999, 99.9999, 100
    };
    private static final double CONFIDENCE = 0.999;
    private static final double MEDIAN = 50;
    private static final String UNIT = "ns/op";
    private static final double NANOS_PER_MICRO = 1_000;

    private final ArrayNode results = JsonMapper.builder().build().createArrayNode();
    private final ArrayNode notes = JsonMapper.builder().build().createArrayNode();

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
     * Adds what was measured once a run, in a unit of its own. The score is the median; the
     * interval around it is as wide as that of the mean.
     *
     * @param benchmark its name: a benchmark class, a point, and the name of the contender
     * @param params its parameters, by the names that the class gives them
     * @param mode {@link Mode#Throughput} where more is better, otherwise {@link Mode#AverageTime}
     * @param unit the unit, such as {@code ops/s}
     * @param runs the value of each run
     * @return this
     */
    public OutsideResults addRuns(
            String benchmark, Map<String, String> params, Mode mode, String unit, double... runs) {
        double[][] forks = new double[runs.length][];
        for (int fork = 0; fork < runs.length; fork++) {
            forks[fork] = new double[] {runs[fork]};
        }
        ListStatistics statistics = statistics(forks);
        add(
                begin(benchmark, mode, params, runs.length),
                0,
                TimeValue.NONE,
                forks,
                new Score(
                        statistics.getPercentile(MEDIAN),
                        statistics.getMeanErrorAt(CONFIDENCE),
                        unit));
        return this;
    }

    /**
     * Returns half of the interval around the median of some runs, as {@link #addRuns} writes it;
     * not a number where there are too few.
     */
    public static double error(double... runs) {
        return statistics(new double[][] {runs}).getMeanErrorAt(CONFIDENCE);
    }

    /** Returns the median of some runs, as {@link #addRuns} writes it. */
    public static double median(double... runs) {
        return statistics(new double[][] {runs}).getPercentile(MEDIAN);
    }

    /**
     * Adds what a reader of the file must know, such as what could not be measured. It stands in
     * the first result.
     *
     * @return this
     */
    public OutsideResults addNote(String note) {
        notes.add(note);
        return this;
    }

    /**
     * Adds the times of many single calls: what JMH calls {@link Mode#SampleTime}. The mean has no
     * error: calls that follow one another are not independent.
     *
     * @param benchmark its name: a benchmark class, a point, and the name of the contender
     * @param params its parameters, by the names that the class gives them
     * @param time for how long calls were made
     * @param nanos the nanoseconds of each call
     * @return this
     */
    public OutsideResults addSampleTimes(
            String benchmark, Map<String, String> params, TimeValue time, Histogram nanos) {
        ObjectNode result = begin(benchmark, Mode.SampleTime, params, 1);
        result.put("warmupIterations", 1).put("warmupTime", time.toString());
        result.put("measurementIterations", 1).put("measurementTime", time.toString());
        ObjectNode metric = result.putObject("primaryMetric");
        metric.put("score", nanos.getMean() / NANOS_PER_MICRO);
        putNumber(metric, "scoreError", Double.NaN);
        ObjectNode percentiles = metric.putObject("scorePercentiles");
        for (double percentile : PERCENTILES) {
            percentiles.put(
                    Double.toString(percentile),
                    nanos.getValueAtPercentile(percentile) / NANOS_PER_MICRO);
        }
        metric.put("scoreUnit", "us/op");
        result.putObject("secondaryMetrics");
        return this;
    }

    /**
     * Returns all results.
     *
     * @return a JSON array
     */
    public String toJson() {
        if (!notes.isEmpty() && results.get(0) instanceof ObjectNode first) {
            first.set("notes", notes);
        }
        return results.toString();
    }

    private record Score(double value, double error, String unit) {}

    private static ListStatistics statistics(double[][] scores) {
        ListStatistics statistics = new ListStatistics();
        for (double[] fork : scores) {
            for (double score : fork) {
                statistics.addValue(score);
            }
        }
        return statistics;
    }

    private void add(
            String benchmark,
            Mode mode,
            Map<String, String> params,
            int warmupIterations,
            TimeValue time,
            double[][] scores) {
        ListStatistics statistics = statistics(scores);
        add(
                begin(benchmark, mode, params, scores.length),
                warmupIterations,
                time,
                scores,
                new Score(statistics.getMean(), statistics.getMeanErrorAt(CONFIDENCE), UNIT));
    }

    private static void add(
            ObjectNode result,
            int warmupIterations,
            TimeValue time,
            double[][] scores,
            Score score) {
        result.put("warmupIterations", warmupIterations).put("warmupTime", time.toString());
        result.put("warmupBatchSize", 1).put("measurementIterations", scores[0].length);
        result.put("measurementTime", time.toString()).put("measurementBatchSize", 1);
        ObjectNode metric = result.putObject("primaryMetric");
        metric.put("score", score.value());
        putNumber(metric, "scoreError", score.error());
        ArrayNode interval = metric.putArray("scoreConfidence");
        addNumber(interval, score.value() - score.error());
        addNumber(interval, score.value() + score.error());
        ListStatistics statistics = statistics(scores);
        ObjectNode percentiles = metric.putObject("scorePercentiles");
        for (double percentile : PERCENTILES) {
            percentiles.put(Double.toString(percentile), statistics.getPercentile(percentile));
        }
        metric.put("scoreUnit", score.unit());
        ArrayNode raw = metric.putArray("rawData");
        for (double[] fork : scores) {
            ArrayNode iterations = raw.addArray();
            for (double each : fork) {
                iterations.add(each);
            }
        }
        result.putObject("secondaryMetrics");
    }

    private ObjectNode begin(String benchmark, Mode mode, Map<String, String> params, int forks) {
        ObjectNode result = results.addObject();
        result.put("benchmark", benchmark).put("mode", mode.shortLabel()).put("threads", 1);
        result.put("forks", forks);
        if (!params.isEmpty()) {
            ObjectNode named = result.putObject("params");
            params.forEach(named::put);
        }
        return result;
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
