package dev.kanishk.agents.run;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.kanishk.agents.checkpoint.Entry;
import dev.kanishk.agents.checkpoint.Event;
import dev.kanishk.agents.checkpoint.Event.Kind;
import dev.kanishk.agents.checkpoint.Log;
import dev.kanishk.agents.graph.Graph;
import dev.kanishk.agents.graph.GraphException;
import dev.kanishk.agents.graph.Json;
import dev.kanishk.agents.graph.Target;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Makes of a log where its run stands. For one thread and one log.
 *
 * @param <S> the state
 */
final class LogReader<S extends Record> {
    private final Graph<S> graph;
    private final String run;
    private final BiConsumer<Event, RunState<S>> beforeCommit;
    private @Nullable RunState<S> read;
    private int version;
    private String shape = "";
    private long charactersSinceSnapshot;

    LogReader(Graph<S> graph, String run) {
        this(graph, run, (event, state) -> {});
    }

    /** Makes one that shows each commit with the run as it stood before it. */
    LogReader(Graph<S> graph, String run, BiConsumer<Event, RunState<S>> beforeCommit) {
        this.graph = graph;
        this.run = run;
        this.beforeCommit = beforeCommit;
    }

    /** The version of the state that the log's last events have. */
    int version() {
        return version;
    }

    String shape() {
        return shape;
    }

    long charactersSinceSnapshot() {
        return charactersSinceSnapshot;
    }

    RunState<S> read(Log log) {
        return read(log, (event, state) -> {});
    }

    /** Reads, and shows each event with the run as it stands after it. */
    RunState<S> read(Log log, BiConsumer<Event, RunState<S>> visitor) {
        if (log.snapshot() != null) {
            ObjectNode snapshot =
                    Json.readObject(log.snapshot(), "the snapshot of run '" + run + "'");
            RunState<S> state = begin(snapshot);
            state.restore(
                    snapshot.path("step").asInt(),
                    Records.tasks(snapshot),
                    Records.arrivals(snapshot));
            state.addUsage(Records.usage(snapshot));
            state.addActive(Records.active(snapshot));
        }
        for (Event event : log.events()) {
            apply(event);
            visitor.accept(event, state());
        }
        return state();
    }

    private RunState<S> state() {
        if (read == null) {
            throw new GraphException(
                    "the log of run '" + run + "' does not begin with its admission");
        }
        return read;
    }

    /** Reads an entry that is about to be written. */
    void apply(Entry entry, long sequence) {
        apply(
                new Event(
                        sequence,
                        entry.kind(),
                        entry.node(),
                        entry.step(),
                        entry.task(),
                        entry.payload(),
                        0));
    }

    private void apply(Event event) {
        charactersSinceSnapshot += event.payload().length();
        if (event.kind() == Kind.COMPENSATED || Compensator.isOfUndo(event)) {
            state().beginCompensating();
            if (event.kind() == Kind.USAGE) {
                state().addUsage(Records.usage(object(event)));
            }
            return;
        }
        switch (event.kind()) {
            case ADMITTED -> begin(object(event));
            case FORKED -> {
                state().forgetUncommitted();
                ObjectNode payload = object(event);
                set(payload);
                state().seed(payload.path("seed").asLong(state().seed()));
            }
            case EDITED -> set(object(event));
            case MIGRATED -> {
                ObjectNode payload = object(event);
                version = payload.path("to").asInt();
                shape = payload.path("shape").asText();
                checkVersion();
            }
            case NODE_COMMITTED -> {
                beforeCommit.accept(event, state());
                commit(event);
            }
            case NODE_FAILED ->
                    state().addFailure(event.task(), object(event).path("last").asBoolean());
            case COMPENSATED -> {}
            case SUSPENDED -> {
                Suspension waiting = Records.suspension(run, event.node(), object(event));
                state().suspend(waiting);
                state().addToJournal(event);
            }
            case ANSWERED -> {
                state().suspensions().remove(object(event).path("id").asText());
                state().addToJournal(event);
            }
            case USAGE -> {
                ObjectNode payload = object(event);
                state().addUsage(Records.usage(payload));
                state().addActive(Records.active(payload));
            }
            case MODEL_CALL, TOOL_CALL, NOTE, EFFECT_STARTED, EFFECT, VALUE ->
                    state().addToJournal(event);
        }
    }

    private RunState<S> begin(ObjectNode admitted) {
        version = admitted.path("version").asInt();
        shape = admitted.path("shape").asText();
        checkVersion();
        RunState<S> state =
                new RunState<>(
                        graph,
                        graph.channels().create(values(admitted.path(Records.STATE))),
                        admitted.path("seed").asLong());
        read = state;
        return state;
    }

    private void checkVersion() {
        if (version == graph.version()) {
            if (!shape.equals(graph.channels().shape())) {
                throw new GraphException(
                        "the state of run '"
                                + run
                                + "' was ("
                                + shape
                                + ") and is now ("
                                + graph.channels().shape()
                                + "), both as version "
                                + version
                                + ": give the graph a new version, and a migration to it");
            }
            return;
        }
        if (version > graph.version()) {
            throw new GraphException(
                    "run '"
                            + run
                            + "' has a state of version "
                            + version
                            + " and this graph is of version "
                            + graph.version()
                            + ": use the newer graph");
        }
        for (int from = version; from < graph.version(); from++) {
            if (graph.migration(from) == null) {
                throw new GraphException(
                        "run '"
                                + run
                                + "' has a state of version "
                                + version
                                + ": the graph of version "
                                + graph.version()
                                + " needs a migration from version "
                                + from);
            }
        }
    }

    private Map<String, @Nullable Object> values(JsonNode json) {
        try (JsonParser parser = migrated(json).traverse(Json.MAPPER)) {
            parser.nextToken();
            return graph.channels().read(parser);
        } catch (IOException e) {
            throw new GraphException("the state of run '" + run + "' cannot be read", e);
        }
    }

    private JsonNode migrated(JsonNode json) {
        if (version == graph.version() || !(json instanceof ObjectNode old)) {
            return json;
        }
        ObjectNode values = old.deepCopy();
        for (int from = version; from < graph.version(); from++) {
            UnaryOperator<ObjectNode> migration = graph.migration(from);
            values = migration == null ? values : migration.apply(values);
        }
        return values;
    }

    private void set(ObjectNode payload) {
        JsonNode set = payload.path(Records.SET);
        if (!set.isEmpty()) {
            state().state(graph.channels().set(state().state(), values(set)));
        }
    }

    /** Reads channels straight from the text: they are most of a log. */
    private void commit(Event event) {
        if (version != graph.version()) {
            ObjectNode payload = object(event);
            commit(
                    event,
                    values(payload.path(Records.UPDATE)),
                    Records.targets(payload.path(Records.NEXT)),
                    payload.path(Records.COMMAND).asBoolean());
            return;
        }
        Map<String, @Nullable Object> values = Map.of();
        List<Target> targets = List.of();
        boolean commanded = false;
        try (JsonParser parser = Json.MAPPER.createParser(event.payload())) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw damaged(event, null);
            }
            for (String field = parser.nextFieldName();
                    field != null;
                    field = parser.nextFieldName()) {
                parser.nextToken();
                switch (field) {
                    case Records.UPDATE -> values = graph.channels().read(parser);
                    case Records.NEXT -> targets = Records.targets(parser.readValueAsTree());
                    case Records.COMMAND -> commanded = parser.getBooleanValue();
                    default -> parser.skipChildren();
                }
            }
        } catch (IOException e) {
            throw damaged(event, e);
        }
        commit(event, values, targets, commanded);
    }

    private void commit(
            Event event,
            Map<String, @Nullable Object> values,
            List<Target> targets,
            boolean commanded) {
        state().commit(event.task(), new Committed(event.node(), values, targets, commanded));
        if (state().isWhole()) {
            state().advance();
        }
    }

    private ObjectNode object(Event event) {
        return Json.readObject(
                event.payload(), "event " + event.sequence() + " of run '" + run + "'");
    }

    private GraphException damaged(Event event, @Nullable Exception cause) {
        return new GraphException(
                "event " + event.sequence() + " of run '" + run + "' is damaged", cause);
    }
}
