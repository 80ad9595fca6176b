package dev.kanishk.agents.run;

import com.fasterxml.jackson.databind.JsonNode;
import dev.kanishk.agents.checkpoint.CheckpointStore;
import dev.kanishk.agents.checkpoint.Entry;
import dev.kanishk.agents.checkpoint.Event;
import dev.kanishk.agents.checkpoint.Event.Kind;
import dev.kanishk.agents.checkpoint.Log;
import dev.kanishk.agents.checkpoint.RunInfo;
import dev.kanishk.agents.checkpoint.RunInfo.Status;
import dev.kanishk.agents.graph.Compensation;
import dev.kanishk.agents.graph.Graph;
import dev.kanishk.agents.graph.GraphException;
import dev.kanishk.agents.graph.NodeDefinition;
import dev.kanishk.agents.graph.StreamEvent;
import dev.kanishk.agents.graph.Subgraph;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/*
 * A fork undoes only what it did itself: what it shares with its parent is the parent's, which may
 * go on. A subgraph is undone by its own compensations, as far as it got.
 */
/** Undoes the committed nodes of a run, the last first, each once. */
final class Compensator<S extends Record> implements TaskContext.Run {
    private record Place(int step, int task) {}

    private record Done<S>(Event event, S state) {}

    private final Graph<S> graph;
    private final CheckpointStore store;
    private final RunOptions options;
    private final RunLog log;
    private String run = "";
    private long seed;

    Compensator(Graph<S> graph, CheckpointStore store, RunOptions options, RunLog log) {
        this.graph = graph;
        this.store = store;
        this.options = options;
        this.log = log;
    }

    /** Tells whether an event was written by a compensation. */
    static boolean isOfUndo(Event event) {
        return event.node().startsWith(Graph.UNDO);
    }

    RunResult<S> compensate(RunResult.Failed<S> failed) {
        run = failed.run();
        List<Event> events = store.events(run);
        long shared = store.find(run).map(RunInfo::parentSequence).orElse(0L);
        List<Done<S>> committed = new ArrayList<>();
        Set<Place> undone = new HashSet<>();
        List<Event> journal = new ArrayList<>();
        RunState<S> state =
                new LogReader<>(graph, run)
                        .read(
                                new Log(null, 0, events),
                                (event, at) -> {
                                    if (event.sequence() <= shared) {
                                        return;
                                    }
                                    if (event.kind() == Kind.NODE_COMMITTED) {
                                        committed.add(new Done<>(event, at.state()));
                                    } else if (event.kind() == Kind.COMPENSATED) {
                                        undone.add(new Place(event.step(), event.task()));
                                    } else if (isOfUndo(event)) {
                                        journal.add(event);
                                    }
                                });
        seed = state.seed();
        for (Task task : state.tasks().reversed()) {
            if (!state.isCommitted(task.index())) {
                undoInside(graph.node(task.node()), state.step(), task.index());
            }
        }
        for (Done<S> done : committed.reversed()) {
            Event event = done.event();
            if (!undone.contains(new Place(event.step(), event.task()))) {
                NodeDefinition<S> node = graph.node(event.node());
                undoInside(node, event.step(), event.task());
                Compensation<S> compensation = node.policy().compensation();
                if (compensation != null) {
                    undo(compensation, done, journal);
                }
            }
        }
        log.write(List.of(), Status.COMPENSATED, null, true);
        return new RunResult.Failed<>(
                run,
                failed.state(),
                failed.usage(),
                failed.node(),
                failed.error(),
                true,
                failed.cause());
    }

    private void undoInside(NodeDefinition<S> node, int step, int task) {
        Subgraph<S, ?> subgraph = node.subgraph();
        String child = ChildRun.name(run, node.name(), step, task);
        if (subgraph != null && store.find(child).isPresent()) {
            new GraphRunner<>(subgraph.graph(), store, options).compensate(child);
        }
    }

    private void undo(Compensation<S> compensation, Done<S> done, List<Event> journal) {
        Event event = done.event();
        String name = Graph.UNDO + event.node();
        List<Event> own = new ArrayList<>();
        for (Event entry : journal) {
            if (entry.step() == event.step() && entry.task() == event.task()) {
                own.add(entry);
            }
        }
        TaskContext context =
                new TaskContext(this, new Task(event.task(), name, null), event.step(), 1, own);
        try {
            compensation.undo(done.state(), context);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new GraphException("the compensation of '" + run + "' was interrupted", e);
        } catch (Exception e) {
            log.checkUsable();
            throw new GraphException(
                    "the compensation of node '"
                            + event.node()
                            + "' of run '"
                            + run
                            + "' failed: "
                            + e.getMessage(),
                    e);
        } finally {
            context.close();
        }
        List<Entry> entries = new ArrayList<>(context.takePending());
        entries.add(new Entry(Kind.COMPENSATED, event.node(), event.step(), event.task(), "{}"));
        log.write(entries, Status.FAILED, null, true);
    }

    @Override
    public String name() {
        return run + "/undo";
    }

    @Override
    public long seed() {
        return seed;
    }

    @Override
    public Instant now() {
        return options.clock().instant();
    }

    @Override
    public void write(int task, List<Entry> entries, boolean now) {
        log.write(entries, Status.FAILED, null, true);
    }

    @Override
    public void emit(StreamEvent.Mode mode, Task task, JsonNode payload) {
        log.emit(mode, task, 0, payload);
    }

    @Override
    public String spent() {
        return "";
    }

    @Override
    public boolean isLive() {
        return true;
    }
}
