package dev.kanishk.benchmarks.peers.matching.pipeline;

import dev.kanishk.benchmarks.program.Programs;
import dev.kanishk.benchmarks.program.WorkFolder;
import dev.kanishk.collections.concurrent.IdleStrategy;
import dev.kanishk.matching.engine.RecoveryReport;
import dev.kanishk.matching.journal.SyncMode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Measures whole pipelines by hand: one part of {@link Part} after the other. */
@Command(
        name = "pipelines",
        mixinStandardHelpOptions = true,
        versionProvider = Programs.Version.class,
        description =
                "Measures whole matching pipelines, from when a command is due to its result.",
        footer = "Percentiles are open loop, without coordinated omission.")
public final class PipelineProgram implements Callable<Integer> {
    /** What can be measured. */
    enum Part {
        /** Ours and the floors beneath: the disk, two threads that hand over, an empty engine. */
        OURS,
        /** exchange-core, with its journal and without. */
        EXCHANGE_CORE,
        /** From the journal, and from a snapshot. */
        RECOVERY,
        /** Latency with and without them. */
        SNAPSHOTS,
        /** Memory and latency over time. */
        SOAK,
        /** Bytes of memory and of journal. */
        COSTS
    }

    /** What the shard's thread does without commands. */
    enum Idle {
        /** The default. */
        BACKING_OFF,
        /** Keeps a core busy. */
        SPINNING,
        /** Gives its core to others that have work. */
        YIELDING,
        /** Sleeps at once. */
        PARKING;

        IdleStrategy strategy() {
            return switch (this) {
                case BACKING_OFF -> IdleStrategy.backingOff();
                case SPINNING -> IdleStrategy.spinning();
                case YIELDING -> IdleStrategy.yielding();
                case PARKING -> IdleStrategy.parking();
            };
        }
    }

    @Parameters(
            arity = "1..*",
            paramLabel = "PART",
            description = "What to measure, in that order: ${COMPLETION-CANDIDATES}.")
    private List<Part> parts = List.of();

    @Option(
            names = "--rates",
            split = ",",
            paramLabel = "N",
            description = "Commands a second that are due, separated by commas.")
    private List<Long> rates = List.of(10_000L, 100_000L, 1_000_000L);

    @Option(
            names = "--memory-rates",
            split = ",",
            paramLabel = "N",
            description = "Those of them at which ours is measured without a journal, too.")
    private List<Long> memoryRates = List.of(1_000_000L);

    @Option(
            names = "--wait",
            split = ",",
            description = "How exchange-core's threads wait: ${COMPLETION-CANDIDATES}.")
    private List<ExchangeCoreProcess.Wait> waits = List.of(ExchangeCoreProcess.Wait.values());

    @Option(names = "--seconds", description = "How long each rate is kept up.")
    private double seconds = 5;

    @Option(
            names = "--sync",
            description = "How our journal is written in the parts from RECOVERY on.")
    private SyncMode sync = SyncMode.INLINE;

    @Option(names = "--idle", description = "What our shard does without commands.")
    private Idle idle = Idle.BACKING_OFF;

    @Option(
            names = "--ring",
            description = "Commands that wait for our shard; 0 for the engine's default.")
    private int ringCapacity;

    @Option(
            names = "--batch",
            description = "Commands that our shard takes at once; 0 for the engine's default.")
    private int batchMax;

    @Option(names = "--commands", description = "Commands to recover.")
    private long commands = 10_000_000;

    @Option(
            names = "--work",
            paramLabel = "DIR",
            description = "Where journals are written, on the disk to measure; deleted afterwards.")
    private Path work = Path.of("benchmarks/target/work");

    /** Makes the program. */
    public PipelineProgram() {}

    /** Runs the program and exits. */
    public static void main(String[] arguments) {
        System.exit(Programs.run(new PipelineProgram(), arguments));
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        try (WorkFolder folder = WorkFolder.create(work, "pipelines")) {
            for (Part part : parts) {
                measure(part, folder.path());
            }
        }
        return 0;
    }

    private void measure(Part part, Path folder) throws IOException, InterruptedException {
        Pipelines pipelines =
                new Pipelines(folder, Pipelines.Plan.lasting(seconds), new Printing());
        switch (part) {
            case OURS -> pipelines.ours(shard(), rates, memoryRates);
            case EXCHANGE_CORE -> {
                if (!pipelines.exchangeCore(rates, waits)) {
                    System.out.println(
                            "exchange-core is left out: it needs a JDK 17, named by JAVA17_HOME or"
                                    + " installed in /usr/lib/jvm");
                }
            }
            case RECOVERY -> operations(folder).recovery(commands);
            case SNAPSHOTS -> operations(folder).snapshots(rates.getFirst(), seconds);
            case SOAK -> operations(folder).soak(rates.getFirst(), seconds);
            case COSTS -> new Costs(System.out).print();
        }
    }

    private EngineTarget.Shard shard() {
        return new EngineTarget.Shard(idle.strategy(), ringCapacity, batchMax);
    }

    private Operations operations(Path folder) {
        return new Operations(folder, sync, System.out, new Printing());
    }

    private static final class Printing implements Measured.Sink {
        @Override
        public void paced(String contender, String journal, OpenLoop.Paced run) {
            Lines.print(System.out, contender, journal, run);
        }

        @Override
        public void throughput(String contender, String journal, double[] perSecond) {
            Lines.print(System.out, contender, journal, perSecond);
        }

        @Override
        public void recovered(String from, RecoveryReport report) {
            Lines.print(System.out, from, report);
        }
    }
}
