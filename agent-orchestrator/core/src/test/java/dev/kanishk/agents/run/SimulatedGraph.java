package dev.kanishk.agents.run;

import dev.kanishk.agents.graph.Command;
import dev.kanishk.agents.graph.Graph;
import dev.kanishk.agents.graph.Node;
import dev.kanishk.agents.graph.NodeContext;
import dev.kanishk.agents.graph.NodePolicy;
import dev.kanishk.agents.graph.NodeResult;
import dev.kanishk.agents.graph.Reducer;
import dev.kanishk.agents.graph.RetryPolicy;
import dev.kanishk.agents.graph.Send;
import dev.kanishk.agents.graph.Update;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/**
 * A random workflow, and a plain interpreter of it that knows nothing of the library: no store, no
 * JSON, no threads.
 */
final class SimulatedGraph {
    /** The state of all simulated runs. */
    record State(List<String> log, Map<String, Integer> counts, long sum, int rounds) {}

    static final State EMPTY = new State(List.of(), Map.of(), 0, 0);
    private static final int MAX_ROUNDS = 12;

    /** How a node leads on. */
    enum Way {
        EDGES,
        BRANCH,
        FAN_OUT,
        COMMAND
    }

    /** What a node is, beside what it changes. */
    enum Sort {
        PLAIN,
        /** The first attempt outlasts its time. */
        SLOW,
        /** A graph of its own does the work; it is given no argument. */
        INNER,
        /** Asks between two parts. */
        QUESTION
    }

    record Spec(
            String name,
            Way way,
            List<String> targets,
            Sort sort,
            boolean asks,
            boolean effect,
            boolean fails) {
        Spec(String name, List<String> targets, boolean effect) {
            this(name, Way.EDGES, targets, Sort.PLAIN, false, effect, false);
        }

        /** Tells whether it fails for good on a state. */
        boolean failsOn(State state) {
            return fails && Math.floorMod(state.sum(), 4) == 1;
        }
    }

    /** The state of a graph inside of a node. */
    record Inner(long sum, int answer, State outer) {}

    record Task(String node, @Nullable Integer argument) {}

    /** Where the interpreter stands. */
    record Position(State state, List<Task> tasks, Set<String> arrived) {}

    private final Map<String, Spec> specs = new LinkedHashMap<>();
    private final @Nullable Spec joined;
    private final Set<String> joinFrom;
    private final boolean compensating;

    /*
     * Nodes lead forward, so that every path ends, but for the last one, which may begin again
     * until the rounds are over. A join waits for two nodes that the first one leads to.
     */
    SimulatedGraph(SplittableRandom random) {
        int size = random.nextInt(2, 8);
        boolean joins = random.nextInt(3) == 0;
        for (int i = 0; i < size; i++) {
            String name = "n" + i;
            Way way = i == size - 1 ? Way.BRANCH : Way.values()[random.nextInt(4)];
            List<String> targets = new ArrayList<>();
            if (i == size - 1) {
                targets.add("n0");
                targets.add(Graph.END);
            } else {
                int count = way == Way.FAN_OUT ? 1 : random.nextInt(1, 4);
                Set<String> chosen = new LinkedHashSet<>();
                for (int k = 0; k < count; k++) {
                    chosen.add("n" + random.nextInt(i + 1, size));
                }
                chosen.add("n" + (i + 1));
                targets.addAll(way == Way.FAN_OUT ? List.of("n" + (i + 1)) : chosen);
            }
            Sort sort = sort(random);
            boolean asks = sort == Sort.QUESTION || random.nextInt(12) == 0;
            boolean fails = i > 0 && random.nextInt(20) == 0;
            boolean effect = random.nextBoolean();
            specs.put(name, new Spec(name, way, targets, sort, asks, effect, fails));
        }
        compensating = random.nextBoolean();
        if (joins) {
            specs.put("n0", new Spec("n0", List.of("n1", "ja", "jb"), false));
            specs.put("ja", new Spec("ja", List.of(), true));
            specs.put("jc", new Spec("jc", List.of(), false));
            specs.put("jb", new Spec("jb", List.of("jc"), true));
            joined = new Spec("j", List.of(Graph.END), true);
            specs.put("j", joined);
            joinFrom = new TreeSet<>(Set.of("ja", "jc"));
        } else {
            joined = null;
            joinFrom = Set.of();
        }
    }

    private static Sort sort(SplittableRandom random) {
        return switch (random.nextInt(40)) {
            case 0 -> Sort.SLOW;
            case 1, 2, 3, 4 -> Sort.INNER;
            case 5, 6 -> Sort.QUESTION;
            default -> Sort.PLAIN;
        };
    }

    boolean isCompensating() {
        return compensating;
    }

    /** What a node gives, by what it is given alone. */
    static State change(String node, State state, @Nullable Integer argument, int answer) {
        long sum = state.sum() * 31 + node.hashCode() + (argument == null ? 7 : argument) + answer;
        String key = node + Math.floorMod(sum, 3);
        return new State(
                List.of(node + ":" + argument + ":" + Math.floorMod(sum, 1_000)),
                Map.of(key, state.log().size()),
                Math.floorMod(sum, 1_000_003L),
                node.equals("n0") ? 1 : 0);
    }

    static int answer(String node, int logSize) {
        return node.hashCode() % 100 + logSize;
    }

    List<Task> next(Spec spec, State own) {
        long pick = Math.floorMod(own.sum(), 97L);
        List<Task> tasks = new ArrayList<>();
        switch (spec.way()) {
            case EDGES -> spec.targets().forEach(target -> tasks.add(new Task(target, null)));
            case BRANCH -> {
                int choice = (int) (pick % spec.targets().size());
                String target =
                        own.rounds() > MAX_ROUNDS / 4 || own.log().size() > 40
                                ? spec.targets().getLast()
                                : spec.targets().get(choice);
                tasks.add(new Task(target, null));
            }
            case FAN_OUT -> {
                for (int i = 0; i < pick % 4; i++) {
                    tasks.add(new Task(spec.targets().getFirst(), i + (int) pick));
                }
            }
            case COMMAND -> {
                for (int i = 0; i <= pick % spec.targets().size(); i++) {
                    tasks.add(new Task(spec.targets().get(i), pick % 2 == 0 ? null : (int) pick));
                }
            }
        }
        return tasks;
    }

    static State merge(State state, State change) {
        List<String> log = new ArrayList<>(state.log());
        log.addAll(change.log());
        Map<String, Integer> counts = new TreeMap<>(state.counts());
        counts.putAll(change.counts());
        return new State(log, counts, state.sum() ^ change.sum(), state.rounds() + change.rounds());
    }

    Position begin() {
        return new Position(EMPTY, List.of(new Task("n0", null)), Set.of());
    }

    /** Tells whether a node of the next superstep fails for good. */
    boolean fails(Position at) {
        return at.tasks().stream().anyMatch(task -> spec(task.node()).failsOn(at.state()));
    }

    /** One superstep; the position stays if there is nothing to do. */
    Position step(Position at) {
        State merged = at.state();
        Set<String> arrived = new TreeSet<>(at.arrived());
        List<Task> next = new ArrayList<>();
        for (Task task : at.tasks()) {
            Spec spec = spec(task.node());
            int answer = spec.asks() ? answer(spec.name(), at.state().log().size()) : 0;
            Integer argument = spec.sort() == Sort.INNER ? null : task.argument();
            State change = change(spec.name(), at.state(), argument, answer);
            State own = merge(at.state(), change);
            merged = merge(merged, change);
            for (Task target : next(spec, own)) {
                boolean known = target.argument() == null && next.contains(target);
                if (!target.node().equals(Graph.END) && !known) {
                    next.add(target);
                }
            }
            if (joinFrom.contains(spec.name())) {
                arrived.add(spec.name());
            }
        }
        if (joined != null && arrived.equals(joinFrom)) {
            arrived.clear();
            if (!next.contains(new Task("j", null))) {
                next.add(new Task("j", null));
            }
        }
        return new Position(merged, next, arrived);
    }

    Position end(Position from) {
        Position at = from;
        while (!at.tasks().isEmpty() && !fails(at)) {
            at = step(at);
        }
        return at;
    }

    private Spec spec(String node) {
        Spec spec = specs.get(node);
        if (spec == null) {
            throw new IllegalStateException(node);
        }
        return spec;
    }

    /** Makes the same workflow with the library; {@code visit} runs before and around each node. */
    Graph<State> graph(Visit visit) {
        Graph.Builder<State> builder =
                Graph.of(State.class, "n0")
                        .channel("log", Reducer.append())
                        .channel("counts", Reducer.merge())
                        .channel("sum", (old, given) -> (Long) nonNull(old) ^ (Long) given)
                        .channel("rounds", (old, given) -> (Integer) nonNull(old) + (Integer) given)
                        .stepLimit(10_000);
        if (compensating) {
            builder.compensateOnFailure();
        }
        for (Spec spec : specs.values()) {
            add(builder, spec, visit);
            switch (spec.way()) {
                case EDGES -> spec.targets().forEach(to -> builder.edge(spec.name(), to));
                case BRANCH ->
                        builder.branch(
                                spec.name(),
                                new LinkedHashSet<>(spec.targets()),
                                state -> next(spec, state).getFirst().node());
                case FAN_OUT ->
                        builder.fanOut(
                                spec.name(),
                                spec.targets().getFirst(),
                                state -> next(spec, state).stream().map(Task::argument).toList());
                case COMMAND ->
                        builder.commands(spec.name(), spec.targets().toArray(String[]::new));
            }
        }
        if (joined != null) {
            builder.join(joinFrom, "j");
        }
        return builder.build();
    }

    private static Object nonNull(@Nullable Object value) {
        if (value == null) {
            throw new IllegalStateException("a channel without value");
        }
        return value;
    }

    /** What surrounds a node. */
    interface Visit {
        /** Comes before whatever the node does. */
        void visit(Spec spec, NodeContext context) throws Exception;

        /** Undoes the node. */
        void undo(Spec spec, NodeContext context) throws Exception;
    }

    private void add(Graph.Builder<State> builder, Spec spec, Visit visit) {
        NodePolicy<State> policy =
                NodePolicy.<State>defaults().withCompensation((s, c) -> visit.undo(spec, c));
        switch (spec.sort()) {
            case PLAIN -> builder.node(spec.name(), node(spec, visit), policy);
            case SLOW ->
                    builder.node(
                            spec.name(),
                            slow(node(spec, visit)),
                            policy.withTimeout(Duration.ofMillis(5))
                                    .withRetry(
                                            RetryPolicy.of(1_000, Duration.ZERO, Duration.ZERO)));
            case QUESTION ->
                    builder.question(
                            spec.name(),
                            (state, context) -> {
                                visit.visit(spec, context);
                                return "?";
                            },
                            Integer.class,
                            (state, answer, context) ->
                                    result(spec, state, context.argument(Integer.class), answer),
                            policy);
            case INNER ->
                    builder.subgraph(
                            spec.name(),
                            inner(spec, visit),
                            state -> new Inner(0, 0, state),
                            (state, end) -> result(spec, state, null, end.answer()));
        }
    }

    /** A node whose first attempt waits until it is interrupted. */
    private static Node<State> slow(Node<State> node) {
        return (state, context) -> {
            if (context.attempt() == 1) {
                new CountDownLatch(1).await();
            }
            return node.apply(state, context);
        };
    }

    /** Two nodes, the first of which has the name of the outer one, and asks and fails for it. */
    private static Graph<Inner> inner(Spec spec, Visit visit) {
        return Graph.of(Inner.class, spec.name())
                .node(
                        spec.name(),
                        (state, context) -> {
                            visit.visit(spec, context);
                            fail(spec, state.outer());
                            int answer = spec.asks() ? context.interrupt("?", Integer.class) : 0;
                            return Update.of("answer", answer);
                        },
                        NodePolicy.<Inner>defaults()
                                .withCompensation((s, c) -> visit.undo(spec, c)))
                .edge(spec.name(), "last")
                .node(
                        "last",
                        (state, context) -> {
                            visit.visit(spec, context);
                            return Update.none();
                        },
                        NodePolicy.<Inner>defaults()
                                .withCompensation((s, c) -> visit.undo(spec, c)))
                .edge("last", Graph.END)
                .build();
    }

    private static void fail(Spec spec, State state) {
        if (spec.failsOn(state)) {
            throw new IllegalStateException("simulated failure");
        }
    }

    private Node<State> node(Spec spec, Visit visit) {
        return (state, context) -> {
            visit.visit(spec, context);
            int answer = spec.asks() ? context.interrupt("?", Integer.class) : 0;
            return result(spec, state, context.argument(Integer.class), answer);
        };
    }

    private NodeResult result(Spec spec, State state, @Nullable Integer argument, int answer) {
        fail(spec, state);
        State change = change(spec.name(), state, argument, answer);
        Update update =
                Update.of("log", change.log())
                        .and("counts", change.counts())
                        .and("sum", change.sum())
                        .and("rounds", change.rounds());
        if (spec.way() != Way.COMMAND) {
            return update;
        }
        List<Send> sends = new ArrayList<>();
        for (Task task : next(spec, merge(state, change))) {
            sends.add(new Send(task.node(), task.argument()));
        }
        return new Command(update, sends);
    }
}
