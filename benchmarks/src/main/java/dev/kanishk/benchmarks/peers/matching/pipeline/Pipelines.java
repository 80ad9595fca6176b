package dev.kanishk.benchmarks.peers.matching.pipeline;

import dev.kanishk.matching.journal.SyncMode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * Measures our pipeline, exchange-core's, and the floors beneath, each with a journal and without,
 * one after the other in one run. All are given the flow of {@link FlowTape}.
 */
final class Pipelines {
    private static final String OURS = "ours";
    private static final int SETTLING = 4;

    private final FlowTape tape;
    private final Path work;
    private final Plan plan;
    private final Measured.Sink sink;

    /**
     * How much is measured.
     *
     * @param lapCommands the commands of a pass as fast as they go
     * @param warmups passes that do not count: in the first three, exchange-core is slow
     * @param passes passes that do
     * @param rounds how often the contenders take turns
     * @param seconds how long each rate is kept up, over all rounds
     */
    record Plan(int lapCommands, int warmups, int passes, int rounds, double seconds) {
        static final Plan QUICK = new Plan(200_000, 3, 2, 1, 1);

        static Plan lasting(double seconds) {
            return new Plan(1_000_000, 3, 5, 3, seconds);
        }
    }

    /**
     * Makes a measurement.
     *
     * @param work a folder for journals and files
     * @param plan how much
     * @param sink is given each result as it is there
     */
    Pipelines(Path work, Plan plan, Measured.Sink sink) {
        this.tape = new FlowTape(plan.lapCommands());
        this.work = work;
        this.plan = plan;
        this.sink = sink;
    }

    /**
     * Measures how fast our engine goes, and then by the clock: at each rate the floors, ours with
     * its journal, and ours without, in turns, so that what disturbs the machine strikes all alike.
     */
    void ours(EngineTarget.Shard shard, List<Long> journaled, List<Long> inMemory)
            throws IOException {
        for (SyncMode sync : SyncMode.values()) {
            flatOut(journaled(sync, shard), contender(sync));
        }
        flatOut(inMemory(shard), OURS);
        for (long rate : journaled) {
            boolean both = inMemory.contains(rate);
            Map<String, OpenLoop.Paced> forced = new LinkedHashMap<>();
            Map<String, OpenLoop.Paced> unforced = new LinkedHashMap<>();
            for (int round = 0; round < plan.rounds(); round++) {
                put(forced, "disk", Floors.disk(work.resolve("floor"), rate, roundSeconds()));
                for (SyncMode sync : SyncMode.values()) {
                    put(forced, contender(sync), paced(journaled(sync, shard), tape, rate));
                }
                put(unforced, "handOver", handOver(rate));
                if (both) {
                    put(unforced, "emptyEngine", paced(inMemory(shard), null, rate));
                    put(unforced, OURS, paced(inMemory(shard), tape, rate));
                }
            }
            for (Map.Entry<String, OpenLoop.Paced> each : forced.entrySet()) {
                sink.paced(each.getKey(), Measured.FORCED, each.getValue());
            }
            for (Map.Entry<String, OpenLoop.Paced> each : unforced.entrySet()) {
                sink.paced(each.getKey(), Measured.NONE, each.getValue());
            }
        }
    }

    private static void put(
            Map<String, OpenLoop.Paced> runs, String contender, OpenLoop.Paced run) {
        runs.merge(contender, run, OpenLoop.Paced::plus);
    }

    private EngineTarget.Setup journaled(SyncMode sync, EngineTarget.Shard shard) {
        return new EngineTarget.Setup(work.resolve("journal"), sync, shard);
    }

    private static EngineTarget.Setup inMemory(EngineTarget.Shard shard) {
        return new EngineTarget.Setup(null, SyncMode.INLINE, shard);
    }

    private static String contender(SyncMode sync) {
        return switch (sync) {
            case INLINE -> OURS;
            case PIPELINED -> "oursPipelined";
        };
    }

    private double roundSeconds() {
        return plan.seconds() / plan.rounds();
    }

    private void flatOut(EngineTarget.Setup setup, String contender) throws IOException {
        try (EngineTarget target = new EngineTarget(setup, tape)) {
            OpenLoop loop = new OpenLoop(target, target.arrivals());
            loop.flatOut((long) plan.warmups() * tape.length());
            double[] perSecond = new double[plan.passes()];
            for (int pass = 0; pass < perSecond.length; pass++) {
                perSecond[pass] = loop.flatOut(tape.length());
            }
            String journal = setup.journal() == null ? Measured.NONE : Measured.FORCED;
            sink.throughput(contender, journal, perSecond);
        } finally {
            delete(setup.journal());
        }
    }

    private OpenLoop.Paced paced(EngineTarget.Setup setup, @Nullable FlowTape flow, long rate)
            throws IOException {
        try (EngineTarget target = new EngineTarget(setup, flow)) {
            OpenLoop loop = new OpenLoop(target, target.arrivals());
            loop.flatOut(tape.length() / SETTLING);
            loop.paced(rate, roundSeconds() / SETTLING);
            return loop.paced(rate, roundSeconds());
        } finally {
            delete(setup.journal());
        }
    }

    private OpenLoop.Paced handOver(long rate) {
        try (Floors.HandOver target = Floors.HandOver.start()) {
            OpenLoop loop = new OpenLoop(target, target.arrivals());
            loop.flatOut(tape.length());
            return loop.paced(rate, roundSeconds());
        }
    }

    private static void delete(@Nullable Path journal) throws IOException {
        if (journal != null) {
            Folders.delete(journal);
        }
    }

    /**
     * Measures exchange-core.
     *
     * @param rates commands a second that are due
     * @param waits how its threads wait
     * @return whether there is the JDK that it needs
     */
    boolean exchangeCore(List<Long> rates, List<ExchangeCoreProcess.Wait> waits)
            throws IOException, InterruptedException {
        Optional<ExchangeCoreProcess> found = ExchangeCoreProcess.in(work);
        if (found.isEmpty()) {
            return false;
        }
        ExchangeCoreProcess process = found.get();
        Path lap = work.resolve("lap.bin");
        tape.write(lap);
        for (ExchangeCoreProcess.Wait wait : waits) {
            for (boolean journaled : new boolean[] {true, false}) {
                double[] perSecond =
                        process
                                .run(lap, 0, plan.warmups(), plan.passes(), wait, journaled)
                                .perSecond()
                                .stream()
                                .mapToDouble(Double::doubleValue)
                                .toArray();
                sink.throughput(ExchangeCoreProcess.contender(wait), journal(journaled), perSecond);
            }
        }
        for (long rate : rates) {
            FlowTape paced = new FlowTape((int) (rate * plan.seconds()));
            Path file = work.resolve("paced.bin");
            paced.write(file);
            int warmups = Math.max(1, plan.lapCommands() / paced.length());
            for (boolean journaled : new boolean[] {true, false}) {
                for (ExchangeCoreProcess.Wait wait : waits) {
                    var result = process.run(file, rate, warmups, 1, wait, journaled);
                    Histogram nanos = result.nanos();
                    if (nanos == null) {
                        throw new IOException("exchange-core's process printed no histogram");
                    }
                    sink.paced(
                            ExchangeCoreProcess.contender(wait),
                            journal(journaled),
                            new OpenLoop.Paced(rate, result.perSecond().getFirst(), nanos));
                }
            }
        }
        return true;
    }

    private static String journal(boolean journaled) {
        return journaled ? Measured.FORCED : Measured.NONE;
    }
}
