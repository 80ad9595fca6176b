package dev.kanishk.agents.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kanishk.agents.checkpoint.MemoryStore;
import dev.kanishk.agents.checkpoint.RunInfo.Status;
import dev.kanishk.agents.graph.Graph;
import dev.kanishk.agents.graph.GraphException;
import dev.kanishk.agents.graph.Json;
import dev.kanishk.agents.graph.NodePolicy;
import dev.kanishk.agents.graph.Reducer;
import dev.kanishk.agents.graph.Update;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** What is undone, by whom, and what goes on after that. */
class SagaTest {
    record State(List<String> seen) {}

    private static final State EMPTY = new State(List.of());

    private final MemoryStore store = new MemoryStore();
    private final List<String> undone = new ArrayList<>();
    private final AtomicBoolean undoFails = new AtomicBoolean();
    private final AtomicBoolean payFails = new AtomicBoolean(true);

    private NodePolicy<State> undo(String name) {
        return NodePolicy.<State>defaults()
                .withCompensation((s, c) -> {
                    if (undoFails.get()) {
                        throw new IOException(name + " is closed");
                    }
                    c.effect(
                            "call",
                            String.class,
                            true,
                            () -> {
                                undone.add(name + " " + c.run());
                                return "undone";
                            });
                });
    }

    private Graph.Builder<State> booking() {
        return Graph.of(State.class, "book")
                .channel("seen", Reducer.append())
                .node("book", (s, c) -> Update.of("seen", List.of("booked")), undo("book"))
                .edge("book", "pay")
                .node(
                        "pay",
                        (s, c) -> {
                            if (payFails.get()) {
                                throw new IOException("no money");
                            }
                            String called = c.effect("call", String.class, true, () -> "paid");
                            return Update.of("seen", List.of(called + ""));
                        })
                .edge("pay", Graph.END);
    }

    private GraphRunner<State> runner(Graph.Builder<State> builder) {
        return new GraphRunner<>(builder.build(), store);
    }

    @Test
    void failedForkUndoesNothingThatItSharesWithItsParent() {
        GraphRunner<State> parent = runner(booking());
        parent.start("r", EMPTY);
        long booked = parent.history("r").getLast().sequence();
        GraphRunner<State> saga = runner(booking().compensateOnFailure());
        saga.fork("r", booked, "late", Json.MAPPER.createObjectNode());
        saga.fork("r", 1, "early", Json.MAPPER.createObjectNode());

        assertThat(((RunResult.Failed<State>) saga.resume("late")).compensated()).isTrue();
        assertThat(undone).isEmpty();
        assertThat(((RunResult.Failed<State>) saga.resume("early")).compensated()).isTrue();
        assertThat(undone).containsExactly("book early/undo");
    }

    @Test
    void runWhoseCompensationWasBegunIsCompensatedOnAndNeverGoesOn() {
        GraphRunner<State> runner =
                runner(
                        Graph.of(State.class, "first")
                                .channel("seen", Reducer.append())
                                .node("first", (s, c) -> Update.none(), undo("first"))
                                .edge("first", "second")
                                .node(
                                        "second",
                                        (s, c) -> Update.none(),
                                        NodePolicy.<State>defaults()
                                                .withCompensation((s, c) -> {
                                                    c.effect(
                                                            "call",
                                                            String.class,
                                                            true,
                                                            () -> "undone");
                                                    undone.add("second");
                                                }))
                                .edge("second", "pay")
                                .node(
                                        "pay",
                                        (s, c) -> {
                                            if (payFails.get()) {
                                                throw new IOException("no money");
                                            }
                                            return Update.none();
                                        })
                                .edge("pay", Graph.END)
                                .compensateOnFailure());
        undoFails.set(true);
        assertThatThrownBy(() -> runner.start("r", EMPTY))
                .isInstanceOf(GraphException.class)
                .hasMessageContaining("first is closed");
        undoFails.set(false);
        payFails.set(false);

        RunResult.Failed<State> end = (RunResult.Failed<State>) runner.resume("r");

        assertThat(end.compensated()).isTrue();
        assertThat(undone).containsExactly("second", "first r/undo");
        assertThat(store.find("r").orElseThrow().status()).isEqualTo(Status.COMPENSATED);
    }

    @Test
    void subgraphsAreUndoneByTheirOwnCompensationsAsFarAsTheyGot() {
        Graph<State> inner =
                booking()
                        .node("unreached", (s, c) -> Update.none(), undo("unreached"))
                        .edge("pay", "unreached")
                        .edge("unreached", Graph.END)
                        .build();
        Graph.Builder<State> outer =
                Graph.of(State.class, "before")
                        .channel("seen", Reducer.append())
                        .node("before", (s, c) -> Update.none(), undo("before"))
                        .edge("before", "done")
                        .subgraph("done", harmless(), s -> EMPTY, (s, end) -> Update.none())
                        .edge("done", "trip")
                        .subgraph("trip", inner, s -> EMPTY, (s, end) -> Update.none())
                        .edge("trip", Graph.END)
                        .compensateOnFailure();

        RunResult.Failed<State> failed = (RunResult.Failed<State>) runner(outer).start("r", EMPTY);

        assertThat(failed.compensated()).isTrue();
        assertThat(undone)
                .containsExactly("book r/trip@3.0/undo", "only r/done@2.0/undo", "before r/undo");
    }

    private Graph<State> harmless() {
        return Graph.of(State.class, "only")
                .channel("seen", Reducer.append())
                .node("only", (s, c) -> Update.none(), undo("only"))
                .edge("only", Graph.END)
                .build();
    }

    @Test
    void namesOfCompensationsAreKeptFree() {
        assertThatThrownBy(() -> booking().node("undo:book", (s, c) -> Update.none()))
                .isInstanceOf(GraphException.class)
                .hasMessageContaining("node 'undo:book'");
    }
}
