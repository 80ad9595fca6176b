package dev.kanishk.agents.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.kanishk.agents.checkpoint.CheckpointStore;
import dev.kanishk.agents.checkpoint.Entry;
import dev.kanishk.agents.checkpoint.Event;
import dev.kanishk.agents.checkpoint.Event.Kind;
import dev.kanishk.agents.checkpoint.RunInfo.Status;
import dev.kanishk.agents.graph.Command;
import dev.kanishk.agents.graph.Delta;
import dev.kanishk.agents.graph.Graph;
import dev.kanishk.agents.graph.GraphException;
import dev.kanishk.agents.graph.Json;
import dev.kanishk.agents.graph.NodeDefinition;
import dev.kanishk.agents.graph.NodeResult;
import dev.kanishk.agents.graph.StreamEvent;
import dev.kanishk.agents.graph.Target;
import dev.kanishk.agents.graph.Update;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/*
 * A superstep with one task, which is what most are, is committed, merged and followed by the next
 * in the thread that runs it: one write, no other thread. With several, each is committed by its
 * own thread when it is done, and merged by the run's thread when all are. A crash in between finds
 * the committed ones in the log, and runs only the others again.
 *
 * Everything that changes the run's state is under the lock, and follows the same methods as
 * reading the log. Writing to the log is outside of it, so that siblings share a flush.
 */
/** One run, while this process works on it. */
final class Execution<S extends Record> implements TaskContext.Run {
    private final Graph<S> graph;
    private final CheckpointStore store;
    private final RunOptions options;
    private final String run;
    private final RunState<S> state;
    private final RunLog log;
    private final ActiveTime time;
    private final ReentrantLock lock = new ReentrantLock();
    private final Snapshots snapshots = new Snapshots();

    Execution(
            Graph<S> graph,
            CheckpointStore store,
            RunOptions options,
            RunState<S> state,
            RunLog log,
            boolean inner) {
        this.graph = graph;
        this.store = store;
        this.options = options;
        this.run = log.run();
        this.state = state;
        this.log = log;
        this.time = new ActiveTime(options.clock(), options.budget().isTimed() && !inner);
    }

    /** How a task ended. */
    sealed interface Ended {
        /** It is committed. */
        record Success() implements Ended {}

        /** It failed for good. */
        record Failure(Task task, String error, @Nullable Throwable cause) implements Ended {}

        /** It waits. */
        record Waiting() implements Ended {}
    }

    private static final Ended SUCCESS = new Ended.Success();
    private static final Ended WAITING = new Ended.Waiting();

    @Override
    public String name() {
        return run;
    }

    @Override
    public long seed() {
        return state.seed();
    }

    @Override
    public Instant now() {
        return options.clock().instant();
    }

    @Override
    public boolean isLive() {
        return true;
    }

    /** Works until the run is at its end, fails or waits. */
    RunResult<S> proceed() throws InterruptedException {
        while (!state.isDone()) {
            if (state.suspensions().values().stream().anyMatch(RunState::isAfter)) {
                return suspended();
            }
            if (state.step() > graph.stepLimit()) {
                return failed(
                        new Ended.Failure(
                                state.tasks().getFirst(),
                                "the step limit of " + graph.stepLimit() + " is reached",
                                null),
                        true);
            }
            List<Task> runnable = runnable();
            if (runnable.isEmpty()) {
                return suspended();
            }
            List<Ended> ended = run(runnable);
            for (Ended end : ended) {
                if (end instanceof Ended.Failure failure) {
                    return failed(failure, false);
                }
            }
            if (ended.contains(WAITING)) {
                return suspended();
            }
        }
        return done();
    }

    private List<Task> runnable() {
        List<Task> runnable = new ArrayList<>();
        for (Task task : state.tasks()) {
            boolean waits =
                    state.suspensions().values().stream()
                            .anyMatch(waiting ->
                                    RunState.taskOf(waiting) == task.index()
                                            && waiting.run().equals(run)
                                            && !(waiting instanceof Suspension.BudgetSpent));
            if (!state.isCommitted(task.index()) && !waits) {
                runnable.add(task);
            }
        }
        return runnable;
    }

    private List<Ended> run(List<Task> runnable) throws InterruptedException {
        if (state.tasks().size() == 1) {
            return List.of(run(runnable.getFirst()));
        }
        List<Callable<Ended>> work = new ArrayList<>();
        for (Task task : runnable) {
            work.add(() -> run(task));
        }
        List<Ended> ended = Scope.all(work);
        if (state.isWhole()) {
            state.advance();
            log.tellValues(graph, state);
            log.write(List.of(), statusNow(), snapshotIfDue(), false);
        }
        return ended;
    }

    private Status statusNow() {
        if (!state.isDone()) {
            return Status.OPEN;
        }
        return state.suspensions().isEmpty() && state.unmetJoin() == null
                ? Status.DONE
                : Status.OPEN;
    }

    private RunResult<S> done() {
        if (!state.suspensions().isEmpty()) {
            return suspended();
        }
        String unmet = state.unmetJoin();
        if (unmet != null) {
            log.write(List.of(), Status.FAILED, null, true);
            return new RunResult.Failed<>(
                    run, state.state(), state.usage(), Graph.END, unmet, false, null);
        }
        log.write(List.of(), Status.DONE, null, true);
        return new RunResult.Done<>(run, state.state(), state.usage());
    }

    private RunResult<S> suspended() {
        log.write(List.of(), Status.SUSPENDED, null, true);
        return new RunResult.Suspended<>(
                run,
                state.state(),
                state.usage(),
                state.suspensions().values().stream()
                        .sorted(Comparator.comparing(Suspension::id))
                        .toList());
    }

    private RunResult<S> failed(Ended.Failure failure, boolean unwritten) {
        List<Entry> entries =
                unwritten ? List.of(failure(failure.task(), failure.error(), true)) : List.of();
        write(failure.task().index(), entries, Status.FAILED, null, true);
        return new RunResult.Failed<>(
                run,
                state.state(),
                state.usage(),
                failure.task().node(),
                failure.error(),
                false,
                failure.cause());
    }

    private Entry failure(Task task, String error, boolean last) {
        ObjectNode payload = Records.object().put("error", error).put("last", last);
        return entry(Kind.NODE_FAILED, task, payload);
    }

    private Entry entry(Kind kind, Task task, ObjectNode payload) {
        return new Entry(
                kind,
                task.node(),
                state.step(),
                task.index(),
                Json.write(payload, "an event of node '" + task.node() + "'"));
    }

    private Ended run(Task task) {
        NodeDefinition<S> node = graph.node(task.node());
        String spent = spent();
        if (!spent.isEmpty()) {
            return suspend(
                    task,
                    List.of(),
                    new Suspension.BudgetSpent(run, id(task, "budget"), task.node(), spent));
        }
        if (node.policy().interruptBefore() && !isAnswered(task, "before")) {
            S before = state.state();
            return suspend(
                    task, List.of(), question(task, "before", Suspension.When.BEFORE, before));
        }
        while (true) {
            Ended end = attempt(node, task);
            if (end != null) {
                return end;
            }
        }
    }

    private Suspension question(Task task, String what, Suspension.When when, S shown) {
        JsonNode asked = Json.readObject(graph.channels().toJson(shown), "the state");
        return new Suspension.Interrupt(run, id(task, what), task.node(), when, asked, "");
    }

    private String id(Task task, String what) {
        return state.step() + "." + task.index() + "#" + what;
    }

    private boolean isAnswered(Task task, String what) {
        lock.lock();
        try {
            return context(task).answer(id(task, what)) != null;
        } finally {
            lock.unlock();
        }
    }

    private TaskContext context(Task task) {
        lock.lock();
        try {
            return new TaskContext(
                    this,
                    task,
                    state.step(),
                    state.failures(task.index()) + 1,
                    state.journal(task.index()));
        } finally {
            lock.unlock();
        }
    }

    /** Makes one attempt; null if there is to be another. */
    private @Nullable Ended attempt(NodeDefinition<S> node, Task task) {
        TaskContext context = context(task);
        Throwable failure;
        try {
            Delta cached = cached(node, task);
            NodeResult result =
                    cached == null
                            ? Attempt.run(
                                    node.name(),
                                    node.policy().timeout(),
                                    context,
                                    () -> apply(node, task, context))
                            : Update.none();
            log.checkUsable();
            if (context.suspension() == null) {
                commit(node, task, context, result, cached);
                return SUCCESS;
            }
            failure = null;
        } catch (Exception | StackOverflowError | AssertionError | LinkageError e) {
            failure = e;
        } finally {
            context.close();
        }
        log.checkUsable();
        Suspension suspension = context.suspension();
        if (suspension != null) {
            return suspend(task, context.takePending(), suspension);
        }
        return retry(node, task, context, failure == null ? new AssertionError() : failure);
    }

    private NodeResult apply(NodeDefinition<S> node, Task task, TaskContext context)
            throws Exception {
        if (node.subgraph() != null) {
            return new ChildRun<S>(store, options, this::left, run)
                    .apply(node.subgraph(), state.state(), context, id(task, ""));
        }
        if (node.node() == null) {
            throw new IllegalStateException("node '" + node.name() + "' does nothing");
        }
        return node.node().apply(state.state(), context);
    }

    private Budget left() {
        lock.lock();
        try {
            return options.budget().without(state.usage(), elapsed());
        } finally {
            lock.unlock();
        }
    }

    private Duration elapsed() {
        return state.active().plus(time.uncounted());
    }

    @Override
    public String spent() {
        if (options.budget().equals(Budget.UNLIMITED)) {
            return "";
        }
        lock.lock();
        try {
            return options.budget().spent(state.usage(), state.step() - 1, elapsed());
        } finally {
            lock.unlock();
        }
    }

    private @Nullable Ended retry(
            NodeDefinition<S> node, Task task, TaskContext context, Throwable failure) {
        boolean interrupted = failure instanceof InterruptedException;
        String error =
                interrupted
                        ? "it was interrupted"
                        : failure.getMessage() == null ? failure.toString() : failure.getMessage();
        int failed;
        lock.lock();
        try {
            failed = state.series(task.index()) + 1;
        } finally {
            lock.unlock();
        }
        boolean last =
                interrupted
                        || failed >= node.policy().retry().attempts()
                        || !node.policy().retry().retries().test(failure);
        List<Entry> entries = new ArrayList<>(context.takePending());
        entries.add(failure(task, error, last));
        entries = time.before(entries);
        lock.lock();
        try {
            state.addFailure(task.index(), last);
        } finally {
            lock.unlock();
        }
        write(task.index(), entries, last && isAlone() ? Status.FAILED : Status.OPEN, null, false);
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        if (last) {
            return new Ended.Failure(task, error, failure);
        }
        try {
            options.clock().pause(node.policy().retry().pause(failed, context.random()));
            return null;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Ended.Failure(task, "it was interrupted", e);
        }
    }

    private boolean isAlone() {
        return state.tasks().size() == 1;
    }

    private Ended suspend(Task task, List<Entry> before, Suspension suspension) {
        List<Entry> entries = new ArrayList<>(before);
        boolean known;
        lock.lock();
        try {
            known = !state.suspend(suspension);
        } finally {
            lock.unlock();
        }
        if (!known) {
            entries.add(entry(Kind.SUSPENDED, task, Records.suspension(suspension)));
            entries = time.before(entries);
        }
        write(task.index(), entries, isAlone() ? Status.SUSPENDED : Status.OPEN, null, false);
        return WAITING;
    }

    private @Nullable Delta cached(NodeDefinition<S> node, Task task) {
        if (node.policy().cache() == null) {
            return null;
        }
        return node.policy()
                .cache()
                .get(cacheKey(node, task))
                .map(json -> graph.channels().parse(json))
                .orElse(null);
    }

    private String cacheKey(NodeDefinition<S> node, Task task) {
        return graph.name()
                + "/"
                + node.name()
                + "/"
                + Json.write(
                        node.policy().cacheKey().apply(state.state()),
                        "the cache key of node '" + node.name() + "'")
                + (task.argument() == null ? "" : task.argument());
    }

    private void commit(
            NodeDefinition<S> node,
            Task task,
            TaskContext context,
            NodeResult result,
            @Nullable Delta cached) {
        Delta delta = cached == null ? graph.channels().delta(result.update()) : cached;
        checkWrites(node, delta);
        Merged<S> own = new Merged<>(graph, state.state(), delta);
        List<Target> targets = graph.targets(task.node(), own, result);
        boolean commanded = result instanceof Command;
        if (node.policy().cache() != null && cached == null && !commanded) {
            node.policy().cache().put(cacheKey(node, task), delta.json());
        }
        Committed committed = new Committed(task.node(), delta.values(), targets, commanded);
        List<Entry> entries = new ArrayList<>(context.takePending());
        boolean alone = isAlone();
        Suspension after = null;
        int step = state.step();
        lock.lock();
        try {
            String conflict = state.conflict(delta.values().keySet());
            if (conflict != null) {
                throw new GraphException(conflict);
            }
            if (alone) {
                own.get();
            } else {
                state.tryCommit(task.index(), committed);
            }
            if (node.policy().interruptAfter()) {
                after = question(task, "after", Suspension.When.AFTER, own.get());
                entries.add(entry(Kind.SUSPENDED, task, Records.suspension(after)));
                state.suspend(after);
            }
            state.commit(task.index(), committed);
            snapshots.add(0, 1);
            if (alone) {
                state.advance(own.get());
            }
        } finally {
            lock.unlock();
        }
        entries.add(
                new Entry(
                        Kind.NODE_COMMITTED,
                        task.node(),
                        step,
                        task.index(),
                        Records.committed(delta.json(), targets, commanded)));
        Status next = after != null ? Status.SUSPENDED : alone ? statusNow() : Status.OPEN;
        write(task.index(), time.before(entries), next, alone ? snapshotIfDue() : null, false);
        if (alone) {
            log.tellValues(graph, state);
        }
    }

    private void checkWrites(NodeDefinition<S> node, Delta delta) {
        if (node.policy().writes().isEmpty()) {
            return;
        }
        for (String channel : delta.values().keySet()) {
            if (!node.policy().writes().contains(channel)) {
                throw new GraphException(
                        "it wrote channel '"
                                + channel
                                + "' and says to write only "
                                + node.policy().writes());
            }
        }
    }

    private @Nullable String snapshotIfDue() {
        return snapshots.ifDue(graph, state);
    }

    /** Counts what a log already holds since its last snapshot. */
    void countFrom(long charactersBefore, int commitsBefore) {
        snapshots.add(charactersBefore, commitsBefore);
    }

    @Override
    public void write(int task, List<Entry> entries, boolean now) {
        write(task, entries, Status.OPEN, null, now);
    }

    private void write(
            int task, List<Entry> entries, Status next, @Nullable String snapshot, boolean now) {
        lock.lock();
        try {
            for (Entry entry : entries) {
                snapshots.add(entry.payload().length(), 0);
                if (entry.kind() == Kind.USAGE) {
                    ObjectNode used = Json.readObject(entry.payload(), "a usage");
                    state.addUsage(Records.usage(used));
                    state.addActive(Records.active(used));
                }
            }
        } finally {
            lock.unlock();
        }
        log.write(entries, next, snapshot, now);
        remember(task, entries);
    }

    /** Keeps what the task recorded for its later attempts. */
    private void remember(int task, List<Entry> entries) {
        lock.lock();
        try {
            for (Entry entry : entries) {
                switch (entry.kind()) {
                    case MODEL_CALL, TOOL_CALL, NOTE, EFFECT_STARTED, EFFECT, VALUE ->
                            state.addToJournal(
                                    new Event(
                                            log.last(),
                                            entry.kind(),
                                            entry.node(),
                                            entry.step(),
                                            task,
                                            entry.payload(),
                                            0));
                    case ADMITTED,
                            FORKED,
                            EDITED,
                            MIGRATED,
                            NODE_COMMITTED,
                            NODE_FAILED,
                            COMPENSATED,
                            SUSPENDED,
                            ANSWERED,
                            USAGE -> {}
                }
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void emit(StreamEvent.Mode mode, Task task, JsonNode payload) {
        log.emit(mode, task, state.step(), payload);
    }
}
