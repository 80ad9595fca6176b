package dev.kanishk.benchmarks.peers.matching.pipeline;

import dev.kanishk.collections.concurrent.IdleStrategy;
import dev.kanishk.matching.command.AccountLimits;
import dev.kanishk.matching.command.Action;
import dev.kanishk.matching.command.Command;
import dev.kanishk.matching.engine.MatchingEngine;
import dev.kanishk.matching.engine.MatchingEngineBuilder;
import dev.kanishk.matching.event.BookListener;
import dev.kanishk.matching.event.Trade;
import dev.kanishk.matching.instrument.Instrument;
import dev.kanishk.matching.journal.JournalSettings;
import dev.kanishk.matching.journal.SyncMode;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Our engine with one shard and everything on: accounts with every limit, balances, fees, a price
 * band. A command is done when the listener is told of it.
 */
final class EngineTarget implements Target, AutoCloseable {
    private static final int BASE = 1;
    private static final int QUOTE = 2;
    private static final long DEPOSIT = 1L << 52;

    private final Arrivals arrivals = new Arrivals();
    private final Command command = new Command();
    private final FlowTape.@Nullable Cursor flow;
    private final MatchingEngine engine;
    private long filled = -1;
    private long trades;

    /**
     * How an engine is set up.
     *
     * @param journal the folder of the journal, or null for none
     * @param sync how the journal is written
     * @param shard how the shard works
     */
    record Setup(@Nullable Path journal, SyncMode sync, Shard shard) {}

    /**
     * How a shard works.
     *
     * @param idle what it does without commands
     * @param ringCapacity commands that wait for it; 0 for the engine's default
     * @param batchMax commands that it takes at once; 0 for the engine's default
     */
    record Shard(IdleStrategy idle, int ringCapacity, int batchMax) {
        static final Shard DEFAULT = new Shard(IdleStrategy.backingOff(), 0, 0);
    }

    /** Starts an engine; with no flow, its commands ask for nothing, which is its own floor. */
    EngineTarget(Setup setup, @Nullable FlowTape tape) throws IOException {
        flow = tape == null ? null : tape.new Cursor();
        MatchingEngineBuilder builder =
                MatchingEngine.builder()
                        .idle(setup.shard().idle())
                        .instrument(instrument())
                        .listener(shard -> new Told());
        if (setup.shard().ringCapacity() > 0) {
            builder.ringCapacity(setup.shard().ringCapacity());
        }
        if (setup.shard().batchMax() > 0) {
            builder.batchMax(setup.shard().batchMax());
        }
        if (setup.journal() != null) {
            builder.journal(setup.journal())
                    .journalSettings(JournalSettings.DEFAULT.withSync(setup.sync()));
        }
        engine = builder.start();
        if (engine.metrics(0).lastSequence() <= 1) {
            addAccounts();
        }
    }

    private static Instrument instrument() {
        return Instrument.builder(FlowTape.INSTRUMENT, "AAA")
                .balances(BASE, QUOTE)
                .referencePrice(FlowTape.MIDDLE)
                .bandPpm(200_000)
                .fees(-10, 30, 20)
                .build();
    }

    private void addAccounts() {
        for (int account = 1; account <= FlowTape.ACCOUNTS; account++) {
            command.clear();
            command.action = Action.SET_LIMITS;
            command.account = account;
            command.limits =
                    AccountLimits.NONE
                            .withOrderSize(1_000, 100_000_000)
                            .withOpen(100_000, 1L << 40)
                            .withCollar(200_000)
                            .withRate(1 << 30, 1 << 30);
            submit();
            for (int asset = BASE; asset <= QUOTE; asset++) {
                command.clear();
                command.action = Action.ADJUST_BALANCE;
                command.account = account;
                command.asset = asset;
                command.quantity = DEPOSIT;
                submit();
            }
        }
    }

    private void submit() {
        while (!engine.submit(command)) {
            Thread.onSpinWait();
        }
    }

    MatchingEngine engine() {
        return engine;
    }

    Arrivals arrivals() {
        return arrivals;
    }

    /** Returns the trades so far; exact when all commands are done. */
    long trades() {
        return trades;
    }

    @Override
    public boolean offer(long number) {
        if (filled != number) {
            if (flow == null) {
                command.clear();
            } else {
                flow.next(command);
            }
            command.reference = number;
            filled = number;
        }
        return engine.submit(command);
    }

    @Override
    public void close() throws IOException {
        engine.close();
    }

    /** The first event of a command tells that it was let go. */
    private final class Told implements BookListener {
        @Override
        public void onCommand(Command told) {
            switch (told.action) {
                case NEW, CANCEL, NOTHING -> arrivals.complete(told.reference);
                default -> {
                    // Set-up, and the shard's own commands of time: not of the flow.
                }
            }
        }

        @Override
        public void onTrade(Trade trade) {
            trades++;
        }
    }
}
