package dev.kanishk.agents.run;

import dev.kanishk.agents.graph.Usage;
import java.util.List;

/**
 * A run as it stood at a moment.
 *
 * @param sequence the last event before that moment; to fork from
 * @param step the supersteps that were finished
 * @param node the node whose commit made it; empty for the first one, forks and edits
 * @param state the state after those supersteps
 * @param next the nodes that come next, a node for each task; empty at the end
 * @param usage what was used by then
 * @param atMillis when that was, in milliseconds since the epoch
 * @param <S> the state
 */
public record Checkpoint<S extends Record>(
        long sequence,
        int step,
        String node,
        S state,
        List<String> next,
        Usage usage,
        long atMillis) {
    /** Copies the list. */
    public Checkpoint {
        next = List.copyOf(next);
    }
}
