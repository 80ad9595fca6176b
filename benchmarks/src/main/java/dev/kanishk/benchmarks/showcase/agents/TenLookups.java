package dev.kanishk.benchmarks.showcase.agents;

import dev.kanishk.agents.checkpoint.CheckpointStore;
import dev.kanishk.agents.graph.Graph;
import dev.kanishk.agents.graph.NodeContext;
import dev.kanishk.agents.graph.Reducer;
import dev.kanishk.agents.graph.Update;
import dev.kanishk.agents.model.ModelNode;
import dev.kanishk.agents.run.GraphRunner;
import dev.kanishk.agents.tool.ToolException;
import dev.kanishk.agents.tool.ToolRunner;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.openai.OpenAiChatModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * A workflow: the model chooses the next of ten orders, a tool looks it up, and with all of them
 * the model answers. A program of its own, since it is killed.
 */
public final class TenLookups {
    static final int LOOKUPS = 10;

    /** The run's name in its store. */
    static final String RUN = "orders";

    private static final Duration CALL_TIME = Duration.ofMillis(800);
    private static final Duration TOOL_TIME = Duration.ofSeconds(5);
    private static final String TASK =
            """
            You report on a customer's orders. Look each of the ten orders up with the tool
            'lookup', one after the other, from order 1 to order 10. Each lookup gives the goods,
            the price and the day of delivery. When all ten are known, choose 'answer' and give the
            total of the prices and the last day of delivery as input. Do not guess: an order that
            was not looked up is not known. What is known so far:
            """;

    private TenLookups() {}

    /**
     * The workflow's state.
     *
     * @param known what was looked up
     * @param tool the tool chosen last
     * @param input what it is given
     */
    record Orders(List<String> known, String tool, String input) {}

    /**
     * What the model chooses.
     *
     * @param tool {@code lookup} or {@code answer}
     * @param input the order, or the answer
     */
    record Choice(String tool, String input) {}

    /** {@return what a model that understands the task chooses in a step} */
    static String choice(int step) {
        return step <= LOOKUPS
                ? "{\"tool\":\"lookup\",\"input\":\"" + step + "\"}"
                : "{\"tool\":\"answer\",\"input\":\"550.00, delivered by day 20\"}";
    }

    /**
     * Runs the workflow, or goes on with it.
     *
     * @param arguments the endpoint, the store, the file in which lookups leave their lines, and
     *     how often the model may correct an answer
     * @throws IOException if the file fails
     */
    public static void main(String[] arguments) throws IOException {
        ChatModel model =
                OpenAiChatModel.builder()
                        .baseUrl(arguments[0])
                        .modelName("scripted")
                        .apiKey("none")
                        .timeout(CALL_TIME.multipliedBy(10))
                        .maxRetries(0)
                        .build();
        ModelNode.Limits limits =
                new ModelNode.Limits(
                        CALL_TIME, 1, Duration.ofMillis(50), Integer.parseInt(arguments[3]));
        Path effects = Path.of(arguments[2]);
        try (CheckpointStore store = CheckpointStore.open(Path.of(arguments[1]))) {
            GraphRunner<Orders> runner = new GraphRunner<>(graph(model, limits, effects), store);
            Orders end =
                    store.find(RUN).isPresent()
                            ? runner.resume(RUN).orElseThrow()
                            : runner.start(RUN, new Orders(List.of(), "", "")).orElseThrow();
            System.out.println(end.input());
        }
        System.exit(0);
    }

    private static Graph<Orders> graph(ChatModel model, ModelNode.Limits limits, Path effects) {
        ToolRunner tools = new ToolRunner(1);
        return Graph.of(Orders.class, "choose")
                .channel("known", Reducer.append())
                .node(
                        "choose",
                        new ModelNode<>(
                                model,
                                Choice.class,
                                state -> TASK + String.join("\n", state.known()),
                                (state, choice) ->
                                        Update.of("tool", choice.tool())
                                                .and("input", choice.input()),
                                limits))
                .branch(
                        "choose",
                        Set.of("lookup", Graph.END),
                        state -> state.tool().equals("answer") ? Graph.END : "lookup")
                .node("lookup", (state, context) -> lookUp(tools, state, context, effects))
                .edge("lookup", "choose")
                .build();
    }

    private static Update lookUp(ToolRunner tools, Orders state, NodeContext context, Path effects)
            throws ToolException, InterruptedException {
        String order = state.input();
        String found =
                tools.run(
                        context,
                        "lookup",
                        TOOL_TIME,
                        () -> {
                            Files.writeString(
                                    effects,
                                    order + "\n",
                                    StandardOpenOption.CREATE,
                                    StandardOpenOption.APPEND);
                            int number = Integer.parseInt(order);
                            return "order "
                                    + number
                                    + ": goods "
                                    + (char) ('a' + number)
                                    + ", price "
                                    + number * 10
                                    + ".00, delivered on day "
                                    + number * 2;
                        });
        return Update.of("known", List.of(found));
    }
}
