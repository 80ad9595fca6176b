package dev.kanishk.agents.graph;

import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * A workflow: nodes over a state record, and the edges between them. Immutable and checked: every
 * edge leads to a node, every node can be reached and has one way out, and the end can be reached
 * from each.
 *
 * @param <S> the state; its components are the channels
 */
public final class Graph<S extends Record> {
    /** The name that edges to the end lead to. */
    public static final String END = "END";

    /** The most steps of a run, unless the graph says otherwise. */
    public static final int DEFAULT_STEP_LIMIT = 100;

    private record Exit<S>(Set<String> targets, Function<? super S, String> route) {}

    private final String start;
    private final int stepLimit;
    private final Map<String, Node<S>> nodes;
    private final Map<String, Exit<S>> exits;
    private final Channels<S> channels;

    private Graph(Builder<S> builder) {
        start = builder.start;
        stepLimit = builder.stepLimit;
        nodes = new LinkedHashMap<>(builder.nodes);
        exits = new LinkedHashMap<>(builder.exits);
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
     * @return the most steps of a run
     */
    public int stepLimit() {
        return stepLimit;
    }

    /**
     * Lists the edges.
     *
     * @return for each node, in the order added, where it may lead
     */
    public Map<String, Set<String>> edges() {
        Map<String, Set<String>> edges = new LinkedHashMap<>();
        nodes.keySet().forEach(name -> edges.put(name, exit(name).targets()));
        return Collections.unmodifiableMap(edges);
    }

    Channels<S> channels() {
        return channels;
    }

    Node<S> node(String name) {
        Node<S> node = nodes.get(name);
        if (node == null) {
            throw new GraphException(
                    "the run is at node '" + name + "', which this graph does not have");
        }
        return node;
    }

    String next(String name, S state) {
        Exit<S> exit = exit(name);
        String target = exit.route().apply(state);
        if (!exit.targets().contains(target)) {
            throw new GraphException(
                    "node '"
                            + name
                            + "' was routed to '"
                            + target
                            + "': its branch names only "
                            + exit.targets());
        }
        return target;
    }

    private Exit<S> exit(String name) {
        Exit<S> exit = exits.get(name);
        if (exit == null) {
            throw new GraphException("node '" + name + "' has no way out: add an edge or branch");
        }
        return exit;
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
        private final Map<String, Node<S>> nodes = new LinkedHashMap<>();
        private final Map<String, Exit<S>> exits = new LinkedHashMap<>();
        private int stepLimit = DEFAULT_STEP_LIMIT;

        private Builder(Class<S> stateType, String start) {
            this.stateType = stateType;
            this.start = start;
        }

        /**
         * Says how a channel takes values in; without, the last value wins.
         *
         * @param name the record component
         * @param reducer how
         * @return this builder
         */
        public Builder<S> channel(String name, Reducer reducer) {
            reducers.put(name, reducer);
            return this;
        }

        /**
         * Adds a node.
         *
         * @param name its name, not {@link #END} and not used before
         * @param node what it does
         * @return this builder
         * @throws GraphException if the name is taken
         */
        public Builder<S> node(String name, Node<S> node) {
            if (name.equals(END) || nodes.putIfAbsent(name, node) != null) {
                throw new GraphException("node '" + name + "': the name is taken");
            }
            return this;
        }

        /**
         * Leads from a node always to the same one.
         *
         * @param from the node
         * @param to the next node, or {@link #END}
         * @return this builder
         * @throws GraphException if the node has a way out already
         */
        public Builder<S> edge(String from, String to) {
            return exit(from, new Exit<>(Set.of(to), state -> to));
        }

        /**
         * Leads from a node to one that depends on the state.
         *
         * @param from the node
         * @param targets every node that it may lead to, {@link #END} too
         * @param route gives one of the targets; the same for the same state
         * @return this builder
         * @throws GraphException if the node has a way out already
         */
        public Builder<S> branch(
                String from, Set<String> targets, Function<? super S, String> route) {
            return exit(
                    from,
                    new Exit<>(Collections.unmodifiableSet(new LinkedHashSet<>(targets)), route));
        }

        private Builder<S> exit(String from, Exit<S> exit) {
            if (exits.putIfAbsent(from, exit) != null) {
                throw new GraphException(
                        "node '" + from + "' has a way out already: use one branch instead");
            }
            return this;
        }

        /**
         * Bounds a run; at the bound it fails with an error that names the node.
         *
         * @param steps the most steps, at least 1
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
         * Checks and makes the graph.
         *
         * @return the graph
         * @throws GraphException if it is wrong; the message names the node
         */
        public Graph<S> build() {
            if (!nodes.containsKey(start)) {
                throw new GraphException("start node '" + start + "' does not exist: add it");
            }
            exits.forEach((from, exit) -> {
                if (!nodes.containsKey(from)) {
                    throw new GraphException(
                            "an edge leads from node '" + from + "', which does not exist");
                }
                for (String to : exit.targets()) {
                    if (!to.equals(END) && !nodes.containsKey(to)) {
                        throw new GraphException(
                                "node '" + from + "' leads to '" + to + "', which does not exist");
                    }
                }
            });
            Graph<S> graph = new Graph<>(this);
            Map<String, Set<String>> edges = graph.edges();
            for (String name : nodes.keySet()) {
                if (!reachable(start, edges).contains(name)) {
                    throw new GraphException(
                            "node '" + name + "' cannot be reached from '" + start + "'");
                }
                if (!reachable(name, edges).contains(END)) {
                    throw new GraphException("node '" + name + "' never leads to END");
                }
            }
            return graph;
        }

        private static Set<String> reachable(String from, Map<String, Set<String>> edges) {
            Set<String> seen = new HashSet<>(Set.of(from));
            Deque<String> open = new ArrayDeque<>(seen);
            while (!open.isEmpty()) {
                for (String to : edges.getOrDefault(open.removeFirst(), Set.of())) {
                    if (seen.add(to)) {
                        open.addLast(to);
                    }
                }
            }
            return seen;
        }
    }
}
