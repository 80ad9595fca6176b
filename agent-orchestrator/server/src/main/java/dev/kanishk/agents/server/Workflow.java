package dev.kanishk.agents.server;

import dev.kanishk.agents.graph.Graph;
import dev.kanishk.agents.graph.NodeContext;
import dev.kanishk.agents.graph.Reducer;
import dev.kanishk.agents.graph.Update;
import dev.kanishk.agents.model.ModelNode;
import dev.kanishk.agents.server.TaskState.Observation;
import dev.kanishk.agents.tool.ToolException;
import dev.kanishk.agents.tool.ToolRunner;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * A model chooses a tool, the tool runs, and so on until the model answers. What goes wrong with a
 * tool is told to the model, which may choose otherwise.
 */
final class Workflow {
    /** What the model chooses when it needs no tool any more. */
    static final String ANSWER = "answer";

    private static final int MAX_STEPS = 100;
    private static final int TOOL_THREADS = 4;
    private static final Duration TOOL_TIME = Duration.ofSeconds(10);

    /** A tool: one text in, one text out. */
    @FunctionalInterface
    interface Tool {
        String apply(String input);
    }

    private static final Map<String, Tool> TOOLS =
            new TreeMap<>(Map.of("calculator", Calculator::evaluate));

    private static final String INTRODUCTION =
            """
            You carry out a task with tools, one at a time. The tools:
            - calculator: gives the value of an expression such as (3 + 4) * 2.5
            Choose one by its name and give its input. When you know the result, choose the tool
            'answer' with the answer as its input.
            """;

    /**
     * What the model chooses.
     *
     * @param tool a tool's name
     * @param input what it is given
     */
    record Choice(String tool, String input) {}

    private Workflow() {}

    /**
     * {@return the graph}
     *
     * @param model what chooses
     * @param limits the bounds of each call
     * @param progress is told each step before it is taken
     */
    static Graph<TaskState> graph(
            ChatModel model, ModelNode.Limits limits, Consumer<String> progress) {
        ModelNode<TaskState, Choice> choose =
                new ModelNode<>(
                        model,
                        Choice.class,
                        Workflow::prompt,
                        (state, choice) ->
                                Update.of("tool", choice.tool()).and("input", choice.input()),
                        limits);
        ToolRunner tools = new ToolRunner(TOOL_THREADS);
        return Graph.of(TaskState.class, "choose")
                .channel("observations", Reducer.append())
                .node(
                        "choose",
                        (state, context) -> {
                            progress.accept("step " + context.step() + ": asking the model");
                            return choose.apply(state, context);
                        })
                .branch(
                        "choose",
                        Set.of("use", Graph.END),
                        state -> state.tool().equals(ANSWER) ? Graph.END : "use")
                .node(
                        "use",
                        (state, context) -> {
                            progress.accept(
                                    "step "
                                            + context.step()
                                            + ": "
                                            + state.tool()
                                            + " "
                                            + state.input());
                            return use(tools, state, context);
                        })
                .edge("use", "choose")
                .stepLimit(MAX_STEPS)
                .build();
    }

    /** {@return the graph for looking at runs; it cannot be run} */
    static Graph<TaskState> shape() {
        ChatModel nobody =
                new ChatModel() {
                    @Override
                    public ChatResponse chat(ChatRequest request) {
                        throw new IllegalStateException("this graph is for looking only");
                    }
                };
        return graph(nobody, new ModelNode.Limits(TOOL_TIME, 0, Duration.ZERO, 0), step -> {});
    }

    private static Update use(ToolRunner tools, TaskState state, NodeContext context)
            throws InterruptedException {
        String result;
        Tool tool = TOOLS.get(state.tool());
        if (tool == null) {
            result = "there is no tool '" + state.tool() + "': choose one of " + names();
        } else {
            try {
                result =
                        tools.run(
                                context, state.tool(), TOOL_TIME, () -> tool.apply(state.input()));
            } catch (ToolException e) {
                result = String.valueOf(e.getMessage());
            }
        }
        return Update.of(
                "observations", List.of(new Observation(state.tool(), state.input(), result)));
    }

    private static String names() {
        return TOOLS.keySet() + " or '" + ANSWER + "'";
    }

    private static String prompt(TaskState state) {
        StringBuilder text = new StringBuilder(INTRODUCTION);
        text.append("The task: ").append(state.task()).append('\n');
        for (Observation observation : state.observations()) {
            text.append(observation.tool())
                    .append(" of ")
                    .append(observation.input())
                    .append(" gave: ")
                    .append(observation.result())
                    .append('\n');
        }
        return text.toString();
    }
}
