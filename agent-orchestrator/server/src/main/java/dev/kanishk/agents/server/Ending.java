package dev.kanishk.agents.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.kanishk.agents.checkpoint.CheckpointStore;
import dev.kanishk.agents.checkpoint.Event;
import dev.kanishk.agents.graph.GraphException;
import dev.kanishk.agents.run.GraphRunner;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.function.Supplier;

/** How a run ends for whoever started it: with the answer and the tokens, or with a way on. */
final class Ending {
    static final ObjectMapper JSON = new ObjectMapper();

    private Ending() {}

    /**
     * What a run cost.
     *
     * @param modelCalls calls, lost ones too
     * @param inputTokens tokens of the questions, as the endpoint counted them
     * @param outputTokens tokens of the answers
     * @param toolCalls uses of tools
     */
    record Cost(int modelCalls, long inputTokens, long outputTokens, int toolCalls) {
        static Cost of(List<Event> events) throws IOException {
            int modelCalls = 0;
            int toolCalls = 0;
            long input = 0;
            long output = 0;
            for (Event event : events) {
                if (event.kind() == Event.Kind.MODEL_CALL) {
                    JsonNode payload = JSON.readTree(event.payload());
                    modelCalls++;
                    input += payload.path("inputTokens").asLong();
                    output += payload.path("outputTokens").asLong();
                } else if (event.kind() == Event.Kind.TOOL_CALL) {
                    toolCalls++;
                }
            }
            return new Cost(modelCalls, input, output, toolCalls);
        }

        ObjectNode write(ObjectNode into) {
            return into.put("modelCalls", modelCalls)
                    .put("inputTokens", inputTokens)
                    .put("outputTokens", outputTokens)
                    .put("toolCalls", toolCalls);
        }
    }

    static int print(
            String run,
            CheckpointStore store,
            Supplier<TaskState> execution,
            boolean json,
            PrintWriter out)
            throws IOException {
        TaskState end;
        try {
            end = execution.get();
        } catch (GraphException e) {
            throw new GraphException(
                    e.getMessage() + "; go on with 'resume --run-id " + run + "'", e);
        }
        Cost cost = Cost.of(store.events(run));
        if (json) {
            ObjectNode result = JSON.createObjectNode().put("run", run).put("answer", end.input());
            out.println(cost.write(result));
        } else {
            out.println(end.input());
            out.println(
                    "tokens: "
                            + cost.inputTokens()
                            + " in, "
                            + cost.outputTokens()
                            + " out, in "
                            + cost.modelCalls()
                            + " model calls; "
                            + cost.toolCalls()
                            + " tool calls");
        }
        out.flush();
        return 0;
    }

    static GraphRunner<TaskState> runner(
            CheckpointStore store, ModelLocation model, PrintWriter err) {
        return new GraphRunner<>(
                Workflow.graph(model.model(), model.limits(), new Progress(err)), store);
    }
}
