package dev.kanishk.agents.graph;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A workflow: nodes over a state record, and the edges between them. A run of it goes in
 * supersteps: the nodes of one run at the same time on the state before it; their changes are then
 * merged in the order of the tasks, and their targets, without repetition, make the next. A run
 * whose next superstep is empty is at its end.
 *
 * <p>Immutable and checked: every edge leads to a node, every node can be reached, has a way out,
 * and can reach the end.
 *
 * @param <S> the state; its components are the channels
 */
public final class Graph<S extends Record> {
    /** The name that edges to the end lead to. */
    public static final String END = "END";

    /** What the names of compensations in a log begin with, and those of nodes must not. */
    public static final String UNDO = "undo:";

    /** The most supersteps of a run, unless the graph says otherwise. */
    public static final int DEFAULT_STEP_LIMIT = 100;

    /** The most tasks of one superstep. */
    public static final int MAX_TASKS = 10_000;

    private final String name;
    private final String start;
    private final int stepLimit;
    private final int version;
    private final boolean compensating;
    private final Map<Integer, UnaryOperator<ObjectNode>> migrations;
    private final Map<String, NodeDefinition<S>> nodes;
    private final Map<String, List<Exit<S>>> exits;
    private final List<Join> joins;
    private final Channels<S> channels;

    private Graph(Builder<S> builder) {
        name = builder.stateType.getSimpleName();
        start = builder.start;
        stepLimit = builder.stepLimit;
        version = builder.version;
        compensating = builder.compensating;
        migrations = Map.copyOf(builder.migrations);
        nodes = new LinkedHashMap<>(builder.nodes);
        exits = new LinkedHashMap<>();
        builder.exits.forEach((from, ways) -> exits.put(from, List.copyOf(ways)));
        joins = List.copyOf(builder.joins);
        channels = new Channels<>(builder.stateType, builder.reducers);
    }

    /**
     * Begins a graph.
     *
     * @param stateType the state; each component must be kept by JSON as it is
     * @param start the node that runs begin with
     * @param <S> the state
     * @return a builder
     */
    public static <S extends Record> Builder<S> of(Class<S> stateType, String start) {
        return new Builder<>(stateType, start);
    }

    /**
     * Names the graph.
     *
     * @return the simple name of its state type
     */
    public String name() {
        return name;
    }

    /**
     * Names the first node.
     *
     * @return the node that runs begin with
     */
    public String start() {
        return start;
    }

    /**
     * Bounds a run.
     *
     * @return the most supersteps of a run
     */
    public int stepLimit() {
        return stepLimit;
    }

    /**
     * Tells the version of the state type.
     *
     * @return the version, from 1
     */
    public int version() {
        return version;
    }

    /**
     * Tells what a failed node leads to.
     *
     * @return whether what was committed is compensated, or waits to be resumed
     */
    public boolean isCompensating() {
        return compensating;
    }

    /**
     * Gives the step from one version of the state to the next.
     *
     * @param from the older version
     * @return changes the JSON of some or all channels; null if there is none
     */
    public @Nullable UnaryOperator<ObjectNode> migration(int from) {
        return migrations.get(from);
    }

    /**
     * Lists the edges.
     *
     * @return for each node, in the order added, where it may lead
     */
    public Map<String, Set<String>> edges() {
        Map<String, Set<String>> edges = new LinkedHashMap<>();
        nodes.keySet()
                .forEach(node -> {
                    Set<String> targets = new LinkedHashSet<>();
                    exits(node).forEach(exit -> targets.addAll(exit.targets()));
                    joins.stream()
                            .filter(join -> join.from().contains(node))
                            .forEach(join -> targets.add(join.to()));
                    edges.put(node, Collections.unmodifiableSet(targets));
                });
        return Collections.unmodifiableMap(edges);
    }

    /**
     * Lists the joins.
     *
     * @return the joins, in the order added
     */
    public List<Join> joins() {
        return joins;
    }

    /**
     * Lists the nodes.
     *
     * @return the nodes, in the order added
     */
    public Collection<NodeDefinition<S>> nodes() {
        return Collections.unmodifiableCollection(nodes.values());
    }

    /**
     * Describes the state.
     *
     * @return its channels
     */
    public Channels<S> channels() {
        return channels;
    }

    /**
     * Finds a node.
     *
     * @param node its name
     * @return the node
     * @throws GraphException if there is none of that name
     */
    public NodeDefinition<S> node(String node) {
        NodeDefinition<S> found = nodes.get(node);
        if (found == null) {
            throw new GraphException(
                    "the run is at node '" + node + "', which this graph does not have");
        }
        return found;
    }

    List<Exit<S>> exits(String node) {
        return exits.getOrDefault(node, List.of());
    }

    /**
     * Says where a committed node leads, but for joins.
     *
     * @param node the node
     * @param state gives the state with the node's own change, where a way out depends on it
     * @param result what it gave
     * @return the targets; empty if this path ends
     * @throws GraphException if it leads where the graph has no edge to
     */
    public List<Target> targets(String node, Supplier<? extends S> state, NodeResult result) {
        return new Routes<>(this, node).targets(state, result);
    }

    /**
     * Tells whether a node leads into a join.
     *
     * @param node the node
     * @return whether one waits for it
     */
    public boolean isJoined(String node) {
        return joins.stream().anyMatch(join -> join.from().contains(node));
    }

    /**
     * Puts a graph together. For one thread.
     *
     * @param <S> the state
     */
    public static final class Builder<S extends Record> {
        private final Class<S> stateType;
        private final String start;
        private final Map<String, Reducer> reducers = new LinkedHashMap<>();
        private final Map<String, NodeDefinition<S>> nodes = new LinkedHashMap<>();
        private final Map<String, List<Exit<S>>> exits = new LinkedHashMap<>();
        private final List<Join> joins = new ArrayList<>();
        private final Map<Integer, UnaryOperator<ObjectNode>> migrations = new LinkedHashMap<>();
        private int stepLimit = DEFAULT_STEP_LIMIT;
        private int version = 1;
        private boolean compensating;

        private Builder(Class<S> stateType, String start) {
            this.stateType = stateType;
            this.start = start;
        }

        /**
         * Says how a channel takes values in; without, the last value wins.
         *
         * @param channel the record component
         * @param reducer how
         * @return this builder
         */
        public Builder<S> channel(String channel, Reducer reducer) {
            reducers.put(channel, reducer);
            return this;
        }

        /**
         * Adds a node: one attempt, without limits.
         *
         * @param node its name, not {@link #END} and not used before
         * @param work what it does
         * @return this builder
         * @throws GraphException if the name is taken
         */
        public Builder<S> node(String node, Node<S> work) {
            return node(node, work, NodePolicy.defaults());
        }

        /**
         * Adds a node.
         *
         * @param node its name, not {@link #END} and not used before
         * @param work what it does
         * @param policy how it is run
         * @return this builder
         * @throws GraphException if the name is taken
         */
        public Builder<S> node(String node, Node<S> work, NodePolicy<S> policy) {
            return add(new NodeDefinition<>(node, work, null, policy));
        }

        /**
         * Adds a node that asks a person in its middle, with no limits: {@link #question(String,
         * Question, Class, Answered, NodePolicy)}.
         *
         * @param node its name, not {@link #END} and not used before
         * @param ask gives the question
         * @param answerType the type that the answer must have
         * @param then goes on with the answer
         * @param <A> the answer
         * @return this builder
         * @throws GraphException if the name is taken
         */
        public <A> Builder<S> question(
                String node, Question<S> ask, Class<A> answerType, Answered<S, A> then) {
            return question(node, ask, answerType, then, NodePolicy.defaults());
        }

        /**
         * Adds a node of two parts, between which a person is asked. The first part gives the
         * question; once that is written it is not run again, however often the node is. The run
         * waits then without a thread. The second part is run with the answer.
         *
         * @param node its name, not {@link #END} and not used before
         * @param ask gives the question
         * @param answerType the type that the answer must have
         * @param then goes on with the answer
         * @param policy how both parts are run
         * @param <A> the answer
         * @return this builder
         * @throws GraphException if the name is taken
         */
        public <A> Builder<S> question(
                String node,
                Question<S> ask,
                Class<A> answerType,
                Answered<S, A> then,
                NodePolicy<S> policy) {
            return node(node, new QuestionNode<>(ask, answerType, then), policy);
        }

        /**
         * Adds a graph with a state of its own as a node.
         *
         * @param node its name, not {@link #END} and not used before
         * @param graph the graph
         * @param enter makes its first state of this graph's
         * @param leave makes a change to this graph's state of its last
         * @param <T> its state
         * @return this builder
         * @throws GraphException if the name is taken
         */
        public <T extends Record> Builder<S> subgraph(
                String node,
                Graph<T> graph,
                Function<? super S, T> enter,
                BiFunction<? super S, ? super T, ? extends NodeResult> leave) {
            return add(
                    new NodeDefinition<>(
                            node,
                            null,
                            new Subgraph<>(graph, enter, leave),
                            NodePolicy.defaults()));
        }

        private Builder<S> add(NodeDefinition<S> definition) {
            String node = definition.name();
            if (node.startsWith(UNDO)) {
                throw new GraphException(
                        "node '" + node + "': names that begin with " + UNDO + " are kept free");
            }
            if (node.isEmpty() || node.equals(END) || nodes.putIfAbsent(node, definition) != null) {
                throw new GraphException("node '" + node + "': the name is taken or empty");
            }
            return this;
        }

        /**
         * Leads from a node always to another. With several edges the others run at the same time.
         *
         * @param from the node
         * @param to the next node, or {@link #END}
         * @return this builder
         * @throws GraphException if there is that edge already
         */
        public Builder<S> edge(String from, String to) {
            return exit(from, new Exit<>(Exit.Kind.EDGE, Set.of(to), state -> List.of()));
        }

        /**
         * Leads from a node to one that depends on the state.
         *
         * @param from the node
         * @param targets every node that it may lead to, {@link #END} too
         * @param route gives one of the targets; the same for the same state
         * @return this builder
         */
        public Builder<S> branch(
                String from, Set<String> targets, Function<? super S, String> route) {
            return exit(
                    from,
                    new Exit<>(
                            Exit.Kind.BRANCH,
                            Collections.unmodifiableSet(new LinkedHashSet<>(targets)),
                            state -> List.of(Send.to(route.apply(state)))));
        }

        /**
         * Leads from a node to another once for each of several arguments, all at the same time. An
         * edge from that node leads on when all of them are committed.
         *
         * @param from the node
         * @param to the node that runs with each argument
         * @param arguments gives the arguments, in the order of their tasks, at most {@value
         *     #MAX_TASKS}, none of them null; the same for the same state
         * @return this builder
         */
        public Builder<S> fanOut(
                String from, String to, Function<? super S, ? extends List<?>> arguments) {
            return exit(
                    from,
                    new Exit<>(
                            Exit.Kind.FAN_OUT,
                            Set.of(to),
                            state ->
                                    arguments.apply(state).stream()
                                            .map(argument -> Send.to(to, (Object) argument))
                                            .toList()));
        }

        /**
         * Says where a node's {@link Command commands} may lead. A command replaces the node's
         * other ways out.
         *
         * @param from the node
         * @param targets every node that it may lead to, {@link #END} too
         * @return this builder
         */
        public Builder<S> commands(String from, String... targets) {
            Set<String> all = new LinkedHashSet<>(List.of(targets));
            return exit(
                    from,
                    new Exit<>(
                            Exit.Kind.COMMAND,
                            Collections.unmodifiableSet(all),
                            state -> List.of()));
        }

        /**
         * Runs a node once all of several others are committed, in whichever superstep.
         *
         * @param from the nodes that are waited for, at least two
         * @param to the node that then runs
         * @return this builder
         */
        public Builder<S> join(Set<String> from, String to) {
            if (from.size() < 2) {
                throw new GraphException(
                        "the join at node '" + to + "' waits for " + from + ": use an edge");
            }
            joins.add(new Join(from, to));
            return this;
        }

        private Builder<S> exit(String from, Exit<S> exit) {
            List<Exit<S>> ways = exits.computeIfAbsent(from, node -> new ArrayList<>());
            if (exit.kind() == Exit.Kind.EDGE
                    && ways.stream()
                            .anyMatch(way ->
                                    way.kind() == exit.kind()
                                            && way.targets().equals(exit.targets()))) {
                throw new GraphException(
                        "node '" + from + "' has an edge to " + exit.targets() + " already");
            }
            ways.add(exit);
            return this;
        }

        /**
         * Bounds a run; at the bound it fails with an error that names the node.
         *
         * @param steps the most supersteps, at least 1
         * @return this builder
         */
        public Builder<S> stepLimit(int steps) {
            if (steps < 1) {
                throw new GraphException("step limit " + steps + ": use at least 1");
            }
            stepLimit = steps;
            return this;
        }

        /**
         * Undoes what was committed when a node fails for good: the compensations of the committed
         * nodes, the last first. The run is then at its end and cannot be resumed. Without this a
         * failed run waits to be resumed.
         *
         * @return this builder
         */
        public Builder<S> compensateOnFailure() {
            compensating = true;
            return this;
        }

        /**
         * Numbers the state type. A changed state type needs a new number, and a migration from
         * each version that runs may have begun with.
         *
         * @param number the version, from 1
         * @return this builder
         */
        public Builder<S> version(int number) {
            if (number < 1) {
                throw new GraphException("version " + number + ": use at least 1");
            }
            version = number;
            return this;
        }

        /**
         * Brings a state from one version to the next.
         *
         * @param from the older version
         * @param migrate changes JSON whose fields are channels; it is given whole states and the
         *     changes of single nodes, and so must bear that fields are missing
         * @return this builder
         */
        public Builder<S> migration(int from, UnaryOperator<ObjectNode> migrate) {
            if (migrations.putIfAbsent(from, migrate) != null) {
                throw new GraphException("there is a migration from version " + from + " already");
            }
            return this;
        }

        /**
         * Checks and makes the graph.
         *
         * @return the graph
         * @throws GraphException if it is wrong; the message names the node
         */
        public Graph<S> build() {
            for (int from : migrations.keySet()) {
                if (from < 1 || from >= version) {
                    throw new GraphException(
                            "a migration from version "
                                    + from
                                    + " leads nowhere: the graph has version "
                                    + version);
                }
            }
            exits.keySet().forEach(from -> checkNode(from, "an edge leads from"));
            for (Join join : joins) {
                join.from().forEach(from -> checkNode(from, "a join waits for"));
            }
            Graph<S> graph = new Graph<>(this);
            new GraphCheck<>(graph).check();
            return graph;
        }

        private void checkNode(String node, String what) {
            if (!nodes.containsKey(node)) {
                throw new GraphException(what + " node '" + node + "', which does not exist");
            }
        }
    }
}
