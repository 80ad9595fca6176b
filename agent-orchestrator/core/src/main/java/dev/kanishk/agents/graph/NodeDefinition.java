package dev.kanishk.agents.graph;

import org.jspecify.annotations.Nullable;

/**
 * A node of a graph, as its runner sees it.
 *
 * @param name its name
 * @param node what it does; null for a subgraph
 * @param subgraph the graph that it is; null for a plain node
 * @param policy how it is run
 * @param <S> the state
 */
public record NodeDefinition<S extends Record>(
        String name,
        @Nullable Node<S> node,
        @Nullable Subgraph<S, ?> subgraph,
        NodePolicy<S> policy) {}
