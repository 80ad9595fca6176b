package dev.kanishk.agents.graph;

/**
 * The part of a node after a person has answered.
 *
 * @param <S> the state
 * @param <A> the answer
 */
@FunctionalInterface
public interface Answered<S extends Record, A> {
    /**
     * Goes on with the answer.
     *
     * @param state the state before the superstep
     * @param answer the answer
     * @param context the node's place in the run, and its journal
     * @return what changes, and where to go on
     * @throws Exception if it failed; it can be tried again, with the same answer
     */
    NodeResult apply(S state, A answer, NodeContext context) throws Exception;
}
