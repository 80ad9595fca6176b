package dev.kanishk.agents.graph;

import org.jspecify.annotations.Nullable;

/**
 * A node that is to run in the next superstep, with an argument of its own. Several with the same
 * node and arguments run as often; several without argument run once.
 *
 * @param node the node, or {@link Graph#END}
 * @param argument what the node finds as its {@linkplain NodeContext#argument argument}, of a type
 *     that JSON keeps; null for none
 */
public record Send(String node, @Nullable Object argument) {
    /**
     * Leads to a node without argument.
     *
     * @param node the node, or {@link Graph#END}
     * @return the send
     */
    public static Send to(String node) {
        return new Send(node, null);
    }

    /**
     * Leads to a node with an argument.
     *
     * @param node the node
     * @param argument what it finds as its argument
     * @return the send
     */
    public static Send to(String node, Object argument) {
        return new Send(node, argument);
    }
}
