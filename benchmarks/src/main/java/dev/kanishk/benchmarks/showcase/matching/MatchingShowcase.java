package dev.kanishk.benchmarks.showcase.matching;

import dev.kanishk.benchmarks.result.Check;
import dev.kanishk.benchmarks.result.Distribution;
import dev.kanishk.benchmarks.result.Metric;
import dev.kanishk.benchmarks.result.Metric.Better;
import dev.kanishk.benchmarks.showcase.Showcase;
import dev.kanishk.benchmarks.showcase.ShowcaseRun;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.HdrHistogram.Histogram;

/** Replays a flow through journal and books, kills the process, recovers, goes on, compares. */
public final class MatchingShowcase implements Showcase {
    private static final int COMMANDS = 250_000;
    private static final int RUNS = 5;

    /** Makes the showcase. */
    public MatchingShowcase() {}

    @Override
    public String system() {
        return "matching-engine";
    }

    @Override
    public String title() {
        return "A quarter of a million orders and cancels through journal and books, with the"
                + " process killed in the middle and recovered.";
    }

    @Override
    public Outcome run(ShowcaseRun run) throws IOException, InterruptedException {
        Path work = run.workFolder();
        Path flow = OrderFlow.write(work.resolve("flow.csv"), COMMANDS);
        double[] rates = new double[RUNS];
        JournaledReplay.Outcome whole = replay(flow, run, 0);
        for (int each = 0; each < RUNS; each++) {
            whole = replay(flow, run, each + 1);
            rates[each] = COMMANDS * 1e9 / whole.replayNanos();
        }
        Arrays.sort(rates);
        double rate = rates[RUNS / 2];
        double spread = (rates[RUNS - 1] - rates[0]) / 2;

        Path out = work.resolve("killed");
        Path journal = work.resolve("killed-journal");
        long released = killInTheMiddle(run, flow, out, journal);
        JournaledReplay.Outcome resumed =
                JournaledReplay.run(flow, out, journal, done -> progress(run, "recovered", done));
        double recoveryRate = resumed.recovered() * 1e9 / resumed.recoverNanos();

        Histogram acknowledged = PacedLatency.acknowledgements(flow, run);
        Histogram floor = PacedLatency.forces(run);
        List<Distribution> distributions = distributions(run, acknowledged, floor);
        List<Metric> metrics =
                List.of(
                        metric(
                                "throughput",
                                "Commands journaled, forced and matched",
                                rate,
                                spread,
                                "commands/s",
                                Better.HIGHER),
                        metric(
                                "recovery-rate",
                                "Commands read from the journal and matched again",
                                recoveryRate,
                                null,
                                "commands/s",
                                Better.HIGHER),
                        latency("ack-p50", "Median from due to released", acknowledged, 50),
                        latency("ack-p99", "99th percentile, due to released", acknowledged, 99),
                        latency("force-p99", "99th percentile of write and force", floor, 99),
                        metric(
                                "trades",
                                "Trades in the flow",
                                (double) whole.trades(),
                                null,
                                "",
                                Better.NEITHER));
        Path plainBook = work.resolve("run-" + RUNS).resolve("book.csv");
        boolean sameBook = Files.mismatch(plainBook, out.resolve("book.csv")) < 0;
        return new Outcome(
                metrics, checks(whole, resumed, sameBook, released), distributions, notes());
    }

    private static List<Distribution> distributions(
            ShowcaseRun run, Histogram acknowledged, Histogram floor) throws IOException {
        return List.of(
                run.writeDistribution(
                        "ack-latency",
                        "From the moment a command was due to its release, at "
                                + PacedLatency.COMMANDS_PER_SECOND
                                + " a second",
                        "ns",
                        acknowledged),
                run.writeDistribution(
                        "force-latency",
                        "The machine's floor: one 64-byte write and its force",
                        "ns",
                        floor));
    }

    private static List<Check> checks(
            JournaledReplay.Outcome whole,
            JournaledReplay.Outcome resumed,
            boolean sameBook,
            long released) {
        return List.of(
                new Check(
                        "same-state",
                        "The state after the kill, recovery and the rest is that of a run without"
                                + " a kill",
                        resumed.stateHash() == whole.stateHash() && sameBook,
                        Long.toHexString(resumed.stateHash())
                                + " and "
                                + Long.toHexString(whole.stateHash())
                                + "; book.csv "
                                + (sameBook ? "the same bytes" : "differs")),
                new Check(
                        "nothing-released-was-lost",
                        "Every command whose result was released before the kill was recovered",
                        resumed.recovered() >= released && released > 0,
                        released + " released, " + resumed.recovered() + " recovered"));
    }

    private static JournaledReplay.Outcome replay(Path flow, ShowcaseRun run, int number)
            throws IOException {
        Path folder = run.workFolder().resolve("run-" + number);
        return JournaledReplay.run(
                flow, folder, folder.resolve("journal"), done -> progress(run, "replayed", done));
    }

    private static boolean progress(ShowcaseRun run, String step, long done) {
        run.progress(step, done, COMMANDS);
        return true;
    }

    /** Returns how many commands the child had released when it was killed. */
    private static long killInTheMiddle(ShowcaseRun run, Path flow, Path out, Path journal)
            throws IOException, InterruptedException {
        List<String> command =
                new ArrayList<>(
                        run.javaCommand(
                                JournaledReplay.class,
                                List.of(flow.toString(), out.toString(), journal.toString())));
        Process child =
                new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        long released = 0;
        try (BufferedReader lines = child.inputReader(StandardCharsets.UTF_8)) {
            while (released < COMMANDS / 2) {
                String line = lines.readLine();
                if (line == null) {
                    break;
                }
                released = Long.parseLong(line);
            }
        } finally {
            child.destroyForcibly().waitFor();
        }
        return released;
    }

    private static Metric latency(String name, String label, Histogram histogram, double rank) {
        double micros = histogram.getValueAtPercentile(rank) / 1e3;
        return metric(name, label, micros, null, "µs", Better.LOWER);
    }

    private static Metric metric(
            String name,
            String label,
            double value,
            @org.jspecify.annotations.Nullable Double error,
            String unit,
            Better better) {
        return new Metric(name, label, value, error, unit, better, null);
    }

    private static List<String> notes() {
        return List.of(
                COMMANDS
                        + " commands on four symbols, generated with seed "
                        + OrderFlow.SEED
                        + ": 50 % new limit orders that rest, 39 % cancels, 11 % immediate-or-"
                        + "cancel; 48 % of sizes are 18 and 18 % are 100, as in a minute of a"
                        + " liquid stock.",
                "Throughput is the median of "
                        + RUNS
                        + " runs after one for warming up, each on a new journal, reading the flow"
                        + " and writing the results included; the error is half the distance"
                        + " between the slowest and the fastest.",
                "One thread reads, journals, matches and releases; a batch of up to 1,024 commands"
                        + " shares one force.",
                "The child is killed with SIGKILL as soon as half of the flow is released.",
                "Latency is open loop: it counts from when a command was due.");
    }
}
