package dev.kanishk.benchmarks.showcase;

import dev.kanishk.benchmarks.result.Check;
import dev.kanishk.benchmarks.result.Metric;
import dev.kanishk.benchmarks.result.ShowcaseResult;
import java.io.PrintStream;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Locale;

/** A result as a person reads it in a terminal. */
final class Summary {
    private static final double WHOLE_FROM = 1_000;
    private static final MathContext FOUR_DIGITS = new MathContext(4);
    private static final int TRACE_LINES = 12;

    private Summary() {}

    static void print(ShowcaseResult result, PrintStream out) {
        out.println();
        out.printf(Locale.ROOT, "%s  (%.1f s)%n", result.system(), result.seconds());
        out.println(result.title());
        int width =
                result.metrics().stream()
                        .mapToInt(metric -> number(metric).length())
                        .max()
                        .orElse(0);
        for (Metric metric : result.metrics()) {
            String peer = metric.peer() == null ? "" : "  [" + metric.peer() + "]";
            out.printf(
                    Locale.ROOT,
                    "  %" + Math.max(width, 1) + "s  %s%s%n",
                    number(metric),
                    metric.label(),
                    peer);
        }
        for (Check check : result.checks()) {
            out.printf(
                    Locale.ROOT,
                    "  %-6s  %s: %s%n",
                    check.passed() ? "held" : "FAILED",
                    check.label(),
                    check.detail());
        }
    }

    /** Prints where a failure came from: its first lines are enough to find the place. */
    static void printTrace(Throwable failure, PrintStream out) {
        StackTraceElement[] trace = failure.getStackTrace();
        for (int i = 0; i < Math.min(TRACE_LINES, trace.length); i++) {
            out.println("    at " + trace[i]);
        }
    }

    private static String number(Metric metric) {
        Double error = metric.error();
        String text =
                error == null
                        ? number(metric.value())
                        : number(metric.value()) + " ± " + number(error);
        return metric.unit().isEmpty() ? text : text + " " + metric.unit();
    }

    static String number(double value) {
        if (Math.abs(value) >= WHOLE_FROM || value == Math.rint(value)) {
            return String.format(Locale.ROOT, "%,d", Math.round(value));
        }
        return new BigDecimal(value).round(FOUR_DIGITS).stripTrailingZeros().toPlainString();
    }
}
