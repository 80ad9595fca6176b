package dev.kanishk.benchmarks.peers.matching.pipeline;

import dev.kanishk.matching.engine.RecoveryReport;
import java.io.PrintStream;
import java.util.Locale;
import org.HdrHistogram.Histogram;

/** Prints results, a line each. */
final class Lines {
    private Lines() {}

    static void print(PrintStream out, String contender, String journal, OpenLoop.Paced run) {
        Histogram nanos = run.nanos();
        out.printf(
                Locale.ROOT,
                "%-42s %-7s %,10d/s %s"
                        + " p50 %9.1f  p90 %9.1f  p99 %9.1f  p99.9 %9.1f  max %9.1f µs%n",
                contender,
                journal,
                run.perSecond(),
                run.keptUp()
                        ? ""
                        : String.format(Locale.ROOT, "(did %,.0f)", run.achievedPerSecond()),
                nanos.getValueAtPercentile(50) / 1e3,
                nanos.getValueAtPercentile(90) / 1e3,
                nanos.getValueAtPercentile(99) / 1e3,
                nanos.getValueAtPercentile(99.9) / 1e3,
                nanos.getMaxValue() / 1e3);
    }

    static void print(PrintStream out, String contender, String journal, double[] perSecond) {
        StringBuilder rates = new StringBuilder();
        for (double rate : perSecond) {
            rates.append(String.format(Locale.ROOT, " %.2f", rate / 1e6));
        }
        out.printf("%-42s %-7s flat out, M/s:%s%n", contender, journal, rates);
    }

    static void print(PrintStream out, String from, RecoveryReport report) {
        out.printf(
                Locale.ROOT,
                "recovered from %s: snapshot after %,d, then %,d commands, in %.2f s: %.2f M/s of"
                        + " all%n",
                from,
                report.snapshotSequence(),
                report.commands(),
                report.nanos() / 1e9,
                report.lastSequence() * 1e3 / report.nanos());
    }
}
