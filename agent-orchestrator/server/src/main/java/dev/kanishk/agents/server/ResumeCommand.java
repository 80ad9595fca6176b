package dev.kanishk.agents.server;

import dev.kanishk.agents.checkpoint.CheckpointStore;
import dev.kanishk.agents.run.GraphRunner;
import java.io.IOException;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Goes on with a run. */
@Command(
        name = "resume",
        description =
                "Goes on with a run from its last checkpoint. Nothing already answered is"
                        + " asked again.")
final class ResumeCommand implements Callable<Integer> {
    @Spec private @Nullable CommandSpec spec;
    @Mixin private StoreLocation location = new StoreLocation();
    @Mixin private ModelLocation model = new ModelLocation();

    @Option(names = "--run-id", paramLabel = "ID", required = true, description = "The run.")
    private String run = "";

    @Option(names = "--json", description = "Print the result as one JSON object.")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        if (spec == null) {
            throw new IllegalStateException("not started by the command line");
        }
        model.check();
        try (CheckpointStore store = location.openExisting()) {
            GraphRunner<TaskState> runner =
                    Ending.runner(store, model, spec.commandLine().getErr());
            return Ending.print(
                    run,
                    store,
                    () -> runner.resume(run).orElseThrow(),
                    json,
                    spec.commandLine().getOut());
        }
    }
}
