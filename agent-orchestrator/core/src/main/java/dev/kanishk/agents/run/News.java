package dev.kanishk.agents.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.kanishk.agents.checkpoint.Entry;
import dev.kanishk.agents.checkpoint.Event;
import dev.kanishk.agents.checkpoint.Event.Kind;
import dev.kanishk.agents.graph.Graph;
import dev.kanishk.agents.graph.Json;
import dev.kanishk.agents.graph.StreamEvent;
import dev.kanishk.agents.graph.StreamEvent.Mode;
import java.util.List;
import java.util.function.Consumer;

/** Tells the listener of a run what is written to its log, and what its nodes emit. */
final class News {
    private final Consumer<StreamEvent> listener;
    private final boolean watched;
    private final String run;
    private final RunLog log;

    News(Consumer<StreamEvent> listener, String run, RunLog log) {
        this.listener = listener;
        this.watched = !listener.equals(Listeners.NOBODY);
        this.run = run;
        this.log = log;
    }

    /** Tells of entries that were just written, the last of them as that sequence. */
    void tell(List<Entry> entries, long last) {
        if (watched) {
            long sequence = last - entries.size();
            for (Entry entry : entries) {
                sequence++;
                tell(
                        run,
                        new Event(
                                sequence,
                                entry.kind(),
                                entry.node(),
                                entry.step(),
                                entry.task(),
                                entry.payload(),
                                0),
                        event -> Listeners.tell(listener, event));
            }
        }
    }

    /** Tells of an event of a log. */
    static void tell(String run, Event event, Consumer<StreamEvent> to) {
        ObjectNode payload = Json.readObject(event.payload(), "event " + event.sequence());
        ObjectNode whole = payload.deepCopy().put("kind", event.kind().name());
        to.accept(of(run, event, Mode.DEBUG, whole));
        if (event.kind() == Kind.NODE_COMMITTED) {
            to.accept(of(run, event, Mode.UPDATES, payload.path(Records.UPDATE)));
        }
    }

    private static StreamEvent of(String run, Event event, Mode mode, JsonNode payload) {
        return new StreamEvent(
                run, event.sequence(), mode, event.node(), event.step(), event.task(), payload);
    }

    /** Tells of the state after a superstep. */
    <S extends Record> void tellValues(Graph<S> graph, RunState<S> state) {
        if (watched) {
            Listeners.tell(listener, values(run, log.last(), graph, state));
        }
    }

    static <S extends Record> StreamEvent values(
            String run, long sequence, Graph<S> graph, RunState<S> state) {
        String values = graph.channels().toJson(state.state());
        return new StreamEvent(
                run,
                sequence,
                Mode.VALUES,
                "",
                state.step() - 1,
                0,
                Json.readObject(values, "the state"));
    }

    void emit(Mode mode, String node, int step, int task, JsonNode payload) {
        if (watched) {
            Listeners.tell(
                    listener, new StreamEvent(run, log.last(), mode, node, step, task, payload));
        }
    }
}
