package dev.kanishk.agents.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kanishk.agents.checkpoint.CheckpointStore;
import dev.kanishk.agents.checkpoint.RunInfo.Status;
import dev.kanishk.agents.checkpoint.RunQuery;
import dev.kanishk.agents.checkpoint.SqliteStore;
import dev.kanishk.agents.checkpoint.StoreOptions;
import dev.kanishk.agents.graph.Graph;
import dev.kanishk.agents.graph.Update;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ten thousand runs that wait for a person. */
class ManyWaitingRunsTest {
    private static final int RUNS = 10_000;
    private static final long HEAP_BYTES_MAX = 2_000;

    record State(String answer) {}

    @TempDir Path folder;

    private static long usedHeap() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    @Test
    void waitingRunsHaveNoThreadAndNextToNoHeap() {
        Graph<State> graph =
                Graph.of(State.class, "ask")
                        .node("ask", (s, c) -> Update.of("answer", c.interrupt("?", String.class)))
                        .edge("ask", Graph.END)
                        .build();
        Path file = folder.resolve("runs.db");
        try (CheckpointStore store =
                SqliteStore.open(file, StoreOptions.DEFAULTS.withPowerSafe(false))) {
            GraphRunner<State> runner = new GraphRunner<>(graph, store);
            runner.start("first", new State(""));
            long heap = usedHeap();
            int threads = Thread.activeCount();
            for (int i = 0; i < RUNS; i++) {
                runner.start("r" + i, new State(""));
            }

            assertThat((usedHeap() - heap) / RUNS).isLessThan(HEAP_BYTES_MAX);
            assertThat(Thread.activeCount()).isLessThanOrEqualTo(threads + 2);
            assertThat(store.runs(RunQuery.of(Status.SUSPENDED))).hasSize(RUNS);
            assertThat(runner.answer("r4711", "yes").orElseThrow().answer()).isEqualTo("yes");
        }
    }
}
