package dev.kanishk.agents.graph;

import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * A node that runs once all of several others have been committed.
 *
 * @param from the nodes that are waited for
 * @param to the node that then runs
 */
public record Join(Set<String> from, String to) {
    /** Copies the set, keeping its order. */
    public Join {
        from = Collections.unmodifiableSet(new LinkedHashSet<>(from));
    }
}
