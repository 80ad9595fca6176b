package dev.kanishk.agents.run;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.kanishk.agents.checkpoint.Admission;
import dev.kanishk.agents.checkpoint.CheckpointException;
import dev.kanishk.agents.checkpoint.CheckpointStore;
import dev.kanishk.agents.checkpoint.Entry;
import dev.kanishk.agents.checkpoint.Event;
import dev.kanishk.agents.checkpoint.Event.Kind;
import dev.kanishk.agents.checkpoint.Lease;
import dev.kanishk.agents.checkpoint.Log;
import dev.kanishk.agents.checkpoint.RunInfo;
import dev.kanishk.agents.checkpoint.RunInfo.Status;
import dev.kanishk.agents.checkpoint.StaleLeaseException;
import dev.kanishk.agents.graph.Graph;
import dev.kanishk.agents.graph.GraphException;
import dev.kanishk.agents.graph.Json;
import dev.kanishk.agents.graph.NodeDefinition;
import dev.kanishk.agents.graph.StreamEvent;
import dev.kanishk.agents.graph.StreamEvent.Position;
import dev.kanishk.agents.graph.Subgraph;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Runs a graph with a checkpoint after each node. A run goes on in the thread that calls, which may
 * be a virtual one; any number of runs may go on at once. A run that waits has no thread.
 *
 * <p>Each node is committed once: its change, where it leads and what it used are one transaction,
 * fenced by the run's lease. A node whose process died before the commit is run again; its siblings
 * that had been committed are not. Resuming reads the run's events since its last snapshot; a step
 * costs one append, whatever the run's length.
 *
 * <p>Methods that run nodes return when the run is at its end, failed or suspended. They throw
 * {@link StaleLeaseException} if another process took the run over, and {@link CheckpointException}
 * if the store failed: then only the log tells how far the run is, and it can be resumed.
 *
 * @param <S> the state
 */
public final class GraphRunner<S extends Record> {
    private final Graph<S> graph;
    private final CheckpointStore store;
    private final RunOptions options;

    /**
     * Makes a runner with the defaults.
     *
     * @param graph what is run
     * @param store where runs are kept; not closed by the runner
     */
    public GraphRunner(Graph<S> graph, CheckpointStore store) {
        this(graph, store, RunOptions.DEFAULTS);
    }

    /**
     * Makes a runner.
     *
     * @param graph what is run
     * @param store where runs are kept; not closed by the runner
     * @param options how runs are run
     */
    public GraphRunner(Graph<S> graph, CheckpointStore store, RunOptions options) {
        this.graph = graph;
        this.store = store;
        this.options = options;
    }

    /**
     * Admits a run durably, without running it: {@link #resume} does.
     *
     * @param run its name, not yet used
     * @param initial the first state
     * @throws CheckpointException if the name is taken
     */
    public void admit(String run, S initial) {
        String json = graph.channels().toJson(initial);
        graph.channels().parse(json);
        String payload = Records.admitted(graph, json, seed(run));
        store.admit(new Admission(run, null, payload));
        News.tellOne(options.listener(), run, 1, Entry.ofRun(Kind.ADMITTED, payload));
    }

    /** Makes different numbers for different runs, and for runs of one name in different stores. */
    private long seed(String run) {
        return options.clock().millis() ^ ((long) run.hashCode() << Integer.SIZE);
    }

    /**
     * Admits a run durably, then runs it.
     *
     * @param run its name, not yet used
     * @param initial the first state
     * @return how it stands
     * @throws CheckpointException if the name is taken
     */
    public RunResult<S> start(String run, S initial) {
        return start(run, null, initial);
    }

    /** Starts a run that works for another. */
    RunResult<S> startFor(String owner, String run, S initial) {
        return start(run, owner, initial);
    }

    private RunResult<S> start(String run, @Nullable String owner, S initial) {
        String json = graph.channels().toJson(initial);
        long seed = seed(run);
        S readBack = graph.channels().create(graph.channels().parse(json).values());
        String payload = Records.admitted(graph, json, seed);
        Lease lease = store.admit(new Admission(run, owner, payload));
        News.tellOne(options.listener(), run, 1, Entry.ofRun(Kind.ADMITTED, payload));
        RunLog log = new RunLog(store, lease, options, Status.OPEN, 1);
        RunState<S> state = new RunState<>(graph, readBack, seed);
        return execute(new Execution<>(graph, store, options, state, log, owner != null), log);
    }

    /**
     * Takes a run over and goes on behind its last checkpoint. A run at its end gives its last
     * state at once; one that waits for an answer or an outcome goes on only as far as it can
     * without; one whose compensation was begun is compensated on.
     *
     * @param run the run
     * @return how it stands
     * @throws CheckpointException if there is no such run
     */
    public RunResult<S> resume(String run) {
        RunInfo info = info(run);
        if (info.status() == Status.DONE || info.status() == Status.COMPENSATED) {
            return ended(info);
        }
        return execute(store.lease(run), info, null);
    }

    private RunResult<S> ended(RunInfo info) {
        RunState<S> state = reader(info.id()).read(store.read(info.id(), Long.MAX_VALUE));
        if (info.status() == Status.DONE) {
            return new RunResult.Done<>(info.id(), state.state(), state.usage());
        }
        return new RunResult.Failed<>(
                info.id(),
                state.state(),
                state.usage(),
                state.isDone() ? Graph.END : state.tasks().getFirst().node(),
                "it failed, and what had been committed was undone",
                true,
                null);
    }

    private RunInfo info(String run) {
        return store.find(run)
                .orElseThrow(() ->
                        new CheckpointException("there is no run '" + run + "': list the runs"));
    }

    private LogReader<S> reader(String run) {
        return new LogReader<>(graph, run);
    }

    /** Goes on with a run that was just leased, after what was given to it, if anything. */
    private RunResult<S> execute(Lease lease, RunInfo info, @Nullable Entry given) {
        Log past = store.read(lease.run(), Long.MAX_VALUE);
        LogReader<S> reader = reader(lease.run());
        RunState<S> state = reader.read(past);
        RunLog log = new RunLog(store, lease, options, info.status(), past.lastSequence());
        if (state.isCompensating()) {
            return compensated(state, log);
        }
        List<Entry> entries = new ArrayList<>();
        if (reader.version() != graph.version()) {
            ObjectNode migrated = Records.object();
            migrated.put("from", reader.version()).put("to", graph.version());
            migrated.put("shape", graph.channels().shape());
            entries.add(Entry.ofRun(Kind.MIGRATED, Json.write(migrated, "a migration")));
        }
        if (given != null) {
            entries.add(given);
            reader.apply(given, past.lastSequence() + entries.size());
        }
        if (!entries.isEmpty()) {
            log.write(entries, info.status(), null, true);
        }
        boolean inner = info.owner() != null;
        Execution<S> execution = new Execution<>(graph, store, options, state, log, inner);
        execution.countFrom(reader.charactersSinceSnapshot(), past.events().size());
        return execute(execution, log);
    }

    private RunResult<S> execute(Execution<S> execution, RunLog log) {
        try {
            RunResult<S> result = execution.proceed();
            return result instanceof RunResult.Failed<S> failed && graph.isCompensating()
                    ? new Compensator<>(graph, store, options, log).compensate(failed)
                    : result;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new GraphException(
                    "run '" + execution.name() + "' was interrupted: resume it", e);
        }
    }

    /**
     * Answers the only question of a run, and goes on.
     *
     * @param run the run
     * @param answer the answer, of a type that JSON keeps; for a question before or after a node
     *     anything, by which the node is agreed to
     * @return how the run stands then
     * @throws GraphException if the run does not wait for exactly one answer
     */
    public RunResult<S> answer(String run, Object answer) {
        List<Suspension> questions =
                suspensions(run).stream()
                        .filter(waiting -> waiting instanceof Suspension.Interrupt)
                        .toList();
        if (questions.size() != 1) {
            throw new GraphException(
                    "run '"
                            + run
                            + "' waits for "
                            + questions.size()
                            + " answers: name one of "
                            + questions.stream().map(Suspension::id).toList());
        }
        return answer(run, questions.getFirst().id(), answer);
    }

    /**
     * Answers a question of a run, and goes on.
     *
     * @param run the run
     * @param id the question, as {@link Suspension#id} names it
     * @param answer the answer, of a type that JSON keeps
     * @return how the run stands then
     * @throws GraphException if the run asks no such question
     */
    public RunResult<S> answer(String run, String id, Object answer) {
        ObjectNode entry = Records.object().put("id", id);
        entry.set("answer", Json.MAPPER.valueToTree(answer));
        return give(run, id, Suspension.Interrupt.class, entry);
    }

    /**
     * Tells the outcome of an effect that was unknown, and goes on.
     *
     * @param run the run
     * @param id the suspension, as {@link Suspension#id} names it
     * @param outcome whether it happened, and with which result
     * @return how the run stands then
     * @throws GraphException if the run waits for no such outcome
     */
    public RunResult<S> resolve(String run, String id, Outcome outcome) {
        ObjectNode entry = Records.object().put("id", id);
        for (Suspension waiting : suspensions(run)) {
            if (waiting instanceof Suspension.UnknownOutcome unknown && waiting.id().equals(id)) {
                entry.put("effect", unknown.effect());
            }
        }
        if (outcome.happened()) {
            entry.set("result", Json.MAPPER.valueToTree(outcome.result()));
        }
        return give(run, id, Suspension.UnknownOutcome.class, entry);
    }

    private RunResult<S> give(
            String run, String id, Class<? extends Suspension> kind, ObjectNode given) {
        RunInfo info = info(run);
        RunState<S> state = reader(run).read(store.read(run, Long.MAX_VALUE));
        Suspension waiting = state.suspensions().get(id);
        if (waiting == null || !kind.isInstance(waiting)) {
            throw new GraphException(
                    "run '"
                            + run
                            + "' does not wait for '"
                            + id
                            + "': it waits for "
                            + state.suspensions().values());
        }
        if (!waiting.run().equals(run)) {
            giveInside(state, run, waiting, kind, given);
            return resume(run);
        }
        return execute(lease(info), info, answered(waiting, state.step(), given));
    }

    /** Takes a run over if nobody else did since it was read: what was read then still holds. */
    private Lease lease(RunInfo info) {
        return store.lease(info.id(), info.epoch())
                .orElseThrow(() ->
                        new GraphException(
                                "run '"
                                        + info.id()
                                        + "' was taken over meanwhile: look what it waits for, and"
                                        + " answer again"));
    }

    private static Entry answered(Suspension waiting, int step, ObjectNode given) {
        return new Entry(
                Kind.ANSWERED,
                waiting.node(),
                step,
                RunState.taskOf(waiting),
                Json.write(given, "the answer"));
    }

    /** Gives it to the run of a subgraph; the names inside are those behind the task's own. */
    private void giveInside(
            RunState<S> state,
            String run,
            Suspension waiting,
            Class<? extends Suspension> kind,
            ObjectNode given) {
        int task = RunState.taskOf(waiting);
        NodeDefinition<S> node = graph.node(state.tasks().get(task).node());
        Subgraph<S, ?> subgraph = node.subgraph();
        if (subgraph == null) {
            throw new GraphException("node '" + node.name() + "' is no subgraph");
        }
        String inner = waiting.id().substring(waiting.id().indexOf('#') + 1);
        String child = ChildRun.name(run, node.name(), state.step(), task);
        new GraphRunner<>(subgraph.graph(), store, options)
                .put(child, inner, kind, given.put("id", inner));
    }

    /** Writes it down; whoever runs the run that this one works for goes on with it. */
    private void put(String run, String id, Class<? extends Suspension> kind, ObjectNode given) {
        RunInfo info = info(run);
        Log past = store.read(run, Long.MAX_VALUE);
        RunState<S> state = reader(run).read(past);
        Suspension waiting = state.suspensions().get(id);
        if (waiting == null || !kind.isInstance(waiting)) {
            throw new GraphException("run '" + run + "' does not wait for '" + id + "' any more");
        }
        if (!waiting.run().equals(run)) {
            giveInside(state, run, waiting, kind, given);
            return;
        }
        Entry entry = answered(waiting, state.step(), given);
        new RunLog(store, lease(info), options, info.status(), past.lastSequence())
                .write(List.of(entry), info.status(), null, true);
    }

    /**
     * Lists what a run waits for.
     *
     * @param run the run
     * @return the suspensions; empty if it does not wait
     */
    public List<Suspension> suspensions(String run) {
        return List.copyOf(
                reader(run).read(store.read(run, Long.MAX_VALUE)).suspensions().values());
    }

    /**
     * Reads where a run stands, without taking it over.
     *
     * @param run the run
     * @return its last checkpoint
     */
    public Checkpoint<S> state(String run) {
        return state(run, Long.MAX_VALUE);
    }

    /**
     * Reads where a run stood.
     *
     * @param run the run
     * @param sequence the last event that counts
     * @return the run as it stood after that event
     */
    public Checkpoint<S> state(String run, long sequence) {
        Log log = store.read(run, sequence);
        RunState<S> state = reader(run).read(log);
        Event last = log.events().isEmpty() ? null : log.events().getLast();
        return checkpoint(
                state,
                log.lastSequence(),
                last == null ? "" : last.node(),
                last == null ? 0 : last.atMillis());
    }

    private static <S extends Record> Checkpoint<S> checkpoint(
            RunState<S> state, long sequence, String node, long atMillis) {
        return new Checkpoint<>(
                sequence,
                state.step() - 1,
                node,
                state.state(),
                state.tasks().stream()
                        .filter(task -> !state.isCommitted(task.index()))
                        .map(Task::node)
                        .toList(),
                state.usage(),
                atMillis);
    }

    /**
     * Reads every checkpoint of a run, those of the runs that it was forked from included.
     *
     * @param run the run
     * @return the checkpoints, oldest first
     */
    public List<Checkpoint<S>> history(String run) {
        List<Checkpoint<S>> history = new ArrayList<>();
        reader(run)
                .read(
                        new Log(null, 0, store.events(run)),
                        (event, state) -> {
                            if (isCheckpoint(event.kind())) {
                                history.add(
                                        checkpoint(
                                                state,
                                                event.sequence(),
                                                event.node(),
                                                event.atMillis()));
                            }
                        });
        return List.copyOf(history);
    }

    /**
     * Reads what a listener was told of a run by way of its log: updates, values and debug. A
     * listener that was away reads this from the last position that it saw, and listens again.
     *
     * @param run the run
     * @param after the position behind which to begin; {@link Position#START} for all
     * @return the news, oldest first
     */
    public List<StreamEvent> past(String run, Position after) {
        List<StreamEvent> past = new ArrayList<>();
        int[] step = {1};
        reader(run)
                .read(
                        new Log(null, 0, store.events(run)),
                        (event, state) -> {
                            if (event.sequence() >= after.sequence()) {
                                News.tell(run, event, past::add);
                                if (state.step() > step[0]) {
                                    past.add(News.values(run, event.sequence(), graph, state));
                                }
                            }
                            step[0] = state.step();
                        });
        past.removeIf(news -> news.position().compareTo(after) <= 0);
        return List.copyOf(past);
    }

    private static boolean isCheckpoint(Kind kind) {
        return kind == Kind.ADMITTED
                || kind == Kind.FORKED
                || kind == Kind.EDITED
                || kind == Kind.NODE_COMMITTED;
    }

    /**
     * Forks a run at a checkpoint. The new run is not yet started: resume it. The parent, which may
     * go on, is never changed by it.
     *
     * @param parent the run to go on from
     * @param sequence the checkpoint, as {@link #history} numbers it
     * @param run the new run's name
     * @param set channels to overwrite, past their reducers; may be empty
     * @throws GraphException if that event is no checkpoint, or a channel is not of this graph
     */
    public void fork(String parent, long sequence, String run, ObjectNode set) {
        List<Event> event = store.events(parent, sequence - 1);
        if (event.isEmpty()
                || event.getFirst().sequence() != sequence
                || !isCheckpoint(event.getFirst().kind())) {
            throw new GraphException(
                    "event " + sequence + " of run '" + parent + "' is no checkpoint");
        }
        reader(parent).read(store.read(parent, sequence));
        String payload = Records.set(checked(set));
        store.fork(parent, sequence, run, payload);
        Entry forked = Entry.ofRun(Kind.FORKED, payload);
        News.tellOne(options.listener(), run, sequence + 1, forked);
    }

    /** Returns the JSON of values, all of which channels take. */
    private String checked(ObjectNode set) {
        String json = Json.write(set, "the values to set");
        graph.channels().parse(json);
        return json;
    }

    /**
     * Overwrites channels of a run that nobody works on, past their reducers. It does not go on:
     * resume it.
     *
     * @param run the run
     * @param set the channels
     * @throws GraphException if a channel is not of this graph, or the run is at its end
     */
    public void edit(String run, ObjectNode set) {
        String values = checked(set);
        RunInfo info = info(run);
        if (info.status() == Status.DONE || info.status() == Status.COMPENSATED) {
            throw new GraphException(
                    "run '" + run + "' is at its end and is not changed any more: fork it");
        }
        Lease lease = store.lease(run);
        Log past = store.read(run, Long.MAX_VALUE);
        LogReader<S> reader = reader(run);
        reader.read(past);
        if (reader.version() != graph.version()) {
            throw new GraphException(
                    "run '" + run + "' has another version of the state: resume it first");
        }
        new RunLog(store, lease, options, info.status(), past.lastSequence())
                .write(
                        List.of(Entry.ofRun(Kind.EDITED, Records.set(values))),
                        info.status(),
                        null,
                        true);
    }

    /**
     * Undoes what a run committed: the compensations of its nodes, the last first. The run is then
     * at its end. What was undone already is not undone again.
     *
     * @param run the run, which nobody works on
     * @return how it stands
     * @throws GraphException if a compensation failed; call again to go on behind the last good one
     */
    public RunResult<S> compensate(String run) {
        RunInfo info = info(run);
        if (info.status() == Status.COMPENSATED) {
            return ended(info);
        }
        Lease lease = store.lease(run);
        Log past = store.read(run, Long.MAX_VALUE);
        RunState<S> state = reader(run).read(past);
        return compensated(
                state, new RunLog(store, lease, options, info.status(), past.lastSequence()));
    }

    private RunResult<S> compensated(RunState<S> state, RunLog log) {
        RunResult.Failed<S> failed =
                new RunResult.Failed<>(
                        log.run(),
                        state.state(),
                        state.usage(),
                        state.isDone() ? Graph.END : state.tasks().getFirst().node(),
                        "it was compensated",
                        false,
                        null);
        return new Compensator<>(graph, store, options, log).compensate(failed);
    }

    /**
     * Runs a run's committed nodes again, on its journal alone: nothing outside is called, nothing
     * is written. Each must give, byte for byte, what the log says that it gave.
     *
     * @param run the run
     * @return the nodes that were run
     * @throws ReplayException if a node gave something else, or did something that its journal does
     *     not hold
     */
    public int replay(String run) {
        return new Replay<>(graph, store, run).check();
    }
}
