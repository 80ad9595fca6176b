package dev.kanishk.benchmarks.peers.matching.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kanishk.benchmarks.peers.matching.pipeline.ExchangeCoreProcess.Wait;
import dev.kanishk.matching.journal.SyncMode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PipelinesAgreeTest {
    private static final int COMMANDS = 20_000;

    private final FlowTape tape = new FlowTape(COMMANDS);
    @TempDir private Path folder;

    @Test
    void ourEngineDoesEveryCommandOfTheFlowAndTrades() throws Exception {
        assertThat(trades()).isGreaterThan(COMMANDS / 10);
    }

    @Test
    void exchangeCoreMakesTheSameTradesWhereItsJdkIsInstalled() throws Exception {
        Optional<ExchangeCoreProcess> process = ExchangeCoreProcess.in(folder);
        Path flow = folder.resolve("flow.bin");
        tape.write(flow);
        List<Long> trades = new ArrayList<>();
        if (process.isPresent()) {
            var result = process.get().run(flow, 20_000, 1, 1, Wait.BLOCKING, true);
            trades.add(result.firstTrades());
            assertThat(result.nanos()).isNotNull();
            assertThat(result.perSecond()).hasSize(1);
        }

        assertThat(trades).allMatch(count -> count == trades());
    }

    @Test
    void anEngineOfCommandsThatAskForNothingDoesThemAll() throws Exception {
        var setup = new EngineTarget.Setup(null, SyncMode.INLINE, EngineTarget.Shard.DEFAULT);
        try (EngineTarget target = new EngineTarget(setup, null)) {
            OpenLoop loop = new OpenLoop(target, target.arrivals());
            loop.flatOut(COMMANDS);
            assertThat(loop.paced(50_000, 0.1).nanos().getTotalCount()).isEqualTo(5_000);
        }
    }

    private long trades() {
        var setup =
                new EngineTarget.Setup(
                        folder.resolve("journal"), SyncMode.INLINE, EngineTarget.Shard.DEFAULT);
        try {
            try (EngineTarget target = new EngineTarget(setup, tape)) {
                new OpenLoop(target, target.arrivals()).flatOut(tape.length());
                return target.trades();
            }
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
