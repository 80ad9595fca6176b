package dev.kanishk.agents.graph;

import java.util.List;
import java.util.Set;
import java.util.function.Function;

/** A way out of a node: where it may lead, and where it does. */
record Exit<S>(Kind kind, Set<String> targets, Function<? super S, List<Send>> route) {
    /** How its targets are chosen. */
    enum Kind {
        /** Always the same one. */
        EDGE,
        /** One of them, by the state. */
        BRANCH,
        /** The one, as often as the state says. */
        FAN_OUT,
        /** Some of them, as the node's command says. */
        COMMAND
    }
}
