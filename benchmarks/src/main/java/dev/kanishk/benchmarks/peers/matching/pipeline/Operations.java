package dev.kanishk.benchmarks.peers.matching.pipeline;

import dev.kanishk.matching.engine.SnapshotReport;
import dev.kanishk.matching.journal.SyncMode;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * What an operator asks of our pipeline: recovery, snapshots while it works, days without drift.
 */
final class Operations {
    private static final int TAPE = 1_000_000;
    private static final long WARMUP_COMMANDS = 3_000_000;
    private static final int SNAPSHOTS = 4;

    private final Path journal;
    private final PrintStream out;
    private final Measured.Sink sink;
    private final FlowTape tape = new FlowTape(TAPE);
    private final EngineTarget.Setup setup;

    Operations(Path work, SyncMode sync, PrintStream out, Measured.Sink sink) {
        this.journal = work.resolve("journal");
        this.out = out;
        this.sink = sink;
        this.setup = new EngineTarget.Setup(journal, sync, EngineTarget.Shard.DEFAULT);
    }

    /** Recovers commands from the journal alone, and then from a snapshot after them. */
    void recovery(long commands) throws IOException, InterruptedException {
        try {
            try (EngineTarget target = new EngineTarget(setup, tape)) {
                new OpenLoop(target, target.arrivals()).flatOut(commands);
            }
            for (String from : List.of("journalFirst", "journal")) {
                try (EngineTarget target = new EngineTarget(setup, tape)) {
                    tell(from, target);
                }
            }
            try (EngineTarget target = new EngineTarget(setup, tape)) {
                SnapshotReport report = await(target.engine().snapshot(0));
                out.printf(
                        Locale.ROOT,
                        "snapshot after %,d commands: taken in %.2f s beside the shard%n",
                        report.sequence(),
                        report.nanos() / 1e9);
            }
            try (EngineTarget target = new EngineTarget(setup, tape)) {
                tell("snapshot", target);
                new OpenLoop(target, target.arrivals()).flatOut(commands);
            }
            try (EngineTarget target = new EngineTarget(setup, tape)) {
                tell("snapshotAndJournal", target);
            }
        } finally {
            Folders.delete(journal);
        }
    }

    private void tell(String from, EngineTarget target) {
        sink.recovered(from, target.engine().recovery().getFirst());
    }

    /** Runs by the clock without snapshots, then with some. */
    void snapshots(long perSecond, double seconds) throws IOException, InterruptedException {
        try (EngineTarget target = new EngineTarget(setup, tape)) {
            OpenLoop loop = new OpenLoop(target, target.arrivals());
            loop.flatOut(WARMUP_COMMANDS);
            await(target.engine().snapshot(0));
            loop.paced(perSecond, 1);
            sink.paced("withoutSnapshots", Measured.FORCED, loop.paced(perSecond, seconds));
            long everyNanos = (long) (seconds * 1e9 / (SNAPSHOTS + 1));
            try (ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor()) {
                ScheduledFuture<?> taking =
                        timer.scheduleAtFixedRate(
                                () -> take(target), everyNanos, everyNanos, TimeUnit.NANOSECONDS);
                sink.paced("withSnapshots", Measured.FORCED, loop.paced(perSecond, seconds));
                taking.cancel(false);
            }
        } finally {
            Folders.delete(journal);
        }
    }

    private void take(EngineTarget target) {
        try {
            SnapshotReport report = await(target.engine().snapshot(0));
            out.printf(
                    Locale.ROOT,
                    "  snapshot: %,d commands replayed beside the shard in %.0f ms%n",
                    report.commands(),
                    report.nanos() / 1e6);
        } catch (InterruptedException runEnded) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            out.println("a snapshot failed: " + e.getMessage());
        }
    }

    private static SnapshotReport await(CompletableFuture<SnapshotReport> report)
            throws IOException, InterruptedException {
        try {
            return report.get();
        } catch (ExecutionException e) {
            throw new IOException("no snapshot was taken", e.getCause());
        }
    }

    /**
     * Runs by the clock, and tells for each minute, or a sixth of the time if that is less, what
     * was taken of memory and how long commands took.
     */
    void soak(long perSecond, double seconds) throws IOException, InterruptedException {
        double interval = Math.min(60, seconds / 6);
        try (EngineTarget target = new EngineTarget(setup, tape)) {
            OpenLoop loop = new OpenLoop(target, target.arrivals());
            loop.flatOut(WARMUP_COMMANDS);
            for (double done = 0; done < seconds - interval / 2; done += interval) {
                OpenLoop.Paced run = loop.paced(perSecond, interval);
                Lines.print(out, Memory.now().toString(), "forced", run);
            }
        } finally {
            Folders.delete(journal);
        }
    }
}
