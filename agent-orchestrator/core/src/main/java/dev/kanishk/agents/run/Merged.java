package dev.kanishk.agents.run;

import dev.kanishk.agents.graph.Delta;
import dev.kanishk.agents.graph.Graph;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A state with one change merged in, once somebody asks for it. */
final class Merged<S extends Record> implements Supplier<S> {
    private final Graph<S> graph;
    private final S before;
    private final Delta delta;
    private @Nullable S merged;

    Merged(Graph<S> graph, S before, Delta delta) {
        this.graph = graph;
        this.before = before;
        this.delta = delta;
    }

    @Override
    public S get() {
        S known = merged;
        if (known == null) {
            known = graph.channels().merge(before, List.of(delta.values()));
            merged = known;
        }
        return known;
    }
}
