package dev.kanishk.agents.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kanishk.agents.checkpoint.Event.Kind;
import dev.kanishk.agents.checkpoint.MemoryStore;
import dev.kanishk.agents.graph.Graph;
import dev.kanishk.agents.graph.Json;
import dev.kanishk.agents.graph.NodePolicy;
import dev.kanishk.agents.graph.Reducer;
import dev.kanishk.agents.graph.RetryPolicy;
import dev.kanishk.agents.graph.StreamEvent;
import dev.kanishk.agents.graph.StreamEvent.Mode;
import dev.kanishk.agents.graph.StreamEvent.Position;
import dev.kanishk.agents.graph.Update;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class StreamTest {
    record State(List<String> seen) {}

    private static final State EMPTY = new State(List.of());

    private final MemoryStore store = new MemoryStore();

    private GraphRunner<State> runner(RunOptions options) {
        return new GraphRunner<>(
                Graph.of(State.class, "talk")
                        .channel("seen", Reducer.append())
                        .node(
                                "talk",
                                (s, c) -> {
                                    c.emit(Mode.TOKENS, Json.MAPPER.valueToTree("Hel"));
                                    c.emit(Mode.TOKENS, Json.MAPPER.valueToTree("lo"));
                                    return Update.of("seen", List.of("Hello"));
                                })
                        .edge("talk", "end")
                        .node("end", (s, c) -> Update.of("seen", List.of("end")))
                        .edge("end", Graph.END)
                        .build(),
                store,
                options);
    }

    private static String line(StreamEvent event) {
        return event.position() + " " + event.mode() + " " + event.payload();
    }

    @Test
    void tellsTokensUpdatesAndValuesInTheirOrder() {
        List<String> heard = new ArrayList<>();
        runner(
                        RunOptions.DEFAULTS.withListener(event -> {
                            if (event.mode() != Mode.DEBUG) {
                                heard.add(line(event));
                            }
                        }))
                .start("r", EMPTY);

        assertThat(heard)
                .containsExactly(
                        "1.2 TOKENS \"Hel\"",
                        "1.2 TOKENS \"lo\"",
                        "2.1 UPDATES {\"seen\":[\"Hello\"]}",
                        "2.2 VALUES {\"seen\":[\"Hello\"]}",
                        "3.1 UPDATES {\"seen\":[\"end\"]}",
                        "3.2 VALUES {\"seen\":[\"Hello\",\"end\"]}");
    }

    @Test
    void listenerThatFailsDisturbsNothing() {
        RunOptions options =
                RunOptions.DEFAULTS.withListener(event -> {
                    throw new IllegalStateException("deaf");
                });

        assertThat(runner(options).start("r", EMPTY)).isInstanceOf(RunResult.Done.class);
    }

    @Test
    void watcherGoesOnFromTheLastEventItSaw() throws Exception {
        RunFeed feed = new RunFeed(100);
        GraphRunner<State> runner = runner(RunOptions.DEFAULTS.withListener(feed));
        runner.start("r", EMPTY);

        assertThat(heard(feed, runner, Position.START, EnumSet.of(Mode.UPDATES, Mode.VALUES)))
                .containsExactly(
                        "2.1 UPDATES {\"seen\":[\"Hello\"]}",
                        "2.2 VALUES {\"seen\":[\"Hello\"]}",
                        "3.1 UPDATES {\"seen\":[\"end\"]}",
                        "3.2 VALUES {\"seen\":[\"Hello\",\"end\"]}");
        assertThat(heard(feed, runner, new Position(2, 1), EnumSet.of(Mode.UPDATES, Mode.VALUES)))
                .as("the update of event 2 was seen, its values were not")
                .containsExactly(
                        "2.2 VALUES {\"seen\":[\"Hello\"]}",
                        "3.1 UPDATES {\"seen\":[\"end\"]}",
                        "3.2 VALUES {\"seen\":[\"Hello\",\"end\"]}");
    }

    private static List<String> heard(
            RunFeed feed, GraphRunner<State> runner, Position after, Set<Mode> modes)
            throws InterruptedException {
        List<String> heard = new ArrayList<>();
        try (RunFeed.Watcher watcher = feed.watch(runner, "r", after, modes)) {
            Optional<StreamEvent> next = watcher.next(Duration.ZERO);
            while (next.isPresent()) {
                heard.add(line(next.get()));
                next = watcher.next(Duration.ZERO);
            }
        }
        return heard;
    }

    @Test
    void watcherHearsLiveEventsOnceEach() throws Exception {
        RunFeed feed = new RunFeed(100);
        GraphRunner<State> runner = runner(RunOptions.DEFAULTS.withListener(feed));
        runner.admit("r", EMPTY);
        List<String> heard = new ArrayList<>();
        try (RunFeed.Watcher watcher =
                feed.watch(runner, "r", Position.START, EnumSet.of(Mode.UPDATES, Mode.TOKENS))) {
            runner.resume("r");
            for (int i = 0; i < 4; i++) {
                heard.add(line(watcher.next(Duration.ofSeconds(30)).orElseThrow()));
            }
            assertThat(watcher.next(Duration.ZERO)).isEmpty();
        }
        assertThat(heard)
                .startsWith("1.2 TOKENS \"Hel\"")
                .endsWith("3.1 UPDATES {\"seen\":[\"end\"]}");
    }

    @Test
    void slowWatcherIsCutOffAndToldSo() throws Exception {
        RunFeed feed = new RunFeed(1);
        GraphRunner<State> runner = runner(RunOptions.DEFAULTS.withListener(feed));
        runner.admit("r", EMPTY);
        try (RunFeed.Watcher watcher =
                feed.watch(runner, "r", new Position(1, 0), EnumSet.allOf(Mode.class))) {
            runner.resume("r");

            assertThat(watcher.next(Duration.ZERO)).isPresent();
            assertThatThrownBy(() -> watcher.next(Duration.ZERO))
                    .hasMessageContaining("more than 1 events behind");
        }
    }

    @Test
    void positionsAreReadBackAsTheyWereWritten() {
        assertThat(Position.parse(new Position(12, 1).toString())).isEqualTo(new Position(12, 1));
        assertThat(new Position(2, 1))
                .isLessThan(new Position(2, 2))
                .isLessThan(new Position(3, 0));
        for (String wrong : List.of("", "7", "7.", ".1", "a.b", "-1.0")) {
            assertThatThrownBy(() -> Position.parse(wrong))
                    .as(wrong)
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    /** Siblings, a person after one of them, retries: whatever may disturb the order. */
    private GraphRunner<State> wide(RunOptions options) {
        AtomicInteger tries = new AtomicInteger();
        Graph.Builder<State> builder =
                Graph.of(State.class, "begin")
                        .channel("seen", Reducer.append())
                        .node("begin", (s, c) -> Update.of("seen", List.of("begin")));
        for (int i = 0; i < 20; i++) {
            String name = "n" + i;
            NodePolicy<State> policy = NodePolicy.defaults();
            if (i == 3) {
                policy = policy.askingAfter();
            }
            if (i == 5) {
                policy = policy.withRetry(RetryPolicy.of(3, Duration.ZERO, Duration.ZERO));
            }
            builder.node(
                            name,
                            (s, c) -> {
                                c.record(Kind.NOTE, Json.MAPPER.createObjectNode());
                                c.emit(Mode.TOKENS, Json.MAPPER.valueToTree(name));
                                if (name.equals("n5") && tries.incrementAndGet() == 1) {
                                    throw new IllegalStateException("again");
                                }
                                return Update.of("seen", List.of(name));
                            },
                            policy)
                    .edge("begin", name)
                    .edge(name, "end");
        }
        return new GraphRunner<>(
                builder.node("end", (s, c) -> Update.of("seen", List.of("end")))
                        .edge("end", Graph.END)
                        .build(),
                store,
                options);
    }

    @Test
    void liveNewsAreThoseOfTheLogInItsOrderWithTheSamePositions() {
        comparesLiveNewsWithTheLog(Durability.GROUP);
    }

    @Test
    void newsAreToldOnceTheyAreDurableAlsoIfThatIsAtTheExit() {
        comparesLiveNewsWithTheLog(Durability.EXIT);
    }

    private void comparesLiveNewsWithTheLog(Durability durability) {
        List<StreamEvent> heard = Collections.synchronizedList(new ArrayList<>());
        List<StreamEvent> early = new ArrayList<>();
        Set<Mode> fromLog = EnumSet.of(Mode.VALUES, Mode.UPDATES, Mode.DEBUG);
        RunOptions options =
                RunOptions.DEFAULTS
                        .withDurability(durability)
                        .withListener(event -> {
                            if (fromLog.contains(event.mode())) {
                                heard.add(event);
                                if (store.events("r").size() < event.position().sequence()) {
                                    early.add(event);
                                }
                            }
                        });
        GraphRunner<State> runner = wide(options);
        runner.start("r", EMPTY);
        runner.answer("r", "fine");
        runner.edit(forked(runner), Json.readObject("{\"seen\":[]}", "x"));

        assertThat(heard.stream().filter(event -> event.run().equals("r")).map(StreamTest::line))
                .containsExactlyElementsOf(
                        runner.past("r", Position.START).stream().map(StreamTest::line).toList());
        assertThat(heard.stream().filter(event -> event.run().equals("f")).map(StreamTest::line))
                .containsExactlyElementsOf(
                        runner.past("f", new Position(1, 2)).stream()
                                .map(StreamTest::line)
                                .toList());
        assertThat(early).as("told before they were durable").isEmpty();
    }

    private static String forked(GraphRunner<State> runner) {
        runner.fork("r", 1, "f", Json.MAPPER.createObjectNode());
        return "f";
    }
}
