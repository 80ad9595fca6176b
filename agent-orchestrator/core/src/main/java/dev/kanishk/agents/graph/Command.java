package dev.kanishk.agents.graph;

import java.util.List;

/**
 * A change, and where to go on: instead of the node's edges and branches. The graph must name the
 * targets with {@link Graph.Builder#commands}.
 *
 * @param update what changes
 * @param next what runs in the next superstep; empty to end this path
 */
public record Command(Update update, List<Send> next) implements NodeResult {
    /** Copies the list. */
    public Command {
        next = List.copyOf(next);
    }

    /**
     * Goes on at nodes, without a change.
     *
     * @param nodes the nodes, all of them in the next superstep
     * @return the command
     */
    public static Command goTo(String... nodes) {
        return Update.none().goTo(nodes);
    }

    /**
     * Goes on with arguments, without a change.
     *
     * @param next what runs in the next superstep
     * @return the command
     */
    public static Command send(List<Send> next) {
        return new Command(Update.none(), next);
    }

    /**
     * Adds a change.
     *
     * @param change what changes
     * @return a new command
     */
    public Command with(Update change) {
        return new Command(change, next);
    }
}
