package dev.kanishk.agents.graph;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.lang.reflect.Constructor;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The components of a state record: their types, their reducers, and their JSON. */
final class Channels<S extends Record> {
    static final ObjectMapper JSON =
            JsonMapper.builder().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

    private record Channel(RecordComponent component, JavaType type, Reducer reducer) {}

    private final Map<String, Channel> channels = new LinkedHashMap<>();
    private final Constructor<S> constructor;

    Channels(Class<S> stateType, Map<String, Reducer> reducers) {
        for (RecordComponent component : stateType.getRecordComponents()) {
            component.getAccessor().setAccessible(true);
            Reducer reducer = reducers.get(component.getName());
            channels.put(
                    component.getName(),
                    new Channel(
                            component,
                            JSON.constructType(component.getGenericType()),
                            reducer == null ? Reducer.lastValue() : reducer));
        }
        for (String name : reducers.keySet()) {
            channel(name);
        }
        try {
            constructor =
                    stateType.getDeclaredConstructor(
                            Arrays.stream(stateType.getRecordComponents())
                                    .map(RecordComponent::getType)
                                    .toArray(Class<?>[]::new));
            constructor.setAccessible(true);
        } catch (NoSuchMethodException e) {
            throw new IllegalStateException(e);
        }
    }

    private Channel channel(String name) {
        Channel channel = channels.get(name);
        if (channel == null) {
            throw new GraphException(
                    "the state has no channel '" + name + "': it has " + channels.keySet());
        }
        return channel;
    }

    /** Returns the update's JSON: for an append channel the new elements alone. */
    ObjectNode toJson(Update update) {
        ObjectNode json = JSON.createObjectNode();
        update.values()
                .forEach((name, value) -> {
                    Channel channel = channel(name);
                    try {
                        json.set(name, JSON.valueToTree(value));
                        read(channel, name, json.get(name));
                    } catch (IllegalArgumentException e) {
                        throw notStorable(name, channel, e);
                    }
                });
        return json;
    }

    ObjectNode toJson(S state) {
        ObjectNode json = JSON.createObjectNode();
        channels.forEach((name, c) -> json.set(name, JSON.valueToTree(valueOf(c, state))));
        return json;
    }

    S fromJson(JsonNode json) {
        return build(null, json, false);
    }

    /**
     * Merges stored JSON into a state. Live and replayed steps both take this path, so a resumed
     * state cannot differ from the one that the dead process saw.
     */
    S merge(S state, JsonNode update) {
        return build(state, update, true);
    }

    /** Overwrites channels, past their reducers. */
    S set(S state, JsonNode values) {
        values.fieldNames().forEachRemaining(this::channel);
        return build(state, values, false);
    }

    private S build(@Nullable S state, JsonNode given, boolean reduce) {
        @Nullable Object[] values = new Object[channels.size()];
        int i = 0;
        for (Map.Entry<String, Channel> entry : channels.entrySet()) {
            Channel channel = entry.getValue();
            Object current = state == null ? null : valueOf(channel, state);
            JsonNode value = given.get(entry.getKey());
            if (value == null) {
                values[i] = current;
            } else {
                Object read = read(channel, entry.getKey(), value);
                values[i] = reduce && read != null ? channel.reducer().reduce(current, read) : read;
            }
            i++;
        }
        try {
            return constructor.newInstance(values);
        } catch (ReflectiveOperationException e) {
            throw new GraphException("the state refuses its values " + List.of(given), e);
        }
    }

    private static @Nullable Object read(Channel channel, String name, JsonNode value) {
        try {
            return JSON.treeToValue(value, channel.type());
        } catch (JsonProcessingException e) {
            throw notStorable(name, channel, e);
        }
    }

    private static @Nullable Object valueOf(Channel channel, Record state) {
        try {
            return channel.component().getAccessor().invoke(state);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static GraphException notStorable(String name, Channel channel, Exception cause) {
        return new GraphException(
                "channel '"
                        + name
                        + "' of type "
                        + channel.type()
                        + " cannot keep this value as"
                        + " JSON: "
                        + cause.getMessage(),
                cause);
    }
}
