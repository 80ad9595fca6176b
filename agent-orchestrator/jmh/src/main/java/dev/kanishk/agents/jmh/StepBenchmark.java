package dev.kanishk.agents.jmh;

import dev.kanishk.agents.checkpoint.CheckpointStore;
import dev.kanishk.agents.graph.Graph;
import dev.kanishk.agents.graph.Reducer;
import dev.kanishk.agents.graph.Update;
import dev.kanishk.agents.run.Checkpoint;
import dev.kanishk.agents.run.GraphRunner;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** What a step costs beside its own work, and what finding a run's position costs. */
@State(Scope.Thread)
@SuppressWarnings("NullAway.Init") // JMH calls the setup before all others
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(2)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class StepBenchmark {
    private static final int STEPS = 100;
    private static final int LONG_RUN = 1_000;

    /**
     * The state.
     *
     * @param seen one number a step
     * @param last the last of them
     */
    public record Numbers(List<Integer> seen, int last) {}

    private Path folder = Path.of("");
    private CheckpointStore store;
    private GraphRunner<Numbers> runner;
    private GraphRunner<Numbers> longRunner;
    private int runs;

    private static Graph<Numbers> counting(int steps) {
        return Graph.of(Numbers.class, "count")
                .channel("seen", Reducer.append())
                .node(
                        "count",
                        (state, context) -> {
                            int next = state.last() + 1;
                            return Update.of("seen", List.of(next)).and("last", next);
                        })
                .branch(
                        "count",
                        Set.of("count", Graph.END),
                        state -> state.last() < steps ? "count" : Graph.END)
                .stepLimit(steps)
                .build();
    }

    /** Makes a store, with one run of a thousand steps. */
    @Setup(Level.Iteration)
    public void open() throws IOException {
        folder = Files.createTempDirectory("runs");
        store = CheckpointStore.open(folder.resolve("runs.db"));
        runner = new GraphRunner<>(counting(STEPS), store);
        longRunner = new GraphRunner<>(counting(LONG_RUN), store);
        longRunner.start("long", new Numbers(List.of(), 0)).orElseThrow();
    }

    /** Removes it. */
    @TearDown(Level.Iteration)
    public void close() throws IOException {
        store.close();
        try (Stream<Path> files = Files.list(folder)) {
            files.forEach(StepBenchmark::delete);
        }
        Files.delete(folder);
    }

    private static void delete(Path file) {
        try {
            Files.delete(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A run of a hundred steps, each durable before the next; the time is that of one step. */
    @Benchmark
    @OperationsPerInvocation(STEPS)
    public Numbers committedStep() {
        return runner.start("run-" + runs++, new Numbers(List.of(), 0)).orElseThrow();
    }

    /** Where a run of a thousand steps stands, from its log. */
    @Benchmark
    public Checkpoint<Numbers> positionAfterThousandSteps() {
        return longRunner.state("long");
    }
}
