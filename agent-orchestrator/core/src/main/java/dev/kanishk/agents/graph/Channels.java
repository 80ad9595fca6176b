package dev.kanishk.agents.graph;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/**
 * The components of a state record: their types, their reducers, and their JSON. Safe for use by
 * many threads.
 *
 * @param <S> the state
 */
public final class Channels<S extends Record> {
    private record Channel(
            String name,
            RecordComponent component,
            JavaType type,
            Reducer reducer,
            ObjectReader reader,
            ObjectWriter writer) {}

    private final Class<S> stateType;
    private final Map<String, Channel> channels = new LinkedHashMap<>();
    private final Constructor<S> constructor;
    private final String shape;

    Channels(Class<S> stateType, Map<String, Reducer> reducers) {
        this.stateType = stateType;
        for (RecordComponent component : stateType.getRecordComponents()) {
            component.getAccessor().setAccessible(true);
            String name = component.getName();
            JavaType type = Json.MAPPER.constructType(component.getGenericType());
            StorableTypes.check(type, "channel '" + name + "'");
            Reducer reducer = reducers.getOrDefault(name, Reducer.lastValue());
            checkReducer(name, type, reducer);
            channels.put(
                    name,
                    new Channel(
                            name,
                            component,
                            type,
                            reducer,
                            Json.MAPPER.readerFor(type),
                            Json.MAPPER.writerFor(type)));
        }
        for (String name : reducers.keySet()) {
            channel(name);
        }
        constructor = constructor(stateType);
        shape = describe();
    }

    private static void checkReducer(String name, JavaType type, Reducer reducer) {
        if (reducer.equals(Reducer.append()) && type.getRawClass() != List.class) {
            throw new GraphException(
                    "channel '" + name + "' appends and is no List but " + type.getRawClass());
        }
        if (reducer.equals(Reducer.merge()) && type.getRawClass() != Map.class) {
            throw new GraphException(
                    "channel '" + name + "' merges and is no Map but " + type.getRawClass());
        }
    }

    private static <S extends Record> Constructor<S> constructor(Class<S> stateType) {
        try {
            Constructor<S> constructor =
                    stateType.getDeclaredConstructor(
                            Arrays.stream(stateType.getRecordComponents())
                                    .map(RecordComponent::getType)
                                    .toArray(Class<?>[]::new));
            constructor.setAccessible(true);
            return constructor;
        } catch (NoSuchMethodException e) {
            throw new IllegalStateException(e);
        }
    }

    private String describe() {
        StringJoiner text = new StringJoiner(", ");
        for (Channel channel : channels.values()) {
            text.add(
                    channel.name()
                            + ": "
                            + StorableTypes.describe(channel.type())
                            + (channel.reducer().equals(Reducer.lastValue())
                                    ? ""
                                    : " " + channel.reducer().name()));
        }
        return text.toString();
    }

    private Channel channel(String name) {
        Channel channel = channels.get(name);
        if (channel == null) {
            throw new GraphException(
                    "the state has no channel '" + name + "': it has " + channels.keySet());
        }
        return channel;
    }

    /**
     * Lists the channels.
     *
     * @return their names, in the order of the record
     */
    public Set<String> names() {
        return Collections.unmodifiableSet(channels.keySet());
    }

    /**
     * Describes the channels, their types and reducers, so that a changed state type is noticed.
     *
     * @return the description; equal for equal types
     */
    public String shape() {
        return shape;
    }

    /**
     * Tells whether several nodes of one superstep may write a channel.
     *
     * @param name the channel
     * @return whether they may
     */
    public boolean takesSeveralWriters(String name) {
        return channel(name).reducer().takesSeveralWriters();
    }

    /**
     * Writes a change as JSON (for an append channel the new elements alone), and reads it back.
     *
     * @param update the change
     * @return the change as stored
     * @throws GraphException if a channel is unknown, or its value is not kept by JSON
     */
    public Delta delta(Update update) {
        StringBuilder json = new StringBuilder(128).append('{');
        Map<String, @Nullable Object> values = LinkedHashMap.newLinkedHashMap(4);
        update.values()
                .forEach((name, value) -> {
                    Channel channel = channel(name);
                    String text = write(channel, value);
                    values.put(name, readBack(channel, text));
                    json.append(json.length() == 1 ? "\"" : ",\"").append(name).append("\":");
                    json.append(text);
                });
        return new Delta(json.append('}').toString(), values);
    }

    private static String write(Channel channel, @Nullable Object value) {
        try {
            if (value != null
                    && !channel.type().isPrimitive()
                    && !channel.type().getRawClass().isInstance(value)) {
                throw new IllegalArgumentException("it is of " + value.getClass());
            }
            return Json.text(channel.writer(), value);
        } catch (IOException | IllegalArgumentException | StackOverflowError e) {
            throw notStorable(channel, e);
        }
    }

    private static @Nullable Object readBack(Channel channel, String json) {
        try {
            return channel.reader().readValue(json);
        } catch (IOException | IllegalArgumentException e) {
            throw notStorable(channel, e);
        }
    }

    /**
     * Reads a stored change.
     *
     * @param json what {@link #delta} wrote
     * @return the change
     * @throws GraphException if that is no such change
     */
    public Delta parse(String json) {
        try (JsonParser parser = Json.MAPPER.createParser(json)) {
            parser.nextToken();
            return new Delta(json, read(parser));
        } catch (IOException e) {
            throw new GraphException(
                    "a change cannot be read: " + Json.firstLine(e.getMessage()), e);
        }
    }

    /**
     * Reads a stored change.
     *
     * @param parser at the beginning of the object; afterwards at its end
     * @return the values by channel
     * @throws IOException if that is no such change
     */
    public Map<String, @Nullable Object> read(JsonParser parser) throws IOException {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            throw new IOException("a change is no JSON object");
        }
        Map<String, @Nullable Object> values = LinkedHashMap.newLinkedHashMap(4);
        for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
            Channel channel = channel(name);
            boolean isNull = parser.nextToken() == JsonToken.VALUE_NULL;
            if (isNull && channel.type().isPrimitive()) {
                throw notStorable(channel, new IllegalArgumentException("it is null"));
            }
            values.put(name, isNull ? null : channel.reader().readValue(parser));
        }
        return values;
    }

    /**
     * Makes a state; channels without a value are null, or zero.
     *
     * @param values the values by channel
     * @return the state
     */
    public S create(Map<String, @Nullable Object> values) {
        @Nullable Object[] all = new Object[channels.size()];
        int i = 0;
        for (Channel channel : channels.values()) {
            Object value = values.get(channel.name());
            if (value == null && channel.type().isPrimitive()) {
                value =
                        readBack(
                                channel, channel.type().hasRawClass(boolean.class) ? "false" : "0");
            }
            all[i++] = value;
        }
        return create(all);
    }

    /**
     * Merges changes into a state, in their order.
     *
     * @param state the state
     * @param changes values by channel
     * @return the new state
     * @throws GraphException if a reducer or the record refuses a value
     */
    public S merge(S state, List<Map<String, @Nullable Object>> changes) {
        @Nullable Object[] all = new Object[channels.size()];
        int i = 0;
        for (Channel channel : channels.values()) {
            Object value = valueOf(channel, state);
            for (Map<String, @Nullable Object> change : changes) {
                if (change.containsKey(channel.name())) {
                    Object given = change.get(channel.name());
                    value = given == null ? null : reduce(channel, value, given);
                }
            }
            all[i++] = value;
        }
        return create(all);
    }

    private static Object reduce(Channel channel, @Nullable Object current, Object given) {
        try {
            return channel.reducer().reduce(current, given);
        } catch (RuntimeException e) {
            throw new GraphException(
                    "the reducer of channel '" + channel.name() + "' failed: " + e.getMessage(), e);
        }
    }

    /**
     * Overwrites channels, past their reducers.
     *
     * @param state the state
     * @param values the new values by channel
     * @return the new state
     */
    public S set(S state, Map<String, @Nullable Object> values) {
        values.keySet().forEach(this::channel);
        @Nullable Object[] all = new Object[channels.size()];
        int i = 0;
        for (Channel channel : channels.values()) {
            all[i++] =
                    values.containsKey(channel.name())
                            ? values.get(channel.name())
                            : valueOf(channel, state);
        }
        return create(all);
    }

    private S create(@Nullable Object[] values) {
        try {
            return constructor.newInstance(values);
        } catch (InvocationTargetException e) {
            throw new GraphException("the state refuses its values: " + e.getCause(), e.getCause());
        } catch (ReflectiveOperationException | IllegalArgumentException e) {
            throw new GraphException(
                    stateType.getSimpleName()
                            + " cannot be made of "
                            + new ArrayList<>(Arrays.asList(values)),
                    e);
        }
    }

    /**
     * Writes a whole state.
     *
     * @param state the state
     * @return a JSON object
     * @throws GraphException if a value is not kept by JSON
     */
    public String toJson(S state) {
        StringBuilder json = new StringBuilder(256).append('{');
        for (Channel channel : channels.values()) {
            json.append(json.length() == 1 ? "\"" : ",\"").append(channel.name()).append("\":");
            json.append(write(channel, valueOf(channel, state)));
        }
        return json.append('}').toString();
    }

    private static @Nullable Object valueOf(Channel channel, Record state) {
        try {
            return channel.component().getAccessor().invoke(state);
        } catch (ReflectiveOperationException e) {
            throw new GraphException("channel '" + channel.name() + "' cannot be read", e);
        }
    }

    private static GraphException notStorable(Channel channel, Throwable cause) {
        return new GraphException(
                "channel '"
                        + channel.name()
                        + "' of type "
                        + StorableTypes.describe(channel.type())
                        + " cannot keep this value as JSON: "
                        + Json.firstLine(cause.getMessage()),
                cause);
    }
}
