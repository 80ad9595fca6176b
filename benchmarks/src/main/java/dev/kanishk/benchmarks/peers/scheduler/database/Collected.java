package dev.kanishk.benchmarks.peers.scheduler.database;

import dev.kanishk.benchmarks.record.OutsideResults;
import dev.kanishk.benchmarks.result.ResultFiles;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.openjdk.jmh.runner.options.TimeValue;

/** All runs of all cells: as a table for people, and as results for a file. */
final class Collected implements Sink {
    private static final String PACKAGE = Collected.class.getPackageName();
    private static final double MICRO_NANOS = 1e3;

    private final Map<Cell, List<Double>> runs = new LinkedHashMap<>();
    private final Map<Cell, Samples> samples = new LinkedHashMap<>();
    private final List<String> notes = new ArrayList<>();
    private final PrintStream progress;
    private final Instant startedAt = Instant.now();

    private record Samples(double seconds, Histogram nanos) {}

    /**
     * Makes an empty one.
     *
     * @param progress where each run is told as it is there
     */
    Collected(PrintStream progress) {
        this.progress = progress;
    }

    @Override
    public void run(Cell cell, double value) {
        runs.computeIfAbsent(cell, first -> new ArrayList<>()).add(value);
        progress.printf(Locale.ROOT, "%-64s %,14.3f %s%n", name(cell), value, unit(cell));
    }

    @Override
    public void samples(Cell cell, double seconds, Histogram nanos) {
        samples.put(cell, new Samples(seconds, nanos));
    }

    @Override
    public void note(String note) {
        notes.add(note);
        progress.println(note);
    }

    /** Prints the median of each cell with its interval, and the notes. */
    void print(PrintStream out) {
        out.println();
        runs.forEach((cell, values) -> {
            double[] all = all(values);
            out.printf(
                    Locale.ROOT,
                    "%-64s %,14.3f ± %,12.3f %-14s (%d runs)%n",
                    name(cell),
                    OutsideResults.median(all),
                    OutsideResults.error(all),
                    unit(cell),
                    all.length);
        });
        samples.forEach((cell, all) ->
                out.printf(
                        Locale.ROOT,
                        "%-64s p50 %,.0f  p90 %,.0f  p99 %,.0f  p99.9 %,.0f  max %,.0f µs%n",
                        name(cell),
                        all.nanos().getValueAtPercentile(50) / MICRO_NANOS,
                        all.nanos().getValueAtPercentile(90) / MICRO_NANOS,
                        all.nanos().getValueAtPercentile(99) / MICRO_NANOS,
                        all.nanos().getValueAtPercentile(99.9) / MICRO_NANOS,
                        all.nanos().getMaxValue() / MICRO_NANOS));
        notes.forEach(out::println);
    }

    /** Returns all as JMH writes its results. */
    String toJson() {
        OutsideResults results = new OutsideResults();
        runs.forEach((cell, values) ->
                results.addRuns(
                        benchmark(cell),
                        cell.point(),
                        cell.metric().mode(),
                        unit(cell),
                        all(values)));
        samples.forEach((cell, all) ->
                results.addSampleTimes(
                        benchmark(cell),
                        cell.point(),
                        TimeValue.milliseconds(
                                (long) (all.seconds() * TimeUnit.SECONDS.toMillis(1))),
                        all.nanos()));
        notes.forEach(results::addNote);
        return results.toJson();
    }

    /** Writes a log for each cell of samples, as {@code start-latency-<contender>.hlog}. */
    void writeHistograms(Path folder) throws IOException {
        for (Map.Entry<Cell, Samples> each : samples.entrySet()) {
            String name = "start-latency-" + each.getKey().contender() + ".hlog";
            ResultFiles.writeHistogram(
                    folder.resolve(name), each.getValue().nanos(), startedAt, Instant.now());
        }
    }

    private static String benchmark(Cell cell) {
        return PACKAGE + "." + cell.metric().className() + "." + cell.contender();
    }

    private static String name(Cell cell) {
        String point = cell.point().isEmpty() ? "" : cell.point().toString();
        return cell.metric().className() + point + " " + cell.contender();
    }

    private static String unit(Cell cell) {
        return cell.metric().unit();
    }

    private static double[] all(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).toArray();
    }
}
