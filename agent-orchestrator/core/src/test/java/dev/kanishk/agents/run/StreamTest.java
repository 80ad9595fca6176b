package dev.kanishk.agents.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kanishk.agents.checkpoint.MemoryStore;
import dev.kanishk.agents.graph.Graph;
import dev.kanishk.agents.graph.Json;
import dev.kanishk.agents.graph.Reducer;
import dev.kanishk.agents.graph.StreamEvent;
import dev.kanishk.agents.graph.StreamEvent.Mode;
import dev.kanishk.agents.graph.Update;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
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
        return event.sequence() + " " + event.mode() + " " + event.payload();
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
                        "1 TOKENS \"Hel\"",
                        "1 TOKENS \"lo\"",
                        "2 UPDATES {\"seen\":[\"Hello\"]}",
                        "2 VALUES {\"seen\":[\"Hello\"]}",
                        "3 UPDATES {\"seen\":[\"end\"]}",
                        "3 VALUES {\"seen\":[\"Hello\",\"end\"]}");
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

        assertThat(heard(feed, runner, 0, EnumSet.of(Mode.UPDATES, Mode.VALUES)))
                .containsExactly(
                        "2 UPDATES {\"seen\":[\"Hello\"]}",
                        "2 VALUES {\"seen\":[\"Hello\"]}",
                        "3 UPDATES {\"seen\":[\"end\"]}",
                        "3 VALUES {\"seen\":[\"Hello\",\"end\"]}");
        assertThat(heard(feed, runner, 2, EnumSet.of(Mode.UPDATES)))
                .containsExactly("3 UPDATES {\"seen\":[\"end\"]}");
    }

    private static List<String> heard(
            RunFeed feed, GraphRunner<State> runner, long after, Set<Mode> modes)
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
                feed.watch(runner, "r", 0, EnumSet.of(Mode.UPDATES, Mode.TOKENS))) {
            runner.resume("r");
            for (int i = 0; i < 4; i++) {
                heard.add(line(watcher.next(Duration.ofSeconds(30)).orElseThrow()));
            }
            assertThat(watcher.next(Duration.ZERO)).isEmpty();
        }
        assertThat(heard).startsWith("1 TOKENS \"Hel\"").endsWith("3 UPDATES {\"seen\":[\"end\"]}");
    }

    @Test
    void slowWatcherIsCutOffAndToldSo() throws Exception {
        RunFeed feed = new RunFeed(1);
        GraphRunner<State> runner = runner(RunOptions.DEFAULTS.withListener(feed));
        runner.admit("r", EMPTY);
        try (RunFeed.Watcher watcher = feed.watch(runner, "r", 1, EnumSet.allOf(Mode.class))) {
            runner.resume("r");

            assertThat(watcher.next(Duration.ZERO)).isPresent();
            assertThatThrownBy(() -> watcher.next(Duration.ZERO))
                    .hasMessageContaining("more than 1 events behind");
        }
    }
}
