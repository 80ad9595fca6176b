package dev.kanishk.agents.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kanishk.agents.checkpoint.Event;
import dev.kanishk.agents.checkpoint.Event.Kind;
import dev.kanishk.agents.checkpoint.MemoryStore;
import dev.kanishk.agents.checkpoint.RunInfo.Status;
import dev.kanishk.agents.graph.Command;
import dev.kanishk.agents.graph.Graph;
import dev.kanishk.agents.graph.GraphException;
import dev.kanishk.agents.graph.NodePolicy;
import dev.kanishk.agents.graph.Reducer;
import dev.kanishk.agents.graph.RetryPolicy;
import dev.kanishk.agents.graph.Send;
import dev.kanishk.agents.graph.Update;
import dev.kanishk.agents.testing.CrashingStore;
import dev.kanishk.agents.testing.SimulatedCrash;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class SuperstepTest {
    record State(List<String> seen, Map<String, Integer> counts, int last) {}

    private static final State EMPTY = new State(List.of(), Map.of(), 0);

    private final MemoryStore store = new MemoryStore();

    private static Graph.Builder<State> builder(String start) {
        return Graph.of(State.class, start)
                .channel("seen", Reducer.append())
                .channel("counts", Reducer.merge());
    }

    private static Update seen(String what) {
        return Update.of("seen", List.of(what));
    }

    private RunResult<State> run(Graph<State> graph) {
        return new GraphRunner<>(graph, store).start("r", EMPTY);
    }

    @Test
    void siblingsRunAtTheSameTimeOnTheStateBeforeThemAndAreMergedInTheOrderOfTasks() {
        CyclicBarrier together = new CyclicBarrier(3);
        Graph.Builder<State> builder = builder("begin").node("begin", (s, c) -> seen("begin"));
        for (String name : List.of("c", "a", "b")) {
            builder.node(
                            name,
                            (s, c) -> {
                                together.await();
                                return seen(name + s.seen().size());
                            })
                    .edge("begin", name)
                    .edge(name, "end");
        }
        Graph<State> graph =
                builder.node("end", (s, c) -> seen("end" + c.step()))
                        .edge("end", Graph.END)
                        .build();

        assertThat(run(graph).orElseThrow().seen())
                .containsExactly("begin", "c1", "a1", "b1", "end3");
        assertThat(new GraphRunner<>(graph, store).state("r").state().seen()).hasSize(5);
    }

    @Test
    void siblingsThatFinishedAreNotRunAgainWhenOneFails() {
        AtomicInteger good = new AtomicInteger();
        AtomicBoolean broken = new AtomicBoolean(true);
        Graph<State> graph =
                builder("begin")
                        .node("begin", (s, c) -> Update.none())
                        .node(
                                "good",
                                (s, c) -> {
                                    good.incrementAndGet();
                                    return seen("good");
                                })
                        .node(
                                "bad",
                                (s, c) -> {
                                    if (broken.get()) {
                                        throw new IllegalStateException("no disk");
                                    }
                                    return seen("bad");
                                })
                        .edge("begin", "good")
                        .edge("begin", "bad")
                        .edge("good", Graph.END)
                        .edge("bad", Graph.END)
                        .build();

        RunResult<State> failed = run(graph);
        assertThat(failed).isInstanceOf(RunResult.Failed.class);
        assertThat(failed.state().seen()).as("the superstep is not whole").isEmpty();
        assertThat(store.find("r").orElseThrow().status()).isEqualTo(Status.FAILED);

        broken.set(false);
        RunResult<State> resumed = new GraphRunner<>(graph, store).resume("r");
        assertThat(resumed.orElseThrow().seen()).containsExactly("good", "bad");
        assertThat(good).hasValue(1);
        assertThat(store.find("r").orElseThrow().status()).isEqualTo(Status.DONE);
    }

    @Test
    void fansOutOverAListAndJoins() {
        Graph<State> graph =
                builder("plan")
                        .node("plan", (s, c) -> Update.of("last", 3))
                        .fanOut("plan", "work", s -> List.of("x", "y", "z"))
                        .node(
                                "work",
                                (s, c) ->
                                        seen(c.argument(String.class) + c.task() + s.last())
                                                .and(
                                                        "counts",
                                                        Map.of(c.argument(String.class), c.task())))
                        .edge("work", "sum")
                        .node("sum", (s, c) -> Update.of("last", s.counts().size() + s.last()))
                        .edge("sum", Graph.END)
                        .build();

        State end = run(graph).orElseThrow();
        assertThat(end.seen()).containsExactly("x03", "y13", "z23");
        assertThat(end.counts()).containsEntry("z", 2).hasSize(3);
        assertThat(end.last()).isEqualTo(6);
    }

    @Test
    void fanOutOverNothingEndsThePath() {
        Graph<State> graph =
                builder("plan")
                        .node("plan", (s, c) -> Update.none())
                        .fanOut("plan", "work", State::seen)
                        .node("work", (s, c) -> seen("work"))
                        .edge("work", Graph.END)
                        .build();

        assertThat(run(graph).orElseThrow().seen()).isEmpty();
    }

    @Test
    void joinWaitsForBranchesOfDifferentLength() {
        Graph<State> graph =
                builder("begin")
                        .node("begin", (s, c) -> Update.none())
                        .node("short", (s, c) -> seen("short"))
                        .node("long1", (s, c) -> seen("long1"))
                        .node("long2", (s, c) -> seen("long2"))
                        .node("joined", (s, c) -> seen("joined" + c.step()))
                        .edge("begin", "short")
                        .edge("begin", "long1")
                        .edge("long1", "long2")
                        .join(Set.of("short", "long2"), "joined")
                        .edge("joined", Graph.END)
                        .build();

        assertThat(run(graph).orElseThrow().seen())
                .containsExactlyInAnyOrder("short", "long1", "long2", "joined4");
        assertThat(new GraphRunner<>(graph, store).history("r")).hasSize(6);
    }

    @Test
    void joinThatIsNeverMetIsNamed() {
        Graph<State> graph =
                builder("begin")
                        .node("begin", (s, c) -> Update.none())
                        .node("a", (s, c) -> Update.none())
                        .node("b", (s, c) -> Update.none())
                        .node("c", (s, c) -> Update.none())
                        .edge("begin", "a")
                        .branch("begin", Set.of("b", Graph.END), s -> Graph.END)
                        .join(Set.of("a", "b"), "c")
                        .edge("c", Graph.END)
                        .build();

        assertThatThrownBy(() -> run(graph).orElseThrow())
                .hasMessageContaining("node 'c' joins")
                .hasMessageContaining("without [b]");
        assertThat(store.find("r").orElseThrow().status()).isEqualTo(Status.FAILED);
    }

    @Test
    void commandGoesWhereItSaysWithItsChange() {
        Graph<State> graph =
                builder("route")
                        .node("route", (s, c) -> seen("route").goTo("right"))
                        .commands("route", "left", "right")
                        .edge("route", "left")
                        .node("left", (s, c) -> seen("left"))
                        .edge("left", Graph.END)
                        .node(
                                "right",
                                (s, c) ->
                                        Command.send(
                                                        List.of(
                                                                Send.to("left", 1),
                                                                Send.to("left", 2)))
                                                .with(seen("right")))
                        .commands("right", "left")
                        .build();

        assertThat(run(graph).orElseThrow().seen())
                .containsExactly("route", "right", "left", "left");
    }

    @Test
    void commandToANodeThatIsNotNamedFails() {
        Graph<State> graph =
                builder("route")
                        .node("route", (s, c) -> Command.goTo("other"))
                        .commands("route", "next")
                        .node("next", (s, c) -> Update.none())
                        .edge("next", Graph.END)
                        .node("other", (s, c) -> Update.none())
                        .edge("next", "other")
                        .edge("other", Graph.END)
                        .build();

        assertThatThrownBy(() -> run(graph).orElseThrow())
                .hasMessageContaining("node 'route' was routed to 'other'")
                .hasMessageContaining("[next]");
    }

    @Test
    void twoWritersOfOneChannelWithoutReducerFail() {
        Graph<State> graph = twoWriters(NodePolicy.defaults()).build();

        assertThatThrownBy(() -> run(graph).orElseThrow())
                .hasMessageContaining("wrote channel 'last' in the same superstep");
        assertThat(store.events("r")).extracting(Event::kind).contains(Kind.NODE_FAILED);
    }

    @Test
    void twoDeclaredWritersAreFoundWhenTheGraphIsBuilt() {
        NodePolicy<State> writing = NodePolicy.<State>defaults().writing("last");

        assertThatThrownBy(() -> twoWriters(writing).build())
                .isInstanceOf(GraphException.class)
                .hasMessageContaining("'a'")
                .hasMessageContaining("'b'")
                .hasMessageContaining("channel 'last'");
    }

    @Test
    void nodeIsHeldToTheChannelsItSaysToWrite() {
        NodePolicy<State> writing = NodePolicy.<State>defaults().writing("seen");

        assertThatThrownBy(() -> run(twoWriters(writing).build()).orElseThrow())
                .hasMessageContaining("it wrote channel 'last' and says to write only [seen]");
    }

    private static Graph.Builder<State> twoWriters(NodePolicy<State> policy) {
        return builder("begin")
                .node("begin", (s, c) -> Update.none())
                .node("a", (s, c) -> Update.of("last", 1), policy)
                .node("b", (s, c) -> Update.of("last", 2), policy)
                .edge("begin", "a")
                .edge("begin", "b")
                .edge("a", Graph.END)
                .edge("b", Graph.END);
    }

    record Small(List<String> seen) {
        Small {
            if (seen.size() > 2) {
                throw new IllegalArgumentException("more than two");
            }
        }
    }

    @Test
    void superstepThatCannotBeMergedIsNotCommittedAndItsRunStaysReadable() {
        AtomicBoolean many = new AtomicBoolean(true);
        Graph.Builder<Small> builder =
                Graph.of(Small.class, "begin")
                        .channel("seen", Reducer.append())
                        .node("begin", (s, c) -> Update.none());
        for (String name : List.of("a", "b", "c")) {
            builder.node(name, (s, c) -> Update.of("seen", many.get() ? List.of(name) : List.of()))
                    .edge("begin", name)
                    .edge(name, Graph.END);
        }
        GraphRunner<Small> runner = new GraphRunner<>(builder.build(), store);

        RunResult<Small> failed = runner.start("r", new Small(List.of()));
        assertThat(((RunResult.Failed<Small>) failed).error()).contains("more than two");
        assertThat(runner.state("r").next()).hasSize(1);

        many.set(false);
        assertThat(runner.resume("r").orElseThrow().seen()).hasSize(2);
    }

    @Test
    void nodeThatCannotBeMergedFailsWithThatErrorInEachAttempt() {
        Graph<Small> graph =
                Graph.of(Small.class, "work")
                        .channel("seen", Reducer.append())
                        .node(
                                "work",
                                (s, c) -> Update.of("seen", List.of("a", "b", "c")),
                                NodePolicy.<Small>defaults()
                                        .withRetry(RetryPolicy.of(2, Duration.ZERO, Duration.ZERO)))
                        .edge("work", Graph.END)
                        .build();

        RunResult<Small> failed = new GraphRunner<>(graph, store).start("r", new Small(List.of()));
        assertThat(((RunResult.Failed<Small>) failed).error()).contains("more than two");
    }

    @Test
    @Timeout(60)
    void failureOfTheStoreEndsSiblingsThatStillRun() {
        CrashingStore crashing = new CrashingStore(store, 3, CrashingStore.Moment.BEFORE_WRITE);
        CountDownLatch never = new CountDownLatch(1);
        Graph<State> graph =
                builder("begin")
                        .node("begin", (s, c) -> Update.none())
                        .node(
                                "blocked",
                                (s, c) -> {
                                    never.await();
                                    return Update.none();
                                })
                        .node("writes", (s, c) -> seen("writes"))
                        .edge("begin", "blocked")
                        .edge("begin", "writes")
                        .edge("blocked", Graph.END)
                        .edge("writes", Graph.END)
                        .build();

        assertThatThrownBy(() -> new GraphRunner<>(graph, crashing).start("r", EMPTY))
                .isInstanceOf(SimulatedCrash.class);
    }

    @Test
    void commandMayNotLeadToMoreTasksThanASuperstepHas() {
        Graph<State> graph =
                builder("begin")
                        .node(
                                "begin",
                                (s, c) ->
                                        Command.send(
                                                Collections.nCopies(
                                                        Graph.MAX_TASKS + 1, Send.to("end", 1))))
                        .commands("begin", "end")
                        .node("end", (s, c) -> Update.none())
                        .edge("end", Graph.END)
                        .build();

        assertThat(((RunResult.Failed<State>) run(graph)).error())
                .contains("node 'begin' leads to 10001 tasks: at most 10000");
    }
}
