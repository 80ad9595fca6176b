package dev.kanishk.agents.tool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kanishk.agents.checkpoint.CheckpointStore;
import dev.kanishk.agents.checkpoint.Event;
import dev.kanishk.agents.checkpoint.Event.Kind;
import dev.kanishk.agents.graph.Graph;
import dev.kanishk.agents.graph.GraphException;
import dev.kanishk.agents.graph.Node;
import dev.kanishk.agents.graph.Update;
import dev.kanishk.agents.run.GraphRunner;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Runs that share one thread, as on an event loop, and a tool that hangs in one of them. */
@Timeout(60)
class BlockedEventLoopTest {
    record State(String answer) {}

    @TempDir Path folder;
    private CheckpointStore store;
    private final ExecutorService loop = Executors.newSingleThreadExecutor();
    private final CountDownLatch hanging = new CountDownLatch(1);
    private final CountDownLatch release = new CountDownLatch(1);

    @BeforeEach
    void open() {
        store = CheckpointStore.open(folder.resolve("runs.db"));
    }

    @AfterEach
    void close() throws InterruptedException {
        release.countDown();
        loop.shutdown();
        assertThat(loop.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
        store.close();
    }

    private GraphRunner<State> running(Node<State> node) {
        return new GraphRunner<>(
                Graph.of(State.class, "tool").node("tool", node).edge("tool", Graph.END).build(),
                store);
    }

    private GraphRunner<State> quick() {
        return running((state, context) -> Update.of("answer", "done"));
    }

    /** Does not end when interrupted: the worst kind. */
    private String hang() {
        hanging.countDown();
        boolean released = false;
        while (!released) {
            try {
                released = release.await(1, TimeUnit.MINUTES);
            } catch (InterruptedException e) {
                released = false;
            }
        }
        return "late";
    }

    @Test
    void withoutAThreadOfItsOwnAHangingToolStopsEveryRun() throws Exception {
        Future<State> first =
                loop.submit(() ->
                        running((state, context) -> Update.of("answer", hang()))
                                .start("hangs", new State(""))
                                .orElseThrow());
        Future<State> second =
                loop.submit(() -> quick().start("waits", new State("")).orElseThrow());
        hanging.await();

        assertThat(second.isDone()).isFalse();
        assertThat(store.find("waits")).isEmpty();

        release.countDown();
        assertThat(first.get().answer()).isEqualTo("late");
        assertThat(second.get().answer()).isEqualTo("done");
    }

    @Test
    void hangingToolIsAbandonedAndTheOtherRunGoesOn() throws Exception {
        ToolRunner tools = new ToolRunner(2);
        Future<State> first =
                loop.submit(() ->
                        running((state, context) ->
                                        Update.of(
                                                "answer",
                                                tools.run(
                                                        context,
                                                        "slow",
                                                        Duration.ofMillis(50),
                                                        this::hang)))
                                .start("hangs", new State(""))
                                .orElseThrow());
        Future<State> second =
                loop.submit(() -> quick().start("goes-on", new State("")).orElseThrow());

        assertThat(second.get().answer()).isEqualTo("done");
        assertThat(release.getCount()).as("the tool still hangs").isEqualTo(1);
        assertThatThrownBy(first::get)
                .cause()
                .isInstanceOf(GraphException.class)
                .hasMessageContaining("'slow' abandoned after 50 ms");
        assertThat(store.events("hangs"))
                .filteredOn(event -> event.kind() == Kind.TOOL_CALL)
                .extracting(Event::payload)
                .containsExactly("{\"call\":\"slow\",\"abandonedAfter\":\"PT0.05S\"}");
    }

    @Test
    void abandonedToolsKeepTheirPlaceUntilTheyEnd() {
        ToolRunner tools = new ToolRunner(1);
        Node<State> hangs =
                (state, context) ->
                        Update.of(
                                "answer",
                                tools.run(context, "slow", Duration.ofMillis(10), this::hang));

        assertThatThrownBy(() -> running(hangs).start("a", new State("")).orElseThrow())
                .hasMessageContaining("abandoned");
        assertThatThrownBy(() -> running(hangs).start("b", new State("")).orElseThrow())
                .hasMessageContaining("every thread is in use");
    }
}
