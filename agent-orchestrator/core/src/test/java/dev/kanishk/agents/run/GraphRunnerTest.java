package dev.kanishk.agents.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kanishk.agents.checkpoint.CheckpointStore;
import dev.kanishk.agents.checkpoint.Event;
import dev.kanishk.agents.checkpoint.Event.Kind;
import dev.kanishk.agents.checkpoint.RunInfo.Status;
import dev.kanishk.agents.graph.Graph;
import dev.kanishk.agents.graph.GraphException;
import dev.kanishk.agents.graph.Json;
import dev.kanishk.agents.graph.Update;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GraphRunnerTest {
    private static final CrashingRun.State EMPTY = new CrashingRun.State(List.of(), 0);

    @TempDir Path folder;
    private CheckpointStore store;

    @BeforeEach
    void open() {
        store = CheckpointStore.open(folder.resolve("runs.db"));
    }

    @AfterEach
    void close() {
        store.close();
    }

    private GraphRunner<CrashingRun.State> counting() {
        return new GraphRunner<>(CrashingRun.graph(folder.resolve("log"), 0), store);
    }

    @Test
    void commitsOneDeltaForEachNode() {
        assertThat(counting().start("r", EMPTY).orElseThrow().seen())
                .containsExactly(1, 2, 3, 4, 5, 6);

        List<Event> events = store.events("r");
        assertThat(events).hasSize(1 + CrashingRun.STEPS);
        assertThat(events.get(0).kind()).isEqualTo(Kind.ADMITTED);
        assertThat(events.get(6).payload())
                .isEqualTo("{\"update\":{\"seen\":[6],\"last\":6},\"next\":\"END\"}");
        assertThat(store.find("r").orElseThrow().status()).isEqualTo(Status.DONE);
    }

    @Test
    void replayGivesTheStateThatTheRunGave() {
        CrashingRun.State live = counting().start("r", EMPTY).orElseThrow();

        assertThat(counting().state("r").state()).isEqualTo(live);
        assertThat(counting().resume("r").orElseThrow()).isEqualTo(live);
    }

    @Test
    void failedNodeIsNamedAndResumed() {
        AtomicBoolean broken = new AtomicBoolean(true);
        AtomicInteger first = new AtomicInteger();
        Graph<CrashingRun.State> graph =
                Graph.of(CrashingRun.State.class, "a")
                        .node("a", (s, c) -> Update.of("last", first.incrementAndGet()))
                        .node(
                                "b",
                                (s, c) -> {
                                    if (broken.get()) {
                                        throw new IllegalStateException("no disk");
                                    }
                                    return Update.none();
                                })
                        .edge("a", "b")
                        .edge("b", Graph.END)
                        .build();
        GraphRunner<CrashingRun.State> runner = new GraphRunner<>(graph, store);

        assertThatThrownBy(() -> runner.start("r", EMPTY).orElseThrow())
                .isInstanceOf(GraphException.class)
                .hasMessage("node 'b' of run 'r' failed: no disk");
        assertThat(store.find("r").orElseThrow().status()).isEqualTo(Status.FAILED);

        broken.set(false);
        assertThat(runner.resume("r").orElseThrow().last()).isEqualTo(1);
        assertThat(first).hasValue(1);
    }

    @Test
    void forkGoesOnFromThePastAndLeavesTheParentAlone() {
        GraphRunner<CrashingRun.State> runner = counting();
        runner.start("r", EMPTY);
        List<Event> before = store.events("r");

        runner.fork("r", 3, "f", Json.MAPPER.createObjectNode().put("last", 4));

        assertThat(runner.resume("f").orElseThrow().seen()).containsExactly(1, 2, 5, 6);
        assertThat(store.events("r")).isEqualTo(before);
    }

    @Test
    void forkRefusesAnUnknownChannel() {
        GraphRunner<CrashingRun.State> runner = counting();
        runner.start("r", EMPTY);

        assertThatThrownBy(
                        () -> runner.fork("r", 3, "f", Json.MAPPER.createObjectNode().put("x", 4)))
                .hasMessageContaining("no channel 'x'");
        assertThat(store.find("f")).isEmpty();
    }

    @Test
    void endlessLoopEndsAtTheStepLimit() {
        Graph<CrashingRun.State> graph =
                Graph.of(CrashingRun.State.class, "a")
                        .node("a", (s, c) -> Update.none())
                        .branch("a", Set.of("a", Graph.END), s -> "a")
                        .stepLimit(5)
                        .build();

        assertThatThrownBy(() -> new GraphRunner<>(graph, store).start("r", EMPTY).orElseThrow())
                .hasMessageContaining("node 'a'")
                .hasMessageContaining("step limit of 5");
    }

    @Test
    void wrongGraphsAreRefusedWithTheNodesName() {
        Graph.Builder<CrashingRun.State> builder =
                Graph.of(CrashingRun.State.class, "a")
                        .node("a", (s, c) -> Update.none())
                        .edge("a", "ghost");
        assertThatThrownBy(builder::build).hasMessageContaining("'a' leads to 'ghost'");

        Graph.Builder<CrashingRun.State> island =
                Graph.of(CrashingRun.State.class, "a")
                        .node("a", (s, c) -> Update.none())
                        .node("b", (s, c) -> Update.none())
                        .edge("a", Graph.END)
                        .edge("b", Graph.END);
        assertThatThrownBy(island::build).hasMessageContaining("'b' cannot be reached");

        Graph.Builder<CrashingRun.State> open =
                Graph.of(CrashingRun.State.class, "a").node("a", (s, c) -> Update.none());
        assertThatThrownBy(open::build).hasMessageContaining("'a' has no way out");
    }
}
