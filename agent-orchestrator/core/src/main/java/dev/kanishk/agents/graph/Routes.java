package dev.kanishk.agents.graph;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/** Where a committed node leads. */
final class Routes<S extends Record> {
    private final Graph<S> graph;
    private final String node;

    Routes(Graph<S> graph, String node) {
        this.graph = graph;
        this.node = node;
    }

    List<Target> targets(Supplier<? extends S> state, NodeResult result) {
        List<Target> targets = new ArrayList<>();
        Set<String> commanded = new LinkedHashSet<>();
        for (Exit<S> exit : graph.exits(node)) {
            if (exit.kind() == Exit.Kind.COMMAND) {
                commanded.addAll(exit.targets());
            }
        }
        if (result instanceof Command command) {
            checkSize(command.next());
            add(targets, commanded, command.next(), "its commands name only ");
            return targets;
        }
        for (Exit<S> exit : graph.exits(node)) {
            if (exit.kind() == Exit.Kind.COMMAND) {
                continue;
            }
            List<Send> next =
                    exit.kind() == Exit.Kind.EDGE
                            ? List.of(Send.to(exit.targets().iterator().next()))
                            : exit.route().apply(state.get());
            checkSize(next);
            add(targets, exit.targets(), next, "its branch names only ");
        }
        if (!commanded.isEmpty() && graph.exits(node).size() == 1 && !graph.isJoined(node)) {
            throw new GraphException(
                    "node '"
                            + node
                            + "' gave no command, and has no other way out than "
                            + commanded);
        }
        return targets;
    }

    private void checkSize(List<Send> next) {
        if (next.size() > Graph.MAX_TASKS) {
            throw new GraphException(
                    "node '"
                            + node
                            + "' leads to "
                            + next.size()
                            + " tasks: at most "
                            + Graph.MAX_TASKS);
        }
    }

    private void add(List<Target> into, Set<String> allowed, List<Send> next, String why) {
        for (Send send : next) {
            if (!allowed.contains(send.node())) {
                throw new GraphException(
                        "node '"
                                + node
                                + "' was routed to '"
                                + send.node()
                                + "': "
                                + why
                                + allowed);
            }
            if (!send.node().equals(Graph.END)) {
                Object argument = send.argument();
                into.add(
                        new Target(
                                send.node(),
                                argument == null
                                        ? null
                                        : Json.write(
                                                argument,
                                                "the argument of node '" + send.node() + "'")));
            }
        }
    }
}
