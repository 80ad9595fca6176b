package dev.kanishk.agents.jmh;

import dev.kanishk.agents.checkpoint.CheckpointStore;
import dev.kanishk.agents.checkpoint.MemoryStore;
import dev.kanishk.agents.checkpoint.SqliteStore;
import dev.kanishk.agents.checkpoint.StoreOptions;
import dev.kanishk.agents.graph.Graph;
import dev.kanishk.agents.graph.Reducer;
import dev.kanishk.agents.graph.Update;
import dev.kanishk.agents.run.Checkpoint;
import dev.kanishk.agents.run.GraphRunner;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
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
import org.openjdk.jmh.annotations.Param;
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
    private static final int STEPS = 10;
    private static final int LONG_RUN = 1_000;
    private static final String MESSAGE = "x".repeat(400);

    /** Where runs are kept: in memory, or in SQLite flushed by itself or at each transaction. */
    @Param({"memory", "sqlite", "sqlite-power-safe"})
    public String store = "";

    /** The messages that the state has when a run begins. */
    @Param({"0", "200"})
    public int history;

    /**
     * The state.
     *
     * @param messages one more a step
     * @param steps the steps so far
     */
    public record Talk(List<String> messages, int steps) {}

    private Path folder = Path.of("");
    private CheckpointStore opened;
    private GraphRunner<Talk> runner;
    private GraphRunner<Talk> longRunner;
    private Talk first;
    private int runs;

    private static Graph<Talk> talking(int steps) {
        return Graph.of(Talk.class, "say")
                .channel("messages", Reducer.append())
                .node(
                        "say",
                        (state, context) ->
                                Update.of("messages", List.of(MESSAGE))
                                        .and("steps", state.steps() + 1))
                .branch(
                        "say",
                        Set.of("say", Graph.END),
                        state -> state.steps() < steps ? "say" : Graph.END)
                .stepLimit(steps)
                .build();
    }

    /** Makes a store, with one run of a thousand steps. */
    @Setup(Level.Iteration)
    public void open() throws IOException {
        folder = Files.createTempDirectory("runs");
        boolean powerSafe = store.equals("sqlite-power-safe");
        opened =
                store.equals("memory")
                        ? new MemoryStore()
                        : SqliteStore.open(
                                folder.resolve("runs.db"),
                                StoreOptions.DEFAULTS.withPowerSafe(powerSafe));
        runner = new GraphRunner<>(talking(STEPS), opened);
        longRunner = new GraphRunner<>(talking(LONG_RUN), opened);
        longRunner.start("long", new Talk(List.of(), 0)).orElseThrow();
        first = new Talk(Collections.nCopies(history, MESSAGE), 0);
    }

    /** Removes it. */
    @TearDown(Level.Iteration)
    public void close() throws IOException {
        opened.close();
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

    /** A run of ten steps with its admission; the time is that of one step. */
    @Benchmark
    @OperationsPerInvocation(STEPS)
    public Talk committedStep() {
        String run = "run-" + runs++;
        Talk end = runner.start(run, first).orElseThrow();
        if (store.equals("memory")) {
            opened.delete(run);
        }
        return end;
    }

    /** Where a run of a thousand steps stands, from its log. */
    @Benchmark
    public Checkpoint<Talk> positionAfterThousandSteps() {
        return longRunner.state("long");
    }
}
