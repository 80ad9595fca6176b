package dev.kanishk.agents.graph;

/**
 * Undoes what a committed node did outside. Run again after a crash that came before it was
 * journaled, so it must bear being repeated; {@link NodeContext#effect} helps.
 *
 * @param <S> the state
 */
@FunctionalInterface
public interface Compensation<S extends Record> {
    /**
     * Undoes the node.
     *
     * @param state the state after the superstep of the node that is undone
     * @param context the place of the compensation in the run; its idempotency key is not the
     *     node's
     * @throws Exception if it failed; it can be tried again
     */
    void undo(S state, NodeContext context) throws Exception;
}
