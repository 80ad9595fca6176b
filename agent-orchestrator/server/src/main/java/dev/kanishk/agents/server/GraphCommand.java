package dev.kanishk.agents.server;

import dev.kanishk.agents.checkpoint.CheckpointStore;
import dev.kanishk.agents.graph.Graph;
import dev.kanishk.agents.run.GraphRunner;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Draws a run's graph. */
@Command(name = "graph", description = "Draws a run's graph, with the node that comes next.")
final class GraphCommand implements Callable<Integer> {
    /** Ways to draw. */
    enum Format {
        /** Text for Mermaid. */
        MERMAID,
        /** Text for Graphviz. */
        DOT,
        /** A picture. */
        SVG
    }

    @Spec private @Nullable CommandSpec spec;
    @Mixin private StoreLocation location = new StoreLocation();

    @Option(names = "--run-id", paramLabel = "ID", required = true, description = "The run.")
    private String run = "";

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            defaultValue = "mermaid",
            description = "mermaid, dot or svg. Default: ${DEFAULT-VALUE}.")
    private Format format = Format.MERMAID;

    @Override
    public Integer call() {
        if (spec == null) {
            throw new IllegalStateException("not started by the command line");
        }
        Graph<TaskState> graph = Workflow.shape();
        String next;
        try (CheckpointStore store = location.openExisting()) {
            List<String> nodes = new GraphRunner<>(graph, store).state(run).next();
            next = nodes.isEmpty() ? Graph.END : nodes.getFirst();
        }
        GraphDrawing drawing = new GraphDrawing(graph.start(), graph.edges(), next);
        PrintWriter out = spec.commandLine().getOut();
        out.print(
                switch (format) {
                    case MERMAID -> drawing.mermaid();
                    case DOT -> drawing.dot();
                    case SVG -> drawing.svg();
                });
        out.flush();
        return 0;
    }
}
