package dev.kanishk.benchmarks.peers.collections;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.kanishk.benchmarks.record.OutsideBenchmark;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.openjdk.jmh.util.ListStatistics;

/** {@code std::vector} as one more method of each comparison, measured in processes of its own. */
public final class StdVector implements OutsideBenchmark {
    private static final List<Class<?>> OPERATIONS =
            List.of(LongPushBack.class, LongSum.class, LongRandomGet.class);
    private static final List<String> SIZES = List.of("2048", "1000000");
    private static final int WARMUP = 3;
    private static final int ITERATIONS = 5;

    private final ObjectMapper json = new ObjectMapper();

    /** Makes the benchmark; it compiles nothing yet. */
    public StdVector() {}

    @Override
    public String suite() {
        return "peers-collections";
    }

    @Override
    public String title() {
        return "std::vector<int64_t>, g++ " + String.join(" ", StdVectorProgram.COMPILER_OPTIONS);
    }

    @Override
    public Optional<String> measure(Path workFolder, boolean quick)
            throws IOException, InterruptedException {
        Optional<StdVectorProgram> program = StdVectorProgram.compile(workFolder);
        if (program.isEmpty()) {
            return Optional.empty();
        }
        int forks = quick ? 1 : 2;
        long millis = quick ? 200 : 500;
        ArrayNode results = json.createArrayNode();
        for (Class<?> operation : OPERATIONS) {
            for (String size : SIZES) {
                double[][] scores = new double[forks][];
                for (int fork = 0; fork < forks; fork++) {
                    scores[fork] =
                            program.get()
                                    .measure(
                                            operation.getSimpleName(),
                                            Long.parseLong(size),
                                            WARMUP,
                                            ITERATIONS,
                                            millis);
                }
                results.add(result(operation.getName() + ".stdVector", size, millis, scores));
            }
        }
        return Optional.of(json.writeValueAsString(results));
    }

    /** Writes what JMH writes of a benchmark of its own. */
    private ObjectNode result(String name, String size, long millis, double[][] scores) {
        ListStatistics statistics = new ListStatistics();
        for (double[] fork : scores) {
            for (double score : fork) {
                statistics.addValue(score);
            }
        }
        double error = statistics.getMeanErrorAt(0.999);
        ObjectNode result = json.createObjectNode();
        result.put("benchmark", name).put("mode", "avgt").put("threads", 1);
        result.put("forks", scores.length);
        result.put("warmupIterations", WARMUP).put("warmupTime", millis + " ms");
        result.put("warmupBatchSize", 1);
        result.put("measurementIterations", ITERATIONS).put("measurementTime", millis + " ms");
        result.put("measurementBatchSize", 1);
        result.putObject("params").put("size", size);
        ObjectNode metric = result.putObject("primaryMetric");
        metric.put("score", statistics.getMean()).put("scoreError", error);
        metric.putArray("scoreConfidence")
                .add(statistics.getMean() - error)
                .add(statistics.getMean() + error);
        ObjectNode percentiles = metric.putObject("scorePercentiles");
        for (double percentile : new double[] {0, 50, 90, 95, 99, 99.9, 99.99, 99.999, 99.9999}) {
            percentiles.put(Double.toString(percentile), statistics.getPercentile(percentile));
        }
        percentiles.put("100.0", statistics.getPercentile(100));
        metric.put("scoreUnit", "ns/op");
        ArrayNode raw = metric.putArray("rawData");
        for (double[] fork : scores) {
            ArrayNode iterations = raw.addArray();
            for (double score : fork) {
                iterations.add(score);
            }
        }
        result.putObject("secondaryMetrics");
        return result;
    }
}
