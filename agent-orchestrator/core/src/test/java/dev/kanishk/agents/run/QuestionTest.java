package dev.kanishk.agents.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kanishk.agents.checkpoint.CheckpointStore;
import dev.kanishk.agents.checkpoint.Event.Kind;
import dev.kanishk.agents.checkpoint.MemoryStore;
import dev.kanishk.agents.graph.Graph;
import dev.kanishk.agents.graph.GraphException;
import dev.kanishk.agents.graph.Node;
import dev.kanishk.agents.graph.NodeContext;
import dev.kanishk.agents.graph.Reducer;
import dev.kanishk.agents.graph.Update;
import dev.kanishk.agents.testing.VirtualClock;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What happens before a question does not happen again; and who may answer it. */
class QuestionTest {
    record State(List<String> seen) {}

    private static final State EMPTY = new State(List.of());

    private final MemoryStore store = new MemoryStore();
    private final VirtualClock clock = new VirtualClock(Instant.EPOCH);
    private final RunOptions options = RunOptions.DEFAULTS.withClock(clock);
    private final List<String> outside = new ArrayList<>();

    private static Graph.Builder<State> builder() {
        return Graph.of(State.class, "work").channel("seen", Reducer.append());
    }

    private Graph<State> reviewed() {
        return builder()
                .question(
                        "work",
                        (s, c) -> {
                            outside.add("asked");
                            String draft = c.effect("write", String.class, true, () -> "draft");
                            return draft + " of " + c.now() + " " + (c.newId().version() > 0);
                        },
                        Integer.class,
                        (s, answer, c) -> {
                            outside.add("answered");
                            String sent = c.effect("write", String.class, true, () -> "sent");
                            return Update.of("seen", List.of(sent + answer + " at " + c.now()));
                        })
                .edge("work", Graph.END)
                .build();
    }

    private static Suspension.Interrupt question(RunResult<State> result) {
        return (Suspension.Interrupt)
                ((RunResult.Suspended<State>) result).suspensions().getFirst();
    }

    @Test
    void partBeforeTheQuestionRunsOnceAndNamesNothingOfThePartAfterIt() {
        RunResult<State> waiting = new GraphRunner<>(reviewed(), store, options).start("r", EMPTY);
        assertThat(question(waiting).question().asText())
                .isEqualTo("draft of 1970-01-01T00:00:00Z true");
        clock.advance(Duration.ofDays(3));
        GraphRunner<State> other = new GraphRunner<>(reviewed(), store, options);
        other.resume("r");

        RunResult<State> wrong = other.answer("r", "no number");
        assertThat(question(wrong).problem()).contains("the answer is no Integer");
        assertThat(outside).containsExactly("asked");

        assertThat(other.answer("r", 7).orElseThrow().seen())
                .containsExactly("sent7 at 1970-01-04T00:00:00Z");
        assertThat(outside).containsExactly("asked", "answered");
        assertThat(other.replay("r")).isOne();
        assertThat(outside).containsExactly("asked", "answered", "answered");
    }

    @Test
    void whatAnEffectDoesInsideIsNamedApartFromWhatComesAfterIt() {
        AtomicInteger attempts = new AtomicInteger();
        Node<State> node =
                (s, c) -> {
                    String outer =
                            c.effect("outer", String.class, true, () -> "outer " + inner(c, "x"));
                    String after = inner(c, "y");
                    if (attempts.incrementAndGet() == 1) {
                        throw new IllegalStateException("after the effects");
                    }
                    return Update.of("seen", List.of(outer, after));
                };
        GraphRunner<State> runner =
                new GraphRunner<>(
                        builder().node("work", node).edge("work", Graph.END).build(), store);

        assertThat(runner.start("r", EMPTY)).isInstanceOf(RunResult.Failed.class);
        assertThat(runner.resume("r").orElseThrow().seen()).containsExactly("outer x", "y");
        assertThat(outside).containsExactly("x", "y");
    }

    private String inner(NodeContext context, String what) throws Exception {
        String made =
                context.effect(
                        "inner",
                        String.class,
                        true,
                        () -> {
                            outside.add(what);
                            return what;
                        });
        return made == null ? "" : made;
    }

    @Test
    void questionInsideOfAnEffectThatIsNotIdempotentDoesNotMakeItsOutcomeUnknown() {
        Node<State> node =
                (s, c) -> {
                    String made =
                            c.effect(
                                    "pay",
                                    String.class,
                                    false,
                                    () -> c.interrupt("really?", String.class));
                    return Update.of("seen", List.of(made + ""));
                };
        GraphRunner<State> runner =
                new GraphRunner<>(
                        builder().node("work", node).edge("work", Graph.END).build(), store);

        runner.start("r", EMPTY);
        assertThat(runner.answer("r", "yes").orElseThrow().seen()).containsExactly("yes");
    }

    /** A store on which something else happens between reading a run and taking it over. */
    private CheckpointStore interrupted(Runnable meanwhile) {
        return (CheckpointStore)
                Proxy.newProxyInstance(
                        CheckpointStore.class.getClassLoader(),
                        new Class<?>[] {CheckpointStore.class},
                        (proxy, method, arguments) -> {
                            if (method.getName().equals("lease") && arguments.length == 2) {
                                meanwhile.run();
                            }
                            try {
                                return method.invoke(store, arguments);
                            } catch (InvocationTargetException e) {
                                throw e.getCause();
                            }
                        });
    }

    @Test
    void secondOfTwoAnswersIsRefusedAndDisturbsNothing() {
        GraphRunner<State> runner = new GraphRunner<>(reviewed(), store, options);
        runner.start("r", EMPTY);
        GraphRunner<State> late =
                new GraphRunner<>(reviewed(), interrupted(() -> runner.answer("r", 1)), options);

        assertThatThrownBy(() -> late.answer("r", 2))
                .isInstanceOf(GraphException.class)
                .hasMessageContaining("taken over meanwhile");
        assertThat(runner.resume("r").orElseThrow().seen())
                .singleElement()
                .asString()
                .startsWith("sent1");
        assertThat(store.events("r")).filteredOn(event -> event.kind() == Kind.ANSWERED).hasSize(1);
    }

    @Test
    void taskWaitsForOneThingAtATime() {
        Node<State> node = (s, c) -> Update.of("seen", List.of(c.interrupt("?", String.class)));
        Graph<State> graph = builder().node("work", node).edge("work", Graph.END).build();
        Budget none = Budget.UNLIMITED.withTokens(0);
        new GraphRunner<>(graph, store, options.withBudget(none)).start("r", EMPTY);
        GraphRunner<State> richer = new GraphRunner<>(graph, store, options);

        RunResult<State> asks = richer.resume("r");
        assertThat(((RunResult.Suspended<State>) asks).suspensions()).hasSize(1);
        assertThat(richer.suspensions("r"))
                .singleElement()
                .isInstanceOf(Suspension.Interrupt.class);
        assertThat(richer.answer("r", "x").orElseThrow().seen()).containsExactly("x");
    }

    @Test
    void timeThatWasUsedCountsAfterAResumptionAndWaitingDoesNot() {
        Node<State> slow =
                (s, c) -> {
                    clock.advance(Duration.ofMinutes(4));
                    return Update.of("seen", List.of(c.interrupt("?", String.class)));
                };
        Graph<State> graph =
                builder()
                        .node("work", slow)
                        .edge("work", "end")
                        .node("end", (s, c) -> Update.none())
                        .edge("end", Graph.END)
                        .build();
        GraphRunner<State> runner =
                new GraphRunner<>(
                        graph,
                        store,
                        options.withBudget(Budget.UNLIMITED.withTime(Duration.ofMinutes(7))));

        runner.start("r", EMPTY);
        clock.advance(Duration.ofDays(1));
        RunResult<State> spent = runner.answer("r", "x");

        assertThat(((RunResult.Suspended<State>) spent).suspensions())
                .singleElement()
                .extracting(Object::toString)
                .asString()
                .contains("spent=PT8M of PT7M are over");
        assertThat(runner.resume("r")).isInstanceOf(RunResult.Suspended.class);
        assertThat(new GraphRunner<>(graph, store, options).resume("r"))
                .isInstanceOf(RunResult.Done.class);
    }
}
