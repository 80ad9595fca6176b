package dev.kanishk.agents.run;

import dev.kanishk.agents.checkpoint.Event;
import dev.kanishk.agents.graph.Graph;
import dev.kanishk.agents.graph.GraphException;
import dev.kanishk.agents.graph.Join;
import dev.kanishk.agents.graph.Target;
import dev.kanishk.agents.graph.Usage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/*
 * Where a run stands: the state before the current superstep, the tasks of that superstep, and what
 * of them is known. It is what reading the log gives (LogReader), and what the execution changes in
 * the same way (the same methods) as it writes. For one thread at a time.
 */
/** A run as it stands. */
final class RunState<S extends Record> {
    private final Graph<S> graph;
    private S state;
    private int step = 1;
    private List<Task> tasks;
    private final Map<Integer, Committed> committed = new TreeMap<>();
    private final Map<String, String> writers = new HashMap<>();
    private final Map<Integer, List<Event>> journal = new LinkedHashMap<>();
    private final Map<Integer, Integer> failures = new LinkedHashMap<>();
    private final Map<Integer, Integer> series = new LinkedHashMap<>();
    private final Map<String, Suspension> suspensions = new LinkedHashMap<>();
    private final Map<Integer, Set<String>> arrivals = new TreeMap<>();
    private Usage usage = Usage.NONE;
    private Duration active = Duration.ZERO;
    private @Nullable S merged;
    private boolean compensating;
    private long seed;

    RunState(Graph<S> graph, S state, long seed) {
        this.graph = graph;
        this.state = state;
        this.seed = seed;
        this.tasks = List.of(new Task(0, graph.start(), null));
    }

    S state() {
        return state;
    }

    void state(S changed) {
        state = changed;
        merged = null;
    }

    int step() {
        return step;
    }

    long seed() {
        return seed;
    }

    void seed(long other) {
        seed = other;
    }

    List<Task> tasks() {
        return tasks;
    }

    Usage usage() {
        return usage;
    }

    void addUsage(Usage more) {
        usage = usage.plus(more);
    }

    /** The time that was counted against budgets. */
    Duration active() {
        return active;
    }

    void addActive(Duration more) {
        active = active.plus(more);
    }

    /** Tells whether it has begun to be undone, after which it does not go on any more. */
    boolean isCompensating() {
        return compensating;
    }

    void beginCompensating() {
        compensating = true;
    }

    boolean isDone() {
        return tasks.isEmpty();
    }

    Map<Integer, Set<String>> arrivals() {
        return arrivals;
    }

    /** Puts it where a snapshot was taken: at the beginning of a superstep. */
    void restore(int atStep, List<Task> frontier, Map<Integer, Set<String>> arrived) {
        step = atStep;
        tasks = List.copyOf(frontier);
        arrivals.clear();
        arrivals.putAll(arrived);
        forget();
    }

    List<Event> journal(int task) {
        return journal.getOrDefault(task, List.of());
    }

    void addToJournal(Event event) {
        journal.computeIfAbsent(event.task(), task -> new ArrayList<>()).add(event);
    }

    int failures(int task) {
        return failures.getOrDefault(task, 0);
    }

    /** Counts the failures since the last one that ended the run. */
    int series(int task) {
        return series.getOrDefault(task, 0);
    }

    /** Counts a failure; what the task waited for before is over. */
    void addFailure(int task, boolean last) {
        suspensions.values().removeIf(waiting -> taskOf(waiting) == task && !isAfter(waiting));
        failures.merge(task, 1, Integer::sum);
        if (last) {
            series.remove(task);
        } else {
            series.merge(task, 1, Integer::sum);
        }
    }

    Map<String, Suspension> suspensions() {
        return suspensions;
    }

    /** Takes in what a task waits for, which is one thing at a time; tells whether it is new. */
    boolean suspend(Suspension waiting) {
        int task = taskOf(waiting);
        suspensions
                .values()
                .removeIf(other ->
                        taskOf(other) == task
                                && !isAfter(other)
                                && !other.id().equals(waiting.id()));
        return !waiting.equals(suspensions.put(waiting.id(), waiting));
    }

    boolean isCommitted(int task) {
        return committed.containsKey(task);
    }

    boolean isWhole() {
        return committed.size() == tasks.size();
    }

    /** Drops what belongs to tasks that are not committed. */
    void forgetUncommitted() {
        journal.clear();
        failures.clear();
        series.clear();
        suspensions.clear();
    }

    private void forget() {
        merged = null;
        committed.clear();
        writers.clear();
        forgetUncommitted();
    }

    /** Says which node of this superstep wrote one of these channels, if it takes one writer. */
    @Nullable String conflict(Set<String> channels) {
        for (String channel : channels) {
            String other = writers.get(channel);
            if (other != null) {
                return "node '"
                        + other
                        + "' wrote channel '"
                        + channel
                        + "' in the same superstep: give it a reducer";
            }
        }
        return null;
    }

    /**
     * Merges the superstep as if a task's result were in already, so that what cannot be merged is
     * not committed; does nothing while other tasks have none.
     *
     * @throws GraphException if a reducer or the state refuses, or the next superstep is too large
     */
    void tryCommit(int task, Committed result) {
        if (committed.size() + 1 < tasks.size()) {
            return;
        }
        Map<Integer, Committed> whole = new TreeMap<>(committed);
        whole.put(task, result);
        int next = 0;
        List<Map<String, @Nullable Object>> changes = new ArrayList<>();
        for (Committed each : whole.values()) {
            changes.add(each.values());
            next += each.targets().size();
        }
        if (next > Graph.MAX_TASKS) {
            throw new GraphException(
                    "the next superstep would have " + next + " tasks: at most " + Graph.MAX_TASKS);
        }
        merged = graph.channels().merge(state, changes);
    }

    /** Takes a task's result in; the superstep is merged when all of its tasks have one. */
    void commit(int task, Committed result) {
        if (task >= tasks.size() || committed.putIfAbsent(task, result) != null) {
            throw new GraphException(
                    "task " + task + " of superstep " + step + " cannot be committed (again)");
        }
        for (String channel : result.values().keySet()) {
            if (!graph.channels().takesSeveralWriters(channel)) {
                writers.put(channel, result.node());
            }
        }
        journal.remove(task);
        failures.remove(task);
        series.remove(task);
        suspensions.values().removeIf(waiting -> taskOf(waiting) == task && !isAfter(waiting));
    }

    static boolean isAfter(Suspension suspension) {
        return suspension instanceof Suspension.Interrupt interrupt
                && interrupt.when() == Suspension.When.AFTER;
    }

    static int taskOf(Suspension suspension) {
        String id = suspension.id();
        int dot = id.indexOf('.');
        int end = id.indexOf('#');
        return Integer.parseInt(id.substring(dot + 1, end));
    }

    /** Merges a whole superstep, and makes the next one. */
    void advance() {
        S known = merged;
        if (known == null) {
            List<Map<String, @Nullable Object>> changes = new ArrayList<>();
            committed.values().forEach(result -> changes.add(result.values()));
            known = graph.channels().merge(state, changes);
        }
        advance(known);
    }

    /** Makes the next superstep, with the state that this one led to. */
    void advance(S after) {
        Set<String> plain = new LinkedHashSet<>();
        List<Target> next = new ArrayList<>();
        for (Committed result : committed.values()) {
            for (Target target : result.targets()) {
                if (target.argument() != null || plain.add(target.node())) {
                    next.add(target);
                }
            }
        }
        for (String joined : arrive()) {
            if (plain.add(joined)) {
                next.add(new Target(joined, null));
            }
        }
        state = after;
        merged = null;
        List<Task> frontier = new ArrayList<>();
        for (Target target : next) {
            frontier.add(new Task(frontier.size(), target.node(), target.argument()));
        }
        tasks = frontier;
        step++;
        committed.clear();
        writers.clear();
        journal.clear();
        failures.clear();
        series.clear();
        suspensions.values().removeIf(waiting -> !isAfter(waiting));
    }

    private List<String> arrive() {
        List<String> complete = new ArrayList<>();
        List<Join> joins = graph.joins();
        for (int i = 0; i < joins.size(); i++) {
            Join join = joins.get(i);
            Set<String> arrived = arrivals.computeIfAbsent(i, index -> new LinkedHashSet<>());
            for (Committed result : committed.values()) {
                if (!result.commanded() && join.from().contains(result.node())) {
                    arrived.add(result.node());
                }
            }
            if (arrived.size() == join.from().size()) {
                complete.add(join.to());
                arrived.clear();
            }
        }
        return complete;
    }

    /** Says which joins wait for what will not come any more; null if none does. */
    @Nullable String unmetJoin() {
        for (Map.Entry<Integer, Set<String>> waiting : arrivals.entrySet()) {
            if (!waiting.getValue().isEmpty()) {
                Join join = graph.joins().get(waiting.getKey());
                Set<String> missing = new LinkedHashSet<>(join.from());
                missing.removeAll(waiting.getValue());
                return "node '"
                        + join.to()
                        + "' joins "
                        + join.from()
                        + " and the run ended without "
                        + missing;
            }
        }
        return null;
    }
}
