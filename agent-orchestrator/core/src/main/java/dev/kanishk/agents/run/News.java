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
import dev.kanishk.agents.graph.StreamEvent.Position;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/*
 * News of the log are told in the log's order, though siblings come back from their writes in any:
 * whoever comes early leaves its entries here, and whoever closes the gap tells them. So a watcher
 * that goes on behind the last position that it saw has missed nothing before it. A watcher that
 * was away gets the same news with the same positions from the log.
 */
/** Tells the listener of a run what its log holds, once it does, and what its nodes emit. */
final class News {
    private static final int DEBUG_PART = 0;
    private static final int UPDATES_PART = 1;
    private static final int VALUES_PART = 2;

    private final Consumer<StreamEvent> listener;
    private final boolean watched;
    private final String run;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<Long, List<Entry>> early = new TreeMap<>();
    private final List<StreamEvent> held = new ArrayList<>();
    private long last;
    private Position told;

    /** Makes one that goes on behind a sequence of the log. */
    News(Consumer<StreamEvent> listener, String run, long last) {
        this.listener = listener;
        this.watched = !listener.equals(Listeners.NOBODY);
        this.run = run;
        this.last = last;
        this.told = new Position(last, last == 0 ? 0 : VALUES_PART);
    }

    boolean isWatched() {
        return watched;
    }

    /**
     * Takes entries that have their sequences, the last of them this one, and tells them.
     *
     * @param durable whether they are in the store; if not they are held until {@link #release}
     */
    void tell(List<Entry> entries, long lastSequence, boolean durable) {
        if (!watched || entries.isEmpty()) {
            return;
        }
        lock.lock();
        try {
            early.put(lastSequence - entries.size() + 1, entries);
            for (List<Entry> next = early.remove(last + 1);
                    next != null;
                    next = early.remove(last + 1)) {
                for (Entry entry : next) {
                    last++;
                    tell(run, event(last, entry), held::add);
                }
            }
            if (durable) {
                release();
            }
        } finally {
            lock.unlock();
        }
    }

    private static Event event(long sequence, Entry entry) {
        return new Event(
                sequence,
                entry.kind(),
                entry.node(),
                entry.step(),
                entry.task(),
                entry.payload(),
                0);
    }

    /** Tells what was held. */
    void release() {
        lock.lock();
        try {
            for (StreamEvent event : held) {
                told = event.position();
                Listeners.tell(listener, event);
            }
            held.clear();
        } finally {
            lock.unlock();
        }
    }

    /** Tells of an event of a log. */
    static void tell(String run, Event event, Consumer<StreamEvent> to) {
        ObjectNode payload = Json.readObject(event.payload(), "event " + event.sequence());
        ObjectNode whole = payload.deepCopy().put("kind", event.kind().name());
        to.accept(of(run, event, DEBUG_PART, Mode.DEBUG, whole));
        if (event.kind() == Kind.NODE_COMMITTED) {
            to.accept(of(run, event, UPDATES_PART, Mode.UPDATES, payload.path(Records.UPDATE)));
        }
    }

    private static StreamEvent of(String run, Event event, int part, Mode mode, JsonNode payload) {
        return new StreamEvent(
                run,
                new Position(event.sequence(), part),
                mode,
                event.node(),
                event.step(),
                event.task(),
                payload);
    }

    /**
     * Tells of the state after a superstep, which the last commit finished.
     *
     * @return the characters that are held of it; 0 if it was told
     */
    <S extends Record> int tellValues(Graph<S> graph, RunState<S> state) {
        if (!watched) {
            return 0;
        }
        lock.lock();
        try {
            boolean durable = held.isEmpty();
            String values = graph.channels().toJson(state.state());
            held.add(values(run, last, state.step() - 1, values));
            if (durable) {
                release();
                return 0;
            }
            return values.length();
        } finally {
            lock.unlock();
        }
    }

    static <S extends Record> StreamEvent values(
            String run, long sequence, Graph<S> graph, RunState<S> state) {
        return values(run, sequence, state.step() - 1, graph.channels().toJson(state.state()));
    }

    private static StreamEvent values(String run, long sequence, int step, String values) {
        return new StreamEvent(
                run,
                new Position(sequence, VALUES_PART),
                Mode.VALUES,
                "",
                step,
                0,
                Json.readObject(values, "the state"));
    }

    void emit(Mode mode, String node, int step, int task, JsonNode payload) {
        if (watched) {
            lock.lock();
            try {
                Listeners.tell(
                        listener, new StreamEvent(run, told, mode, node, step, task, payload));
            } finally {
                lock.unlock();
            }
        }
    }

    /** Tells of an event that was written past a run's log. */
    static void tellOne(Consumer<StreamEvent> listener, String run, long sequence, Entry entry) {
        if (!listener.equals(Listeners.NOBODY)) {
            tell(run, event(sequence, entry), news -> Listeners.tell(listener, news));
        }
    }
}
