package dev.kanishk.agents.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kanishk.agents.checkpoint.Event.Kind;
import dev.kanishk.agents.checkpoint.MemoryStore;
import dev.kanishk.agents.checkpoint.RunInfo.Status;
import dev.kanishk.agents.graph.Graph;
import dev.kanishk.agents.graph.GraphException;
import dev.kanishk.agents.graph.Json;
import dev.kanishk.agents.graph.Node;
import dev.kanishk.agents.graph.NodeCache;
import dev.kanishk.agents.graph.NodePolicy;
import dev.kanishk.agents.graph.Reducer;
import dev.kanishk.agents.graph.RetryPolicy;
import dev.kanishk.agents.graph.Update;
import dev.kanishk.agents.testing.ScriptedNode;
import dev.kanishk.agents.testing.VirtualClock;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class PolicyTest {
    record State(List<String> seen) {}

    private static final State EMPTY = new State(List.of());
    private static final RetryPolicy THREE =
            RetryPolicy.of(3, Duration.ofSeconds(10), Duration.ofSeconds(15));

    private final MemoryStore store = new MemoryStore();
    private final VirtualClock clock = new VirtualClock(Instant.EPOCH);

    private static Update seen(String what) {
        return Update.of("seen", List.of(what));
    }

    private GraphRunner<State> runner(Node<State> node, NodePolicy<State> policy) {
        return new GraphRunner<>(
                Graph.of(State.class, "work")
                        .channel("seen", Reducer.append())
                        .node("work", node, policy)
                        .edge("work", Graph.END)
                        .build(),
                store,
                RunOptions.DEFAULTS.withClock(clock));
    }

    @Test
    void blockingNodeThatOutlastsItsTimeIsAbandonedAndKeepsNothing() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        CountDownLatch late = new CountDownLatch(1);
        AtomicBoolean refused = new AtomicBoolean();
        Node<State> stuck =
                (s, c) -> {
                    boolean open = true;
                    while (open) {
                        try {
                            release.await();
                            open = false;
                        } catch (InterruptedException e) {
                            open = true;
                        }
                    }
                    try {
                        c.record(Kind.NOTE, Json.MAPPER.createObjectNode());
                    } catch (GraphException e) {
                        refused.set(true);
                    }
                    late.countDown();
                    return seen("late");
                };
        NodePolicy<State> policy = NodePolicy.<State>defaults().withTimeout(Duration.ofMillis(50));

        assertThatThrownBy(() -> runner(stuck, policy).start("r", EMPTY).orElseThrow())
                .hasMessageContaining("node 'work'")
                .hasMessageContaining("did not end within 50 ms");
        release.countDown();
        late.await();
        assertThat(refused).isTrue();
        assertThat(store.events("r")).extracting(e -> e.kind()).doesNotContain(Kind.NOTE);
    }

    @Test
    void retriesWithPausesThatGrowWithJitterAndStop() {
        ScriptedNode<State> node =
                ScriptedNode.of(
                        List.of(
                                ScriptedNode.failing(new IOException("one")),
                                ScriptedNode.failing(new IOException("two")),
                                (s, c) -> seen("attempt " + c.attempt())));
        NodePolicy<State> policy = NodePolicy.<State>defaults().withRetry(THREE);

        assertThat(runner(node, policy).start("r", EMPTY).orElseThrow().seen())
                .containsExactly("attempt 3");
        assertThat(clock.pauses()).hasSize(2);
        assertThat(clock.pauses().get(0)).isBetween(Duration.ofSeconds(5), Duration.ofSeconds(10));
        assertThat(clock.pauses().get(1))
                .isBetween(Duration.ofMillis(7_500), Duration.ofSeconds(15));
        assertThat(store.events("r"))
                .extracting(e -> e.kind())
                .containsExactly(
                        Kind.ADMITTED, Kind.NODE_FAILED, Kind.NODE_FAILED, Kind.NODE_COMMITTED);
    }

    @Test
    void retriesOnlyTheClassesOfFailureThatAreNamed() {
        NodePolicy<State> policy =
                NodePolicy.<State>defaults().withRetry(THREE.on(List.of(IOException.class)));
        ScriptedNode<State> node =
                ScriptedNode.of(
                        List.of(
                                ScriptedNode.failing(new FileNotFoundException("gone")),
                                ScriptedNode.failing(new IllegalStateException("wrong"))));

        assertThatThrownBy(() -> runner(node, policy).start("r", EMPTY).orElseThrow())
                .hasMessageContaining("wrong");
        assertThat(node.runs()).isEqualTo(2);
    }

    @Test
    void resumedRunHasFreshAttempts() {
        ScriptedNode<State> node =
                ScriptedNode.of(
                        Collections.nCopies(5, ScriptedNode.failing(new IOException("down"))));
        NodePolicy<State> policy = NodePolicy.<State>defaults().withRetry(THREE);
        GraphRunner<State> runner = runner(node, policy);

        assertThat(runner.start("r", EMPTY)).isInstanceOf(RunResult.Failed.class);
        assertThat(node.runs()).isEqualTo(3);
        assertThat(runner.resume("r")).isInstanceOf(RunResult.Failed.class);
        assertThat(node.runs()).as("the script is over at the sixth").isEqualTo(6);
    }

    @Test
    void cacheSparesTheNodeUntilItsTimeIsOver() {
        AtomicInteger runs = new AtomicInteger();
        NodeCache cache = new NodeCache(10, Duration.ofMinutes(1), clock);
        NodePolicy<State> policy =
                NodePolicy.<State>defaults().withCache(cache, s -> s.seen().size());
        GraphRunner<State> runner = runner((s, c) -> seen("run " + runs.incrementAndGet()), policy);

        assertThat(runner.start("a", EMPTY).orElseThrow().seen()).containsExactly("run 1");
        assertThat(runner.start("b", EMPTY).orElseThrow().seen()).containsExactly("run 1");
        assertThat(runner.start("c", new State(List.of("x"))).orElseThrow().seen())
                .containsExactly("x", "run 2");
        clock.advance(Duration.ofMinutes(1));
        assertThat(runner.start("d", EMPTY).orElseThrow().seen()).containsExactly("run 3");
    }

    @Test
    void cacheIsBounded() {
        NodeCache cache = new NodeCache(2, Duration.ofMinutes(1), clock);
        cache.put("a", "1");
        cache.put("b", "2");
        assertThat(cache.get("a")).contains("1");
        cache.put("c", "3");

        assertThat(cache.get("b")).as("used longest ago").isEmpty();
        assertThat(cache.get("a")).contains("1");
    }

    private final List<String> undone = new ArrayList<>();

    private Graph<State> saga(AtomicBoolean compensationFails) {
        Graph.Builder<State> builder =
                Graph.of(State.class, "flight").channel("seen", Reducer.append());
        String[] order = {"flight", "hotel", "car"};
        for (int i = 0; i < order.length; i++) {
            String name = order[i];
            builder.node(
                    name,
                    (s, c) -> seen(name),
                    NodePolicy.<State>defaults()
                            .withCompensation((s, c) -> {
                                if (name.equals("hotel") && compensationFails.get()) {
                                    throw new IOException("hotel closed");
                                }
                                c.effect(
                                        "cancel",
                                        Boolean.class,
                                        true,
                                        () ->
                                                undone.add(
                                                        name
                                                                + s.seen().size()
                                                                + " "
                                                                + c.idempotencyKey()));
                            }));
            builder.edge(name, i + 1 < order.length ? order[i + 1] : "pay");
        }
        return builder.node("pay", ScriptedNode.failing(new IOException("no money")))
                .edge("pay", Graph.END)
                .compensateOnFailure()
                .build();
    }

    @Test
    void failureUndoesWhatWasCommittedTheLastFirst() {
        GraphRunner<State> runner = new GraphRunner<>(saga(new AtomicBoolean()), store);

        RunResult.Failed<State> failed = (RunResult.Failed<State>) runner.start("r", EMPTY);
        assertThat(failed.compensated()).isTrue();
        assertThat(failed.error()).isEqualTo("no money");
        assertThat(undone).containsExactly("car3 r/undo/3", "hotel2 r/undo/2", "flight1 r/undo/1");
        assertThat(store.find("r").orElseThrow().status()).isEqualTo(Status.COMPENSATED);
        assertThat(((RunResult.Failed<State>) runner.resume("r")).compensated()).isTrue();
        assertThat(undone).hasSize(3);
    }

    @Test
    void compensationGoesOnBehindWhatWasUndone() {
        AtomicBoolean fails = new AtomicBoolean(true);
        GraphRunner<State> runner = new GraphRunner<>(saga(fails), store);

        assertThatThrownBy(() -> runner.start("r", EMPTY))
                .isInstanceOf(GraphException.class)
                .hasMessageContaining("compensation of node 'hotel'")
                .hasMessageContaining("hotel closed");
        assertThat(undone).hasSize(1);
        fails.set(false);

        assertThat(((RunResult.Failed<State>) runner.compensate("r")).compensated()).isTrue();
        assertThat(undone).hasSize(3).startsWith("car3 r/undo/3");
    }
}
