package dev.kanishk.agents.graph;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Finds what is wrong with a graph before it runs. */
final class GraphCheck<S extends Record> {
    private final Graph<S> graph;
    private final Map<String, Set<String>> edges;

    GraphCheck(Graph<S> graph) {
        this.graph = graph;
        this.edges = graph.edges();
    }

    void check() {
        if (!edges.containsKey(graph.start())) {
            throw new GraphException("start node '" + graph.start() + "' does not exist: add it");
        }
        edges.forEach(this::checkTargets);
        Set<String> reached = reachable(graph.start());
        for (String node : edges.keySet()) {
            if (!reached.contains(node)) {
                throw new GraphException(
                        "node '" + node + "' cannot be reached from '" + graph.start() + "'");
            }
            if (!reachable(node).contains(Graph.END)) {
                throw new GraphException("node '" + node + "' never leads to END");
            }
        }
        checkWrites();
    }

    private void checkTargets(String from, Set<String> targets) {
        if (targets.isEmpty()) {
            throw new GraphException("node '" + from + "' has no way out: add an edge or branch");
        }
        for (String to : targets) {
            if (!to.equals(Graph.END) && !edges.containsKey(to)) {
                throw new GraphException(
                        "node '" + from + "' leads to '" + to + "', which does not exist");
            }
        }
    }

    private Set<String> reachable(String from) {
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

    /** Two nodes that may be of one superstep. */
    private record Pair(String first, String second) {}

    /*
     * Pairs begin where a node leads to several at once, and go on with whatever both lead to. That
     * may name a pair that no run has (two branches that exclude each other by the state), never
     * miss one.
     */
    private void checkWrites() {
        Set<Pair> seen = new LinkedHashSet<>();
        Deque<Pair> open = new ArrayDeque<>();
        for (String node : edges.keySet()) {
            List<Set<String>> together =
                    new ArrayList<>(graph.exits(node).stream().map(Exit::targets).toList());
            graph.joins().stream()
                    .filter(join -> join.from().contains(node))
                    .forEach(join -> together.add(Set.of(join.to())));
            for (int i = 0; i < together.size(); i++) {
                for (int j = i + 1; j < together.size(); j++) {
                    addAll(together.get(i), together.get(j), seen, open);
                }
            }
            for (Exit<S> exit : graph.exits(node)) {
                if (exit.kind() == Exit.Kind.FAN_OUT || exit.kind() == Exit.Kind.COMMAND) {
                    addAll(exit.targets(), exit.targets(), seen, open);
                }
            }
        }
        while (!open.isEmpty()) {
            Pair pair = open.removeFirst();
            checkPair(pair);
            addAll(
                    edges.getOrDefault(pair.first(), Set.of()),
                    edges.getOrDefault(pair.second(), Set.of()),
                    seen,
                    open);
        }
    }

    private void addAll(Set<String> some, Set<String> others, Set<Pair> seen, Deque<Pair> open) {
        for (String first : some) {
            for (String second : others) {
                Pair pair = new Pair(first, second);
                boolean distinct = !first.equals(second) || isFannedOut(first);
                if (distinct && seen.add(pair)) {
                    open.addLast(pair);
                }
            }
        }
    }

    private boolean isFannedOut(String node) {
        return edges.keySet().stream()
                .flatMap(from -> graph.exits(from).stream())
                .anyMatch(
                        exit -> exit.kind() == Exit.Kind.FAN_OUT && exit.targets().contains(node));
    }

    private void checkPair(Pair pair) {
        if (pair.first().equals(Graph.END) || pair.second().equals(Graph.END)) {
            return;
        }
        Set<String> both = new LinkedHashSet<>(graph.node(pair.first()).policy().writes());
        both.retainAll(graph.node(pair.second()).policy().writes());
        for (String channel : both) {
            if (!graph.channels().takesSeveralWriters(channel)) {
                throw new GraphException(
                        "node '"
                                + pair.first()
                                + "' and node '"
                                + pair.second()
                                + "' may write channel '"
                                + channel
                                + "' in one superstep: give it a reducer");
            }
        }
    }
}
