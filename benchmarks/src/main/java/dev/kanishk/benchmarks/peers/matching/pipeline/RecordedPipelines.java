package dev.kanishk.benchmarks.peers.matching.pipeline;

import dev.kanishk.benchmarks.peers.matching.pipeline.ExchangeCoreProcess.Wait;
import dev.kanishk.benchmarks.record.OutsideBenchmark;
import dev.kanishk.benchmarks.record.OutsidePlan;
import dev.kanishk.benchmarks.record.OutsideResults;
import dev.kanishk.benchmarks.result.ResultFiles;
import dev.kanishk.matching.engine.RecoveryReport;
import dev.kanishk.matching.journal.SyncMode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.runner.options.TimeValue;

/**
 * The whole pipelines in the set of results: {@code OpenLoop} holds percentiles from due to done,
 * by rate and journal, {@code FlatOut} the time of a command as fast as they go, {@code Recovery}
 * that of a command that is recovered. Curves of the lower rates lie beside them as {@code
 * open-loop-<rate>-<journal>-<contender>}.
 */
public final class RecordedPipelines implements OutsideBenchmark {
    private static final List<Long> QUICK_RATES = List.of(10_000L, 100_000L);
    private static final List<Long> JOURNALED_RATES =
            List.of(10_000L, 100_000L, 500_000L, 1_000_000L, 2_000_000L, 4_000_000L);
    private static final List<Long> MEMORY_RATES = List.of(10_000L, 100_000L, 1_000_000L);
    private static final long CURVE_RATE_MAX = 100_000;
    private static final double SECONDS = 5;
    private static final double SNAPSHOTS_SECONDS = 20;
    private static final long RECOVERY = 10_000_000;
    private static final long QUICK_RECOVERY = 500_000;

    /** Makes the benchmark; it measures nothing yet. */
    public RecordedPipelines() {}

    @Override
    public String suite() {
        return "peers-matching-engine";
    }

    @Override
    public String title() {
        return "whole pipelines, open loop and flat out";
    }

    @Override
    public Optional<String> measure(Path workFolder, boolean quick)
            throws IOException, InterruptedException {
        Pipelines.Plan plan = quick ? Pipelines.Plan.QUICK : Pipelines.Plan.lasting(SECONDS);
        Recording recording = new Recording(workFolder, plan);
        Pipelines pipelines = new Pipelines(workFolder, plan, recording);
        pipelines.ours(
                EngineTarget.Shard.DEFAULT,
                quick ? QUICK_RATES : JOURNALED_RATES,
                quick ? QUICK_RATES : MEMORY_RATES);
        if (!pipelines.exchangeCore(
                quick ? List.of(QUICK_RATES.getFirst()) : QUICK_RATES,
                quick ? List.of(Wait.YIELDING) : List.of(Wait.values()))) {
            System.err.println("exchange-core's pipeline is left out: there is no JDK 17");
        }
        Operations operations = new Operations(workFolder, SyncMode.INLINE, System.out, recording);
        operations.recovery(quick ? QUICK_RECOVERY : RECOVERY);
        operations.snapshots(CURVE_RATE_MAX, quick ? SECONDS : SNAPSHOTS_SECONDS);
        return Optional.of(recording.results.toJson());
    }

    private static final class Recording implements Measured.Sink {
        private static final String PACKAGE = OpenLoop.class.getPackageName();

        private final OutsideResults results = new OutsideResults();
        private final Path folder;
        private final TimeValue time;
        private final Instant startedAt = Instant.now();

        Recording(Path folder, Pipelines.Plan plan) {
            this.folder = folder;
            this.time = TimeValue.milliseconds((long) (plan.seconds() * 1_000));
        }

        @Override
        public void paced(String contender, String journal, OpenLoop.Paced run) throws IOException {
            String rate = Long.toString(run.perSecond());
            results.addSampleTimes(
                    PACKAGE + ".OpenLoop." + contender,
                    Map.of("rate", rate, "journal", journal),
                    time,
                    run.nanos());
            if (run.perSecond() <= CURVE_RATE_MAX) {
                String name = "open-loop-" + rate + "-" + journal + "-" + contender + ".hlog";
                ResultFiles.writeHistogram(
                        folder.resolve(name), run.nanos(), startedAt, Instant.now());
            }
        }

        @Override
        public void recovered(String from, RecoveryReport report) {
            results.addSingleShots(
                    PACKAGE + ".Recovery." + from,
                    Map.of(),
                    (double) report.nanos() / report.lastSequence());
        }

        @Override
        public void throughput(String contender, String journal, double[] perSecond) {
            double[] nanos = new double[perSecond.length];
            for (int pass = 0; pass < nanos.length; pass++) {
                nanos[pass] = TimeUnit.SECONDS.toNanos(1) / perSecond[pass];
            }
            results.addAverageTimes(
                    PACKAGE + ".FlatOut." + contender,
                    Map.of("journal", journal),
                    new OutsidePlan(1, 1, nanos.length, time),
                    new double[][] {nanos});
        }
    }
}
