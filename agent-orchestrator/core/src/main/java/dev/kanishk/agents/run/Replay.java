package dev.kanishk.agents.run;

import com.fasterxml.jackson.databind.JsonNode;
import dev.kanishk.agents.checkpoint.CheckpointStore;
import dev.kanishk.agents.checkpoint.Entry;
import dev.kanishk.agents.checkpoint.Event;
import dev.kanishk.agents.checkpoint.Log;
import dev.kanishk.agents.graph.Command;
import dev.kanishk.agents.graph.Delta;
import dev.kanishk.agents.graph.Graph;
import dev.kanishk.agents.graph.NodeDefinition;
import dev.kanishk.agents.graph.NodeResult;
import dev.kanishk.agents.graph.StreamEvent;
import dev.kanishk.agents.graph.Subgraph;
import java.time.Instant;
import java.util.List;

/** Runs the committed nodes of a run again on their journals. For one thread. */
final class Replay<S extends Record> implements TaskContext.Run {
    private final Graph<S> graph;
    private final CheckpointStore store;
    private final String run;
    private long seed;
    private int nodes;

    Replay(Graph<S> graph, CheckpointStore store, String run) {
        this.graph = graph;
        this.store = store;
        this.run = run;
    }

    int check() {
        Log whole = new Log(null, 0, store.events(run));
        new LogReader<>(graph, run, this::check).read(whole);
        return nodes;
    }

    private void check(Event event, RunState<S> before) {
        seed = before.seed();
        Task task = before.tasks().get(event.task());
        NodeDefinition<S> node = graph.node(task.node());
        TaskContext context =
                new TaskContext(
                        this,
                        task,
                        before.step(),
                        before.failures(task.index()) + 1,
                        before.journal(task.index()));
        NodeResult result = apply(node, before.state(), context);
        Delta delta = graph.channels().delta(result.update());
        Merged<S> own = new Merged<>(graph, before.state(), delta);
        String again =
                Records.committed(
                        delta.json(),
                        graph.targets(task.node(), own, result),
                        result instanceof Command);
        if (!again.equals(event.payload())) {
            throw new ReplayException(
                    "node '"
                            + task.node()
                            + "' of run '"
                            + run
                            + "' gave "
                            + event.payload()
                            + " and now gives "
                            + again);
        }
        nodes++;
    }

    private NodeResult apply(NodeDefinition<S> node, S state, TaskContext context) {
        try {
            Subgraph<S, ?> subgraph = node.subgraph();
            if (subgraph != null) {
                return leave(subgraph, state, context);
            }
            if (node.node() == null) {
                throw new IllegalStateException("node '" + node.name() + "' does nothing");
            }
            return node.node().apply(state, context);
        } catch (ReplayException e) {
            throw e;
        } catch (Exception e) {
            throw new ReplayException(
                    "node '" + node.name() + "' of run '" + run + "' fails when replayed: " + e);
        }
    }

    private <T extends Record> NodeResult leave(
            Subgraph<S, T> subgraph, S state, TaskContext context) {
        String child = ChildRun.name(run, context.node(), context.step(), context.task());
        GraphRunner<T> runner = new GraphRunner<>(subgraph.graph(), store);
        nodes += runner.replay(child);
        return subgraph.leave().apply(state, runner.state(child).state());
    }

    @Override
    public String name() {
        return run;
    }

    @Override
    public long seed() {
        return seed;
    }

    @Override
    public Instant now() {
        throw new ReplayException("a replay has no time of its own");
    }

    @Override
    public void write(int task, List<Entry> entries, boolean now) {
        throw new ReplayException("a replay writes nothing: " + entries);
    }

    @Override
    public void emit(StreamEvent.Mode mode, Task task, JsonNode payload) {
        // Nobody watches a replay.
    }

    @Override
    public String spent() {
        return "";
    }

    @Override
    public boolean isLive() {
        return false;
    }
}
