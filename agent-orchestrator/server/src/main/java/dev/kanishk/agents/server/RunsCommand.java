package dev.kanishk.agents.server;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.kanishk.agents.checkpoint.CheckpointStore;
import dev.kanishk.agents.checkpoint.RunInfo;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Lists runs. */
@Command(name = "runs", description = "Lists the runs, oldest first.")
final class RunsCommand implements Callable<Integer> {
    @Spec private @Nullable CommandSpec spec;
    @Mixin private StoreLocation location = new StoreLocation();

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    @Override
    public Integer call() {
        if (spec == null) {
            throw new IllegalStateException("not started by the command line");
        }
        PrintWriter out = spec.commandLine().getOut();
        try (CheckpointStore store = location.openExisting()) {
            ObjectNode result = Ending.JSON.createObjectNode();
            ArrayNode items = result.putArray("runs");
            for (RunInfo run : store.runs()) {
                Instant created = Instant.ofEpochMilli(run.createdAtMillis());
                items.addObject()
                        .put("run", run.id())
                        .put("status", run.status().name())
                        .put("created", created.toString())
                        .put("parent", run.parent());
                if (!json) {
                    String parent = run.parent() == null ? "" : "  fork of " + run.parent();
                    out.printf(
                            Locale.ROOT,
                            "%s  %-6s  %s%s%n",
                            created,
                            run.status(),
                            run.id(),
                            parent);
                }
            }
            if (json) {
                out.println(result);
            }
            out.flush();
        }
        return 0;
    }
}
