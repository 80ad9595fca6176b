package dev.kanishk.agents.graph;

/**
 * One step of a workflow. It is run again after a crash that came before its commit, so effects
 * outside must bear being repeated or be kept in the {@link NodeContext journal}.
 *
 * @param <S> the state
 */
@FunctionalInterface
public interface Node<S extends Record> {
    /**
     * Does the step.
     *
     * @param state the state before the superstep
     * @param context its place in the run, and the journal
     * @return what changes: an {@link Update}, or a {@link Command} that also says where to go on
     * @throws Exception if the attempt failed
     */
    NodeResult apply(S state, NodeContext context) throws Exception;
}
