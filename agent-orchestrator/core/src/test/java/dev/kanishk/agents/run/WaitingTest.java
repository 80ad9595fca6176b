package dev.kanishk.agents.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kanishk.agents.checkpoint.Event;
import dev.kanishk.agents.checkpoint.Event.Kind;
import dev.kanishk.agents.checkpoint.MemoryStore;
import dev.kanishk.agents.checkpoint.RunInfo.Status;
import dev.kanishk.agents.graph.DidNotHappenException;
import dev.kanishk.agents.graph.Graph;
import dev.kanishk.agents.graph.GraphException;
import dev.kanishk.agents.graph.Json;
import dev.kanishk.agents.graph.Node;
import dev.kanishk.agents.graph.NodeContext;
import dev.kanishk.agents.graph.NodePolicy;
import dev.kanishk.agents.graph.Reducer;
import dev.kanishk.agents.graph.SuspendedException;
import dev.kanishk.agents.graph.Update;
import dev.kanishk.agents.graph.Usage;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Runs that wait: for a person, for a budget, for an outcome. */
class WaitingTest {
    record State(List<String> seen) {}

    record Review(boolean approved, String note) {}

    private static final State EMPTY = new State(List.of());

    private final MemoryStore store = new MemoryStore();
    private final List<String> outside = new ArrayList<>();

    private GraphRunner<State> runner(Node<State> node) {
        return runner(node, NodePolicy.defaults(), RunOptions.DEFAULTS);
    }

    private GraphRunner<State> runner(
            Node<State> node, NodePolicy<State> policy, RunOptions options) {
        return new GraphRunner<>(
                Graph.of(State.class, "work")
                        .channel("seen", Reducer.append())
                        .node("work", node, policy)
                        .edge("work", "end")
                        .node("end", (s, c) -> Update.of("seen", List.of("end")))
                        .edge("end", Graph.END)
                        .build(),
                store,
                options);
    }

    private static Suspension only(RunResult<State> result) {
        assertThat(result).isInstanceOf(RunResult.Suspended.class);
        List<Suspension> waiting = ((RunResult.Suspended<State>) result).suspensions();
        assertThat(waiting).hasSize(1);
        return waiting.getFirst();
    }

    private Update review(NodeContext context) throws Exception {
        String sent =
                context.effect(
                        "send",
                        String.class,
                        true,
                        () -> {
                            outside.add("sent " + context.idempotencyKey());
                            return "receipt";
                        });
        Review first = context.interrupt(Map.of("text", "Is this good?"), Review.class);
        String second = context.interrupt("And this?", String.class);
        return Update.of("seen", List.of(sent + first.note() + second));
    }

    @Test
    void asksInsideAndGoesOnWithTheAnswersWithoutRepeatingWhatCameBefore() {
        GraphRunner<State> runner = runner((s, c) -> review(c));

        Suspension.Interrupt first = (Suspension.Interrupt) only(runner.start("r", EMPTY));
        assertThat(first.question()).hasToString("{\"text\":\"Is this good?\"}");
        assertThat(first.when()).isEqualTo(Suspension.When.INSIDE);
        assertThat(store.find("r").orElseThrow().status()).isEqualTo(Status.SUSPENDED);

        GraphRunner<State> other = runner((s, c) -> review(c));
        Suspension second = only(other.answer("r", new Review(true, " yes ")));
        assertThat(second.id()).isNotEqualTo(first.id());
        assertThat(other.answer("r", "too").orElseThrow().seen())
                .containsExactly("receipt yes too", "end");
        assertThat(outside).containsExactly("sent r/1");
        assertThat(other.replay("r")).isEqualTo(2);
    }

    @Test
    void resumingWithoutAnAnswerWaitsOnAndWritesNothing() {
        GraphRunner<State> runner = runner((s, c) -> review(c));
        Suspension first = only(runner.start("r", EMPTY));
        List<Event> log = store.events("r");

        assertThat(only(runner.resume("r"))).isEqualTo(first);
        assertThat(store.events("r")).isEqualTo(log);
    }

    @Test
    void answerOfAnotherTypeIsAskedForAgainWithTheProblem() {
        GraphRunner<State> runner = runner((s, c) -> review(c));
        runner.start("r", EMPTY);

        Suspension.Interrupt again =
                (Suspension.Interrupt) only(runner.answer("r", List.of("no review")));
        assertThat(again.problem()).contains("the answer is no Review");
        assertThat(only(runner.answer("r", Map.of("approved", true, "note", "ok"))).id())
                .isEqualTo("1.0#2");
    }

    @Test
    void answerToNoQuestionIsRefused() {
        GraphRunner<State> runner = runner((s, c) -> review(c));
        runner.start("r", EMPTY);

        assertThatThrownBy(() -> runner.answer("r", "9.9#1", "x"))
                .isInstanceOf(GraphException.class)
                .hasMessageContaining("does not wait for '9.9#1'");
    }

    @Test
    void asksBeforeAndAfterANode() {
        AtomicInteger runs = new AtomicInteger();
        NodePolicy<State> policy = NodePolicy.<State>defaults().askingBefore().askingAfter();
        GraphRunner<State> runner =
                runner(
                        (s, c) -> Update.of("seen", List.of("work" + runs.incrementAndGet())),
                        policy,
                        RunOptions.DEFAULTS);

        Suspension.Interrupt before = (Suspension.Interrupt) only(runner.start("r", EMPTY));
        assertThat(before.when()).isEqualTo(Suspension.When.BEFORE);
        assertThat(runs).hasValue(0);

        RunResult<State> committed = runner.answer("r", true);
        Suspension.Interrupt after = (Suspension.Interrupt) only(committed);
        assertThat(after.when()).isEqualTo(Suspension.When.AFTER);
        assertThat(committed.state().seen()).containsExactly("work1");
        assertThat(only(runner.resume("r"))).isEqualTo(after);

        assertThat(runner.answer("r", "fine").orElseThrow().seen()).containsExactly("work1", "end");
        assertThat(runs).hasValue(1);
    }

    @Test
    void nodeThatHidesTheSuspensionIsSuspendedAllTheSame() {
        GraphRunner<State> runner =
                runner((s, c) -> {
                    try {
                        return Update.of("seen", List.of(c.interrupt("?", String.class)));
                    } catch (SuspendedException e) {
                        return Update.of("seen", List.of("hidden"));
                    }
                });

        only(runner.start("r", EMPTY));
        assertThat(runner.answer("r", "told").orElseThrow().seen()).containsExactly("told", "end");
    }

    @Test
    void editAndForkOfAWaitingRun() {
        GraphRunner<State> runner = runner((s, c) -> review(c));
        runner.start("r", EMPTY);
        List<Event> before = store.events("r");

        runner.fork("r", 1, "f", Json.MAPPER.createObjectNode());
        only(runner.resume("f"));
        runner.answer("f", new Review(true, "x"));
        runner.answer("f", "y");

        assertThat(store.events("r")).isEqualTo(before);
        assertThat(outside).containsExactly("sent r/1", "sent f/1");
        runner.edit("r", Json.readObject("{\"seen\":[\"edited\"]}", "x"));
        runner.answer("r", new Review(true, "x"));
        assertThat(runner.answer("r", "y").orElseThrow().seen())
                .containsExactly("edited", "receiptxy", "end");
    }

    @Test
    void nonIdempotentEffectWithUnknownOutcomeSuspendsAndIsNeverRepeatedByItself() {
        Node<State> pays =
                (s, c) -> {
                    String receipt =
                            c.effect(
                                    "pay",
                                    String.class,
                                    false,
                                    () -> {
                                        outside.add("paid");
                                        if (outside.size() == 1) {
                                            throw new IOException("connection reset");
                                        }
                                        return "receipt";
                                    });
                    return Update.of("seen", List.of(receipt));
                };
        GraphRunner<State> runner = runner(pays);

        Suspension.UnknownOutcome unknown =
                (Suspension.UnknownOutcome) only(runner.start("happened", EMPTY));
        assertThat(unknown.effect()).isEqualTo("pay#1");
        assertThat(unknown.idempotencyKey()).isEqualTo("happened/1");
        only(runner.resume("happened"));
        assertThat(outside).hasSize(1);
        assertThat(
                        runner.resolve("happened", unknown.id(), Outcome.happened("found"))
                                .orElseThrow()
                                .seen())
                .containsExactly("found", "end");
        assertThat(outside).hasSize(1);

        outside.clear();
        Suspension other = only(runner.start("not", EMPTY));
        assertThat(runner.resolve("not", other.id(), Outcome.didNotHappen()).orElseThrow().seen())
                .containsExactly("receipt", "end");
        assertThat(outside).hasSize(2);
    }

    @Test
    void effectThatSaysThatItDidNotHappenIsMadeAgain() {
        GraphRunner<State> runner =
                runner((s, c) -> {
                    c.effect(
                            "pay",
                            String.class,
                            false,
                            () -> {
                                outside.add("try");
                                if (outside.size() == 1) {
                                    throw new DidNotHappenException("refused", null);
                                }
                                return "ok";
                            });
                    return Update.none();
                });

        assertThat(runner.start("r", EMPTY)).isInstanceOf(RunResult.Failed.class);
        assertThat(runner.resume("r")).isInstanceOf(RunResult.Done.class);
        assertThat(outside).hasSize(2);
    }

    @Test
    void spentBudgetSuspendsAndALargerOneGoesOn() {
        Node<State> asks =
                (s, c) -> {
                    for (int i = 0; i < 3; i++) {
                        c.checkBudget();
                        int call = i;
                        c.effect(
                                "call",
                                Integer.class,
                                true,
                                () -> {
                                    outside.add("call " + call);
                                    c.charge(new Usage(80, 20, 5));
                                    return call;
                                });
                    }
                    return Update.none();
                };
        Budget small = Budget.UNLIMITED.withTokens(150);
        GraphRunner<State> runner =
                runner(asks, NodePolicy.defaults(), RunOptions.DEFAULTS.withBudget(small));

        RunResult<State> waiting = runner.start("r", EMPTY);
        assertThat(only(waiting)).isInstanceOf(Suspension.BudgetSpent.class);
        assertThat(waiting.usage()).isEqualTo(new Usage(160, 40, 10));
        only(runner.resume("r"));

        GraphRunner<State> richer = runner(asks);
        RunResult<State> done = richer.resume("r");
        assertThat(done.usage()).isEqualTo(new Usage(240, 60, 15));
        assertThat(outside).containsExactly("call 0", "call 1", "call 2");
    }

    @Test
    void stepAndTimeBudgetsSuspend() {
        Node<State> nothing = (s, c) -> Update.none();
        Budget oneStep = Budget.UNLIMITED.withSteps(1);
        Budget noTime = Budget.UNLIMITED.withTime(Duration.ZERO);

        assertThat(
                        only(
                                runner(
                                                nothing,
                                                NodePolicy.defaults(),
                                                RunOptions.DEFAULTS.withBudget(oneStep))
                                        .start("a", EMPTY)))
                .hasToString(
                        "BudgetSpent[run=a, id=2.0#budget, node=end, spent=1 of 1 steps are"
                                + " taken]");
        assertThat(
                        only(
                                runner(
                                                nothing,
                                                NodePolicy.defaults(),
                                                RunOptions.DEFAULTS.withBudget(noTime))
                                        .start("b", EMPTY)))
                .isInstanceOf(Suspension.BudgetSpent.class);
        assertThat(runner(nothing).resume("a")).isInstanceOf(RunResult.Done.class);
    }

    @Test
    void interruptInALoopDoesNotRepeatEarlierRounds() {
        Graph<State> graph =
                Graph.of(State.class, "ask")
                        .channel("seen", Reducer.append())
                        .node(
                                "ask",
                                (s, c) -> {
                                    String answer = c.interrupt(s.seen().size(), String.class);
                                    outside.add(answer);
                                    return Update.of("seen", List.of(answer));
                                })
                        .branch(
                                "ask",
                                Set.of("ask", Graph.END),
                                s -> s.seen().size() < 3 ? "ask" : Graph.END)
                        .build();
        GraphRunner<State> runner = new GraphRunner<>(graph, store);
        runner.start("r", EMPTY);
        for (String answer : List.of("a", "b", "c")) {
            runner.answer("r", answer);
        }

        assertThat(runner.resume("r").orElseThrow().seen()).containsExactly("a", "b", "c");
        assertThat(outside).containsExactly("a", "b", "c");
        assertThat(store.events("r"))
                .filteredOn(event -> event.kind() == Kind.SUSPENDED)
                .hasSize(3);
    }
}
