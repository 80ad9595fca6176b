package dev.kanishk.agents.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.kanishk.agents.checkpoint.Entry;
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

    /** Tells of entries that were just written. */
    void tell(List<Entry> entries) {
        if (!watched) {
            return;
        }
        for (Entry entry : entries) {
            ObjectNode payload = Json.readObject(entry.payload(), "an event");
            ObjectNode whole = payload.deepCopy().put("kind", entry.kind().name());
            emit(Mode.DEBUG, entry.node(), entry.step(), entry.task(), whole);
            if (entry.kind() == Kind.NODE_COMMITTED) {
                emit(
                        Mode.UPDATES,
                        entry.node(),
                        entry.step(),
                        entry.task(),
                        payload.path(Records.UPDATE));
            }
        }
    }

    /** Tells of the state after a superstep. */
    <S extends Record> void tellValues(Graph<S> graph, RunState<S> state) {
        if (watched) {
            String values = graph.channels().toJson(state.state());
            emit(Mode.VALUES, "", state.step() - 1, 0, Json.readObject(values, "the state"));
        }
    }

    void emit(Mode mode, String node, int step, int task, JsonNode payload) {
        if (watched) {
            Listeners.tell(
                    listener, new StreamEvent(run, log.last(), mode, node, step, task, payload));
        }
    }
}
