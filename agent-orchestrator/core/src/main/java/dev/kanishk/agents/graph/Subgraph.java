package dev.kanishk.agents.graph;

import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * A graph with a state of its own that works as a node of another. It runs as a run of its own,
 * which belongs to the outer one: it is checkpointed, suspended and resumed by itself.
 *
 * @param graph what is run
 * @param enter makes its first state of the outer state
 * @param leave makes a change to the outer state of its last state
 * @param <S> the outer state
 * @param <T> the inner state
 */
public record Subgraph<S extends Record, T extends Record>(
        Graph<T> graph,
        Function<? super S, T> enter,
        BiFunction<? super S, ? super T, ? extends NodeResult> leave) {}
