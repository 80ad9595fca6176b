package dev.kanishk.agents.run;

import dev.kanishk.agents.checkpoint.CheckpointStore;
import dev.kanishk.agents.graph.Graph;
import dev.kanishk.agents.graph.Reducer;
import dev.kanishk.agents.graph.Update;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Set;

/** A run of six nodes whose process can be halted inside a node. */
final class CrashingRun {
    static final int STEPS = 6;

    record State(List<Integer> seen, int last) {}

    private CrashingRun() {}

    static Graph<State> graph(Path log, int haltAt) {
        return Graph.of(State.class, "count")
                .channel("seen", Reducer.append())
                .node(
                        "count",
                        (state, context) -> {
                            int n = state.last() + 1;
                            Files.writeString(
                                    log,
                                    n + "\n",
                                    StandardOpenOption.CREATE,
                                    StandardOpenOption.APPEND);
                            if (n == haltAt) {
                                kill();
                            }
                            return Update.of("seen", List.of(n)).and("last", n);
                        })
                .branch(
                        "count",
                        Set.of("count", Graph.END),
                        state -> state.last() < STEPS ? "count" : Graph.END)
                .build();
    }

    /** Ends this process as kill -9 does. */
    private static void kill() throws Exception {
        String pid = Long.toString(ProcessHandle.current().pid());
        new ProcessBuilder("kill", "-9", pid).inheritIO().start().waitFor();
    }

    public static void main(String[] arguments) {
        Path folder = Path.of(arguments[0]);
        try (CheckpointStore store = CheckpointStore.open(folder.resolve("runs.db"))) {
            new GraphRunner<>(graph(folder.resolve("log"), Integer.parseInt(arguments[1])), store)
                    .start("r", new State(List.of(), 0))
                    .orElseThrow();
        }
    }
}
