package dev.kanishk.agents.server;

import dev.kanishk.agents.checkpoint.CheckpointStore;
import dev.kanishk.agents.run.GraphRunner;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Runs a task. */
@Command(
        name = "run",
        description =
                "Runs a task and prints its answer and the tokens used. Killed at any"
                        + " moment, it goes on with 'resume'.")
final class RunCommand implements Callable<Integer> {
    private static final Pattern RUN_ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");
    private static final int MAX_TASK = 100_000;

    @Spec private @Nullable CommandSpec spec;
    @Mixin private StoreLocation location = new StoreLocation();
    @Mixin private ModelLocation model = new ModelLocation();

    @Option(
            names = "--run-id",
            paramLabel = "ID",
            description = "The run's name, not yet used. Default: a new one, printed first.")
    private @Nullable String run;

    @Option(names = "--json", description = "Print the result as one JSON object.")
    private boolean json;

    @Parameters(paramLabel = "TASK", description = "What to do.")
    private String task = "";

    @Override
    public Integer call() throws IOException {
        if (spec == null) {
            throw new IllegalStateException("not started by the command line");
        }
        PrintWriter err = spec.commandLine().getErr();
        String id = run == null ? UUID.randomUUID().toString() : run;
        if (!RUN_ID.matcher(id).matches()) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--run-id '"
                            + id
                            + "' is not allowed: use up to 100 letters, digits, '.', '_' or '-'");
        }
        if (task.isBlank() || task.length() > MAX_TASK) {
            throw new ParameterException(
                    spec.commandLine(), "The task is empty or longer than 100000 characters.");
        }
        model.check();
        try (CheckpointStore store = location.open()) {
            GraphRunner<TaskState> runner = Ending.runner(store, model, err);
            if (run == null) {
                err.println("run " + id);
                err.flush();
            }
            return Ending.print(
                    id,
                    store,
                    () -> runner.start(id, TaskState.of(task)).orElseThrow(),
                    json,
                    spec.commandLine().getOut());
        }
    }
}
