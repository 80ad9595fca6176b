package dev.kanishk.agents.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kanishk.agents.checkpoint.MemoryStore;
import dev.kanishk.agents.checkpoint.RunInfo;
import dev.kanishk.agents.checkpoint.RunQuery;
import dev.kanishk.agents.graph.Graph;
import dev.kanishk.agents.graph.Json;
import dev.kanishk.agents.graph.Reducer;
import dev.kanishk.agents.graph.Update;
import dev.kanishk.agents.graph.Usage;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class SubgraphTest {
    record Outer(List<String> seen) {}

    record Inner(int number, String answer) {}

    private final MemoryStore store = new MemoryStore();
    private final AtomicInteger counted = new AtomicInteger();
    private final AtomicBoolean broken = new AtomicBoolean();

    private GraphRunner<Outer> runner() {
        Graph<Inner> inner =
                Graph.of(Inner.class, "count")
                        .node(
                                "count",
                                (s, c) -> {
                                    counted.incrementAndGet();
                                    c.charge(new Usage(3, 4, 0));
                                    return Update.of("number", s.number() + 1);
                                })
                        .edge("count", "ask")
                        .node(
                                "ask",
                                (s, c) -> {
                                    if (broken.get()) {
                                        throw new IllegalStateException("inside");
                                    }
                                    String text = c.interrupt("number " + s.number(), String.class);
                                    return Update.of("answer", text);
                                })
                        .edge("ask", Graph.END)
                        .build();
        return new GraphRunner<>(
                Graph.of(Outer.class, "begin")
                        .channel("seen", Reducer.append())
                        .node("begin", (s, c) -> Update.of("seen", List.of("begin")))
                        .edge("begin", "inner")
                        .subgraph(
                                "inner",
                                inner,
                                s -> new Inner(s.seen().size(), ""),
                                (s, end) -> Update.of("seen", List.of(end.number() + end.answer())))
                        .edge("inner", Graph.END)
                        .build(),
                store);
    }

    @Test
    void asksThroughTheOuterRunAndIsNotRunAgain() {
        RunResult<Outer> waiting = runner().start("r", new Outer(List.of()));
        Suspension.Interrupt question =
                (Suspension.Interrupt)
                        ((RunResult.Suspended<Outer>) waiting).suspensions().getFirst();
        assertThat(question.run()).isEqualTo("r/inner@2.0");
        assertThat(question.node()).isEqualTo("ask");
        assertThat(question.question().asText()).isEqualTo("number 2");

        RunResult<Outer> done = runner().answer("r", " it is");
        assertThat(done.orElseThrow().seen()).containsExactly("begin", "2 it is");
        assertThat(done.usage()).isEqualTo(new Usage(3, 4, 0));
        assertThat(counted).hasValue(1);
        assertThat(runner().replay("r")).isEqualTo(4);
    }

    @Test
    void failureInsideFailsTheOuterNodeAndIsResumedInside() {
        broken.set(true);
        RunResult.Failed<Outer> failed =
                (RunResult.Failed<Outer>) runner().start("r", new Outer(List.of()));
        assertThat(failed.node()).isEqualTo("inner");
        assertThat(failed.error()).contains("node 'ask'").contains("inside");
        broken.set(false);

        assertThat(runner().resume("r")).isInstanceOf(RunResult.Suspended.class);
        assertThat(runner().answer("r", "!").orElseThrow().seen()).endsWith("2!");
        assertThat(counted).hasValue(1);
    }

    @Test
    void innerRunsBelongToTheThreadAndAreNotListed() {
        runner().start("r", new Outer(List.of()));

        assertThat(store.runs()).extracting(RunInfo::id).containsExactly("r");
        assertThat(store.runs(RunQuery.all().inThread("r"))).hasSize(2);
        assertThat(store.delete("r")).isEqualTo(2);
    }

    @Test
    void forkBeforeASubgraphHasAnInnerRunOfItsOwn() {
        GraphRunner<Outer> runner = runner();
        runner.start("r", new Outer(List.of()));
        runner.answer("r", "a");
        long begun = runner.history("r").get(1).sequence();

        runner.fork("r", begun, "f", Json.MAPPER.createObjectNode());
        runner.resume("f");
        assertThat(runner.answer("f", "b").orElseThrow().seen()).containsExactly("begin", "2b");
        assertThat(runner.state("r").state().seen()).containsExactly("begin", "2a");
        assertThat(counted).hasValue(2);
    }

    @Test
    void onlyTheQuestionThatIsAskedNowIsListed() {
        Graph<Inner> inner =
                Graph.of(Inner.class, "ask")
                        .node(
                                "ask",
                                (s, c) ->
                                        Update.of(
                                                "answer",
                                                c.interrupt("first", String.class)
                                                        + c.interrupt("second", String.class)))
                        .edge("ask", Graph.END)
                        .build();
        GraphRunner<Outer> runner =
                new GraphRunner<>(
                        Graph.of(Outer.class, "inner")
                                .channel("seen", Reducer.append())
                                .subgraph(
                                        "inner",
                                        inner,
                                        s -> new Inner(0, ""),
                                        (s, end) -> Update.of("seen", List.of(end.answer())))
                                .edge("inner", Graph.END)
                                .build(),
                        store);
        runner.start("r", new Outer(List.of()));
        runner.answer("r", "a");

        assertThat(runner.suspensions("r"))
                .singleElement()
                .extracting(waiting -> ((Suspension.Interrupt) waiting).question().asText())
                .isEqualTo("second");
        assertThat(runner.answer("r", "b").orElseThrow().seen()).containsExactly("ab");
    }

    @Test
    void answerInsideIsPaidFromWhatIsLeftOfTheOuterBudget() {
        Graph<Inner> inner =
                Graph.of(Inner.class, "ask")
                        .node(
                                "ask",
                                (s, c) -> {
                                    String answer = c.interrupt("?", String.class);
                                    c.charge(new Usage(30, 0, 0));
                                    return Update.of("answer", answer);
                                })
                        .edge("ask", "more")
                        .node("more", (s, c) -> Update.none())
                        .edge("more", Graph.END)
                        .build();
        Graph<Outer> outer =
                Graph.of(Outer.class, "begin")
                        .channel("seen", Reducer.append())
                        .node(
                                "begin",
                                (s, c) -> {
                                    c.charge(new Usage(80, 0, 0));
                                    return Update.none();
                                })
                        .edge("begin", "inner")
                        .subgraph("inner", inner, s -> new Inner(0, ""), (s, end) -> Update.none())
                        .edge("inner", Graph.END)
                        .build();
        GraphRunner<Outer> runner =
                new GraphRunner<>(
                        outer,
                        store,
                        RunOptions.DEFAULTS.withBudget(Budget.UNLIMITED.withTokens(100)));
        runner.start("r", new Outer(List.of()));

        RunResult<Outer> spent = runner.answer("r", "x");
        assertThat(((RunResult.Suspended<Outer>) spent).suspensions())
                .singleElement()
                .hasToString(
                        "BudgetSpent[run=r/inner@2.0, id=2.0#2.0#budget, node=more, spent=30 of 20"
                                + " tokens are used]");
        assertThat(new GraphRunner<>(outer, store).resume("r")).isInstanceOf(RunResult.Done.class);
    }
}
