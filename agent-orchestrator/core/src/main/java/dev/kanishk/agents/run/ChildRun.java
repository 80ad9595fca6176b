package dev.kanishk.agents.run;

import dev.kanishk.agents.checkpoint.CheckpointStore;
import dev.kanishk.agents.checkpoint.RunInfo;
import dev.kanishk.agents.graph.GraphException;
import dev.kanishk.agents.graph.NodeResult;
import dev.kanishk.agents.graph.Subgraph;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The run of a subgraph: a run of its own in the same store, whose name is that of its task. So a
 * task that is run again finds it where it was.
 *
 * @param <S> the outer state
 */
final class ChildRun<S extends Record> {
    private final CheckpointStore store;
    private final RunOptions options;
    private final Supplier<Budget> budget;
    private final String owner;

    ChildRun(CheckpointStore store, RunOptions options, Supplier<Budget> budget, String owner) {
        this.store = store;
        this.options = options;
        this.budget = budget;
        this.owner = owner;
    }

    static String name(String owner, String node, int step, int task) {
        return owner + "/" + node + "@" + step + "." + task;
    }

    <T extends Record> NodeResult apply(
            Subgraph<S, T> subgraph, S state, TaskContext context, String id)
            throws InterruptedException {
        String name = name(owner, context.node(), context.step(), context.task());
        GraphRunner<T> runner =
                new GraphRunner<>(subgraph.graph(), store, options.withBudget(budget.get()));
        Optional<RunInfo> found = store.find(name);
        if (found.isPresent() && !owner.equals(found.get().owner())) {
            throw new GraphException(
                    "run '"
                            + name
                            + "' exists and is not the one of node '"
                            + context.node()
                            + "' of run '"
                            + owner
                            + "': delete it");
        }
        RunResult<T> result =
                found.isPresent()
                        ? runner.resume(name)
                        : runner.startFor(owner, name, subgraph.enter().apply(state));
        return switch (result) {
            case RunResult.Done<T> done -> {
                context.charge(done.usage());
                yield subgraph.leave().apply(state, done.state());
            }
            case RunResult.Suspended<T> waiting -> {
                context.suspendFor(waiting.suspensions(), id);
                throw new IllegalStateException("a suspended context throws");
            }
            case RunResult.Failed<T> failed ->
                    throw new GraphException(
                            "node '" + failed.node() + "' of its graph failed: " + failed.error(),
                            failed.cause());
        };
    }
}
