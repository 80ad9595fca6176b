package dev.kanishk.benchmarks.record;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Locale;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.infra.IterationParams;
import org.openjdk.jmh.results.BenchmarkResult;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.format.OutputFormat;

/**
 * One line a benchmark instead of JMH's many. What JMH and its forks say besides is kept for the
 * benchmark that runs, so that a failure can be explained.
 */
final class RecordOutput implements OutputFormat {
    private static final int KEPT_CHARACTERS = 20_000;

    private final PrintStream out;
    private final StringBuilder said = new StringBuilder();

    RecordOutput(PrintStream out) {
        this.out = out;
    }

    /** Returns the last of what was said since the benchmark that runs, or ran last, began. */
    synchronized String said() {
        return said.toString();
    }

    @Override
    public synchronized void startBenchmark(BenchmarkParams params) {
        said.setLength(0);
        out.printf(Locale.ROOT, "  %-64s ", describe(params));
        out.flush();
    }

    @Override
    public void endBenchmark(BenchmarkResult result) {
        if (result == null) {
            out.println("failed");
            return;
        }
        Result<?> primary = result.getPrimaryResult();
        String error =
                Double.isNaN(primary.getScoreError())
                        ? ""
                        : String.format(Locale.ROOT, " ± %,.3f", primary.getScoreError());
        out.printf(Locale.ROOT, "%,.3f%s %s%n", primary.getScore(), error, primary.getScoreUnit());
    }

    @Override
    public synchronized void print(String text) {
        said.append(text);
        if (said.length() > KEPT_CHARACTERS) {
            said.delete(0, said.length() - KEPT_CHARACTERS);
        }
    }

    @Override
    public void println(String text) {
        print(text + "\n");
    }

    @Override
    public void verbosePrintln(String text) {
        println(text);
    }

    @Override
    public void write(int value) {
        print(String.valueOf((char) (value & 0xff)));
    }

    @Override
    public void write(byte[] bytes) {
        print(new String(bytes, StandardCharsets.UTF_8));
    }

    @Override
    public void iteration(BenchmarkParams params, IterationParams iteration, int number) {}

    @Override
    public void iterationResult(
            BenchmarkParams params,
            IterationParams iteration,
            int number,
            IterationResult result) {}

    @Override
    public void startRun() {}

    @Override
    public void endRun(Collection<RunResult> results) {}

    @Override
    public void flush() {
        out.flush();
    }

    @Override
    public void close() {
        out.flush();
    }

    private static String describe(BenchmarkParams params) {
        String[] parts = params.getBenchmark().split("\\.", -1);
        StringBuilder text =
                new StringBuilder(parts[parts.length - 2] + "." + parts[parts.length - 1]);
        String separator = "[";
        for (String key : params.getParamsKeys()) {
            text.append(separator).append(key).append('=').append(params.getParam(key));
            separator = ",";
        }
        return "[".equals(separator) ? text.toString() : text.append(']').toString();
    }
}
