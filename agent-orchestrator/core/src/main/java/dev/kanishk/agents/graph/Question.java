package dev.kanishk.agents.graph;

import org.jspecify.annotations.Nullable;

/**
 * The part of a node before a person is asked.
 *
 * @param <S> the state
 */
@FunctionalInterface
public interface Question<S extends Record> {
    /**
     * Gives the question. Not run again once that is written.
     *
     * @param state the state before the superstep
     * @param context the node's place in the run, and its journal
     * @return what is asked, of a type that JSON keeps
     * @throws Exception if it failed; it can be tried again
     */
    @Nullable Object ask(S state, NodeContext context) throws Exception;
}
