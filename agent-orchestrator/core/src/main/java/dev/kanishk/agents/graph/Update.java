package dev.kanishk.agents.graph;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a node changes: values for channels, which their reducers merge into the state. Immutable.
 *
 * @param values a value for each changed channel, by the record component's name
 */
public record Update(Map<String, Object> values) {
    private static final Update NONE = new Update(Map.of());

    /** Copies the map, keeping its order. */
    public Update {
        values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }

    /**
     * Changes nothing.
     *
     * @return the empty update
     */
    public static Update none() {
        return NONE;
    }

    /**
     * Changes one channel.
     *
     * @param channel the channel
     * @param value what its reducer is given
     * @return the update
     */
    public static Update of(String channel, Object value) {
        return new Update(Map.of(channel, value));
    }

    /**
     * Changes one channel more.
     *
     * @param channel the channel
     * @param value what its reducer is given
     * @return a new update
     */
    public Update and(String channel, Object value) {
        Map<String, Object> more = new LinkedHashMap<>(values);
        more.put(channel, value);
        return new Update(more);
    }
}
