package dev.kanishk.agents.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kanishk.agents.checkpoint.CheckpointStore;
import dev.kanishk.agents.graph.Graph;
import dev.kanishk.agents.graph.Reducer;
import dev.kanishk.agents.graph.Update;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The first example of the guide, word for word. */
class GuideTest {
    private static final Path GUIDE = Path.of("../../docs/getting-started/agent-orchestrator.md");

    @TempDir Path folder;

    // The guide's example begins here.
    record Order(String item, int price, List<String> notes) {}

    static Graph<Order> graph() {
        return Graph.of(Order.class, "price")
                .channel("notes", Reducer.append())
                .node("price", (order, context) -> Update.of("price", order.item().length() * 100))
                .branch(
                        "price",
                        Set.of("approve", "place"),
                        order -> order.price() > 500 ? "approve" : "place")
                .node(
                        "approve",
                        (order, context) -> {
                            String name = context.interrupt("Buy " + order.item(), String.class);
                            return Update.of("notes", List.of("approved by " + name));
                        })
                .edge("approve", "place")
                .node(
                        "place",
                        (order, context) -> {
                            String receipt =
                                    context.effect(
                                            "place",
                                            String.class,
                                            true,
                                            () -> "receipt " + context.idempotencyKey());
                            return Update.of("notes", List.of(receipt));
                        })
                .edge("place", Graph.END)
                .build();
    }

    // The guide's example ends here.

    @Test
    void exampleIsThatOfTheGuide() throws IOException {
        String source =
                Files.readString(Path.of("src/test/java/dev/kanishk/agents/run/GuideTest.java"));
        int from = source.indexOf('\n', source.indexOf("example begins here."));
        String example = source.substring(from, source.indexOf("    // The guide's example ends"));

        assertThat(Files.readString(GUIDE)).containsIgnoringWhitespaces(example.strip());
    }

    @Test
    void exampleWaitsForAnAnswerAndGoesOnWithIt() {
        Path file = folder.resolve("orders.db");
        try (CheckpointStore store = CheckpointStore.open(file)) {
            RunResult<Order> result =
                    new GraphRunner<>(graph(), store)
                            .start("order-7", new Order("a large desk", 0, List.of()));
            assertThat(result).isInstanceOf(RunResult.Suspended.class);
        }
        try (CheckpointStore store = CheckpointStore.open(file)) {
            Order end = new GraphRunner<>(graph(), store).answer("order-7", "Ann").orElseThrow();
            assertThat(end.notes()).containsExactly("approved by Ann", "receipt order-7/3");
        }
    }
}
