package dev.kanishk.agents.graph;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a channel takes a value in. It must give the same result for the same arguments, and must not
 * change them: resuming replays it.
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
     * Names the reducer. A run whose reducers have other names than at its start is not resumed
     * without migration.
     *
     * @return the name
     */
    default String name() {
        return "custom";
    }

    /**
     * Tells whether several nodes of one superstep may write the channel; they are then merged in
     * the order of their tasks.
     *
     * @return whether they may
     */
    default boolean takesSeveralWriters() {
        return true;
    }

    /**
     * The last value wins; there may be one writer in a superstep.
     *
     * @return the reducer
     */
    static Reducer lastValue() {
        return BuiltInReducer.LAST_VALUE;
    }

    /**
     * Lists are joined; the node gives the new elements, and only they are stored.
     *
     * @return the reducer, for channels of type {@link List}
     */
    static Reducer append() {
        return BuiltInReducer.APPEND;
    }

    /**
     * Maps are merged, with the later value for a key of both; only what the node gives is stored.
     *
     * @return the reducer, for channels of type {@link Map}
     */
    static Reducer merge() {
        return BuiltInReducer.MERGE;
    }
}
