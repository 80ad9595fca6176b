package dev.kanishk.agents.graph;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a node changes: values for channels, which their reducers merge into the state. A value of
 * null sets its channel to null, past the reducer. Immutable.
 *
 * @param values a value for each changed channel, by the record component's name
 */
public record Update(Map<String, @Nullable Object> values) implements NodeResult {
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
    public static Update of(String channel, @Nullable Object value) {
        return NONE.and(channel, value);
    }

    /**
     * Changes one channel more.
     *
     * @param channel the channel
     * @param value what its reducer is given
     * @return a new update
     */
    public Update and(String channel, @Nullable Object value) {
        Map<String, @Nullable Object> more = new LinkedHashMap<>(values);
        more.put(channel, value);
        return new Update(more);
    }

    /**
     * Says where to go on after this change.
     *
     * @param nodes the nodes, all of them in the next superstep; {@link Graph#END} to end this path
     * @return a command
     */
    public Command goTo(String... nodes) {
        return new Command(this, List.of(nodes).stream().map(Send::to).toList());
    }

    @Override
    public Update update() {
        return this;
    }
}
