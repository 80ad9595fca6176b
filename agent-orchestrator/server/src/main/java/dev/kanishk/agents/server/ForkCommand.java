package dev.kanishk.agents.server;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.kanishk.agents.checkpoint.CheckpointStore;
import dev.kanishk.agents.run.GraphRunner;
import java.io.PrintWriter;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Makes a run that goes on from another's checkpoint. */
@Command(
        name = "fork",
        description =
                "Makes a new run that goes on from a checkpoint of another, with some of the"
                        + " state set otherwise. The other stays as it is. Start it with 'resume'.")
final class ForkCommand implements Callable<Integer> {
    @Spec private @Nullable CommandSpec spec;
    @Mixin private StoreLocation location = new StoreLocation();

    @Option(names = "--run-id", paramLabel = "ID", required = true, description = "The run.")
    private String run = "";

    @Option(
            names = "--at",
            paramLabel = "CHECKPOINT",
            required = true,
            description = "The number of an event, as 'show' gives it.")
    private long at;

    @Option(
            names = "--set",
            paramLabel = "JSON",
            defaultValue = "{}",
            description = "Parts of the state: an object such as {\"task\":\"…\"}.")
    private String set = "{}";

    @Option(
            names = "--new-run-id",
            paramLabel = "ID",
            description = "The new run's name. Default: a new one.")
    private @Nullable String fork;

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    @Override
    public Integer call() {
        if (spec == null) {
            throw new IllegalStateException("not started by the command line");
        }
        String id = fork == null ? UUID.randomUUID().toString() : fork;
        ObjectNode values = values(spec);
        try (CheckpointStore store = location.openExisting()) {
            new GraphRunner<>(Workflow.shape(), store).fork(run, at, id, values);
        }
        PrintWriter out = spec.commandLine().getOut();
        out.println(json ? Ending.JSON.createObjectNode().put("run", id).toString() : id);
        out.flush();
        return 0;
    }

    private ObjectNode values(CommandSpec command) {
        try {
            JsonNode value = Ending.JSON.readTree(set);
            if (value instanceof ObjectNode object) {
                return object;
            }
            throw new ParameterException(
                    command.commandLine(), "--set '" + set + "' is no JSON object");
        } catch (JsonProcessingException e) {
            throw new ParameterException(
                    command.commandLine(),
                    "--set '" + set + "' is no JSON: " + e.getOriginalMessage(),
                    e);
        }
    }
}
