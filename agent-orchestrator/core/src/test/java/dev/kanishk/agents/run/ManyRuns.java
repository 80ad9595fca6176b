package dev.kanishk.agents.run;

import dev.kanishk.agents.checkpoint.CheckpointStore;
import dev.kanishk.agents.checkpoint.SqliteStore;
import dev.kanishk.agents.checkpoint.StoreOptions;
import dev.kanishk.agents.graph.Graph;
import dev.kanishk.agents.graph.Reducer;
import dev.kanishk.agents.graph.Update;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Set;

/** A process that makes one run after another until it is killed. */
final class ManyRuns {
    static final int ROUNDS = 10;

    record State(List<Integer> seen, int round) {}

    static final State EMPTY = new State(List.of(), 0);

    private ManyRuns() {}

    /** Ten rounds of two nodes at the same time; each leaves a line behind as it runs. */
    static Graph<State> graph(Path lines) {
        Graph.Builder<State> builder =
                Graph.of(State.class, "begin")
                        .channel("seen", Reducer.append())
                        .node("begin", (s, c) -> Update.of("round", s.round() + 1))
                        .edge("begin", "left")
                        .edge("begin", "right");
        for (String node : List.of("left", "right")) {
            builder.node(
                            node,
                            (s, c) -> {
                                append(lines, c.idempotencyKey());
                                return Update.of("seen", List.of(s.round() * 10 + c.task()));
                            })
                    .edge(node, "end");
        }
        return builder.node("end", (s, c) -> Update.none())
                .branch(
                        "end",
                        Set.of("begin", Graph.END),
                        s -> s.round() < ROUNDS ? "begin" : Graph.END)
                .build();
    }

    static CheckpointStore open(Path folder) {
        return SqliteStore.open(
                folder.resolve("runs.db"), StoreOptions.DEFAULTS.withPowerSafe(false));
    }

    static void append(Path file, String line) throws IOException {
        Files.writeString(file, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    public static void main(String[] arguments) throws IOException {
        Path folder = Path.of(arguments[0]);
        try (CheckpointStore store = open(folder)) {
            GraphRunner<State> runner = new GraphRunner<>(graph(folder.resolve("lines")), store);
            System.out.println("running");
            for (int i = 0; ; i++) {
                String run = arguments[1] + "-" + i;
                runner.start(run, EMPTY).orElseThrow();
                append(folder.resolve("told"), run);
            }
        }
    }
}
