package dev.kanishk.agents.graph;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a channel takes a value in. It must give the same result for the same arguments: resuming
 * replays it.
 */
@FunctionalInterface
public interface Reducer {
    /**
     * Merges.
     *
     * @param current the channel's value; null at first
     * @param given what the node gave, of the channel's type
     * @return the new value
     */
    Object reduce(@Nullable Object current, Object given);

    /**
     * The last value wins.
     *
     * @return the reducer
     */
    static Reducer lastValue() {
        return (current, given) -> given;
    }

    /**
     * Lists are joined; the node gives the new elements, and only they are stored.
     *
     * @return the reducer, for channels of type {@link List}
     */
    static Reducer append() {
        return (current, given) -> {
            List<Object> joined = new ArrayList<>();
            if (current != null) {
                joined.addAll((List<?>) current);
            }
            joined.addAll((List<?>) given);
            return Collections.unmodifiableList(joined);
        };
    }
}
