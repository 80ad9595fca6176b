package dev.kanishk.matching.engine;

import dev.kanishk.matching.event.BookListener;
import dev.kanishk.matching.instrument.Instrument;
import dev.kanishk.matching.journal.RecordJournal;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Makes an engine of its settings; whatever fails on the way, nothing is left open. */
final class EngineStart {
    private final MatchingEngineBuilder settings;
    private final ShardPlacement placement;
    private final List<RecoveredShard> recovered = new ArrayList<>();

    EngineStart(MatchingEngineBuilder settings) {
        this.settings = settings;
        this.placement = new ShardPlacement(settings.shards, settings.instrumentsMax());
    }

    MatchingEngine start() throws IOException {
        EngineFolder folder =
                settings.journal == null
                        ? null
                        : new EngineFolder(settings.journal, settings.shards);
        MatchingEngine engine;
        List<Instrument> missing;
        try {
            recoverAll(folder);
            missing = missingInstruments();
            engine = assemble(folder);
        } catch (IOException | RuntimeException | Error e) {
            closeAll(folder, e);
            throw e;
        }
        try {
            for (Instrument instrument : missing) {
                engine.submit(MatchingEngine.adding(instrument), Long.MAX_VALUE);
            }
        } catch (InterruptedException e) {
            engine.close();
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while instruments were added");
        } catch (RuntimeException | Error e) {
            engine.close();
            throw e;
        }
        return engine;
    }

    private void recoverAll(@Nullable EngineFolder folder) throws IOException {
        for (int i = 0; i < settings.shards; i++) {
            recovered.add(
                    new RecoveredShard(i, settings.eventBufferBytes, settings.booksFactory()));
        }
        if (folder == null) {
            return;
        }
        List<RecoveredShard> found = new ArrayList<>();
        List<RecoveredShard> missing = new ArrayList<>();
        for (RecoveredShard shard : recovered) {
            boolean exists = RecordJournal.exists(folder.ofShard(shard.number()));
            (exists ? found : missing).add(shard);
        }
        recover(folder, found);
        boolean hasCommands = found.stream().anyMatch(shard -> shard.log().lastSequence() > 0);
        if (hasCommands && !missing.isEmpty()) {
            throw EngineFolder.lostShard(folder.ofShard(missing.getFirst().number()));
        }
        recover(folder, missing);
        for (RecoveredShard shard : recovered) {
            shard.books().forEachInstrument(each -> placement.restore(each, shard.number()));
        }
    }

    private void recover(EngineFolder folder, List<RecoveredShard> of) throws IOException {
        int threads = Math.min(settings.shards, Runtime.getRuntime().availableProcessors());
        try (ExecutorService executor = Executors.newFixedThreadPool(threads)) {
            List<Future<?>> pending = new ArrayList<>();
            for (RecoveredShard shard : of) {
                pending.add(
                        executor.submit(() -> {
                            shard.recover(folder.ofShard(shard.number()), settings.journalSettings);
                            return null;
                        }));
            }
            for (Future<?> each : pending) {
                awaitRecovery(each);
            }
        }
    }

    private static void awaitRecovery(Future<?> recovery) throws IOException {
        try {
            recovery.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while journals were recovered");
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case IOException cause -> throw cause;
                case RuntimeException cause -> throw cause;
                case Error cause -> throw cause;
                case null, default -> throw new IllegalStateException(e);
            }
        }
    }

    /** Finds a shard for each instrument that the journals do not have. */
    private List<Instrument> missingInstruments() {
        List<Instrument> missing = new ArrayList<>();
        settings.instruments.forEach((instrument, shard) -> {
            Optional<Instrument> known = placement.instrument(instrument.id());
            if (known.isEmpty()) {
                placement.place(instrument, shard);
                missing.add(instrument);
            } else if (!known.get().equals(instrument)) {
                throw new IllegalArgumentException(
                        "instrument "
                                + instrument.id()
                                + " is "
                                + known.get()
                                + ", not "
                                + instrument
                                + ": leave it as it is, or use another number");
            }
        });
        return missing;
    }

    private MatchingEngine assemble(@Nullable EngineFolder folder) {
        ShardSettings shardSettings =
                new ShardSettings(
                        settings.batchMax,
                        settings.idle,
                        settings.timeInterval.toNanos(),
                        settings.flushIntervalNanos(),
                        settings.snapshotCommands,
                        settings.processors,
                        settings.failures);
        Shard[] shards = new Shard[settings.shards];
        List<RecoveryReport> reports = new ArrayList<>();
        for (RecoveredShard each : recovered) {
            shards[each.number()] = new Shard(partsOf(each), shardSettings, clock());
            each.room().tellBy(shards[each.number()]::makeRoom);
            if (each.report() != null) {
                reports.add(each.report());
            }
        }
        Snapshots snapshots =
                folder == null
                        ? null
                        : new Snapshots(shards, folder, settings.booksFactory(), settings.failures);
        if (snapshots != null && settings.snapshotCommands > 0) {
            reports.forEach(each ->
                    shards[each.shard()].askForSnapshots(snapshots, each.snapshotSequence()));
        }
        MatchingEngine engine =
                new MatchingEngine(shards, placement, folder, snapshots, List.copyOf(reports));
        for (Shard shard : shards) {
            shard.start();
        }
        return engine;
    }

    private Shard.Parts partsOf(RecoveredShard shard) {
        CommandRing ring = new CommandRing(settings.ringCapacity);
        int number = shard.number();
        BookListener listener =
                Objects.requireNonNull(
                        settings.listeners.apply(number), () -> "the listener of shard " + number);
        ChecksAhead checks =
                settings.checkPool == null
                        ? null
                        : new ChecksAhead(
                                ring, settings.checkPool, shard.books(), settings.checkedAccounts);
        return new Shard.Parts(
                number,
                ring,
                shard.log(),
                shard.events(),
                shard.books(),
                listener,
                shard.lastTimeNanos(),
                checks);
    }

    private @Nullable LongSupplier clock() {
        if (settings.timesGiven) {
            return null;
        }
        return settings.clock == null ? new SystemClock() : settings.clock;
    }

    private void closeAll(@Nullable EngineFolder folder, Throwable reason) {
        for (RecoveredShard shard : recovered) {
            try {
                shard.close();
            } catch (IOException | RuntimeException e) {
                reason.addSuppressed(e);
            }
        }
        if (folder != null) {
            try {
                folder.close();
            } catch (IOException e) {
                reason.addSuppressed(e);
            }
        }
    }
}
