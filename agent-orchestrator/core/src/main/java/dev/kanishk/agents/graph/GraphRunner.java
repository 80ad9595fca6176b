package dev.kanishk.agents.graph;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.kanishk.agents.checkpoint.CheckpointStore;
import dev.kanishk.agents.checkpoint.Event;
import dev.kanishk.agents.checkpoint.Event.Kind;
import dev.kanishk.agents.checkpoint.Lease;
import dev.kanishk.agents.checkpoint.RunInfo.Status;
import dev.kanishk.agents.checkpoint.StaleLeaseException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Runs a graph with a checkpoint after each node. A run goes on in the thread that calls; any
 * number of runs may go on at once.
 *
 * <p>Each node is committed once: its change and the next node are one transaction, fenced by the
 * run's lease. A node whose process died before the commit is run again. Resuming costs one read of
 * the run's events; a step costs one append, whatever the run's length.
 *
 * @param <S> the state
 */
public final class GraphRunner<S extends Record> {
    private final Graph<S> graph;
    private final CheckpointStore store;

    /**
     * Makes a runner.
     *
     * @param graph what is run
     * @param store where runs are kept; not closed by the runner
     */
    public GraphRunner(Graph<S> graph, CheckpointStore store) {
        this.graph = graph;
        this.store = store;
    }

    /**
     * Where a run stands.
     *
     * @param state the state after the last committed node
     * @param next the next node, or {@link Graph#END}
     * @param steps the nodes committed so far
     * @param <S> the state
     */
    public record Position<S extends Record>(S state, String next, int steps) {}

    /**
     * Admits a run durably, then runs it to its end.
     *
     * @param run its name, not yet used
     * @param initial the first state
     * @return the last state
     * @throws GraphException if a node failed; the message names it, and the run can be resumed
     * @throws StaleLeaseException if another process took the run over
     */
    public S start(String run, S initial) {
        Lease lease = store.admit(run, graph.channels().toJson(initial).toString());
        return proceed(lease, position(store.events(run)), List.of());
    }

    /**
     * Takes a run over and goes on behind its last checkpoint. A run at its end gives its last
     * state at once.
     *
     * @param run the run
     * @return the last state
     * @throws GraphException if a node failed; the message names it, and the run can be resumed
     * @throws StaleLeaseException if another process took the run over in turn
     */
    public S resume(String run) {
        Lease lease = store.lease(run);
        List<Event> events = store.events(run);
        return proceed(lease, position(events), uncommitted(events));
    }

    /**
     * Reads where a run stands, without taking it over.
     *
     * @param run the run
     * @return its state and next node
     */
    public Position<S> position(String run) {
        return position(store.events(run));
    }

    /**
     * Forks a run at a checkpoint. The new run is not yet started: resume it.
     *
     * @param parent the run to go on from
     * @param sequence the checkpoint: its event that admitted the run or committed a node
     * @param run the new run's name
     * @param set channels to overwrite, past their reducers; may be empty
     * @throws GraphException if that event is no checkpoint, or a channel is not of this graph
     */
    public void fork(String parent, long sequence, String run, ObjectNode set) {
        List<Event> past =
                store.events(parent).stream().filter(e -> e.sequence() <= sequence).toList();
        Kind kind = past.isEmpty() ? Kind.NODE_FAILED : past.getLast().kind();
        if (kind != Kind.ADMITTED && kind != Kind.FORKED && kind != Kind.NODE_COMMITTED) {
            throw new GraphException(
                    "event " + sequence + " of run '" + parent + "' is no checkpoint");
        }
        graph.channels().set(position(past).state(), set);
        store.fork(parent, sequence, run, set.toString());
    }

    private S proceed(Lease lease, Position<S> from, List<Event> journal) {
        Position<S> position = from;
        List<Event> recorded = journal;
        while (!position.next().equals(Graph.END)) {
            if (position.steps() >= graph.stepLimit()) {
                throw failed(
                        lease,
                        position.next(),
                        "the step limit of " + graph.stepLimit() + " is reached",
                        null);
            }
            position = step(lease, position, recorded);
            recorded = List.of();
        }
        return position.state();
    }

    private Position<S> step(Lease lease, Position<S> at, List<Event> recorded) {
        String name = at.next();
        Node<S> node = graph.node(name);
        S state;
        ObjectNode payload = Channels.JSON.createObjectNode();
        String next;
        try {
            Update update =
                    node.apply(at.state(), new Journal(lease, name, at.steps() + 1, recorded));
            ObjectNode json = graph.channels().toJson(update);
            state = graph.channels().merge(at.state(), json);
            next = graph.next(name, state);
            payload.set("update", json);
        } catch (StaleLeaseException e) {
            throw e;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failed(lease, name, "it was interrupted", e);
        } catch (Exception e) {
            throw failed(lease, name, String.valueOf(e.getMessage()), e);
        }
        payload.put("next", next);
        store.append(
                lease,
                Kind.NODE_COMMITTED,
                name,
                payload.toString(),
                next.equals(Graph.END) ? Status.DONE : Status.OPEN);
        return new Position<>(state, next, at.steps() + 1);
    }

    private GraphException failed(Lease lease, String node, String why, @Nullable Exception cause) {
        String payload = Channels.JSON.createObjectNode().put("error", why).toString();
        store.append(lease, Kind.NODE_FAILED, node, payload, Status.FAILED);
        String message = "node '" + node + "' of run '" + lease.run() + "' failed: " + why;
        return cause == null ? new GraphException(message) : new GraphException(message, cause);
    }

    private Position<S> position(List<Event> events) {
        S state = null;
        String next = graph.start();
        int steps = 0;
        for (Event event : events) {
            JsonNode payload = parse(event);
            switch (event.kind()) {
                case ADMITTED -> state = graph.channels().fromJson(payload);
                case FORKED -> state = graph.channels().set(admitted(state), payload);
                case NODE_COMMITTED -> {
                    state = graph.channels().merge(admitted(state), payload.path("update"));
                    next = payload.path("next").asText();
                    steps++;
                }
                case MODEL_CALL, TOOL_CALL, NODE_FAILED -> {}
            }
        }
        return new Position<>(admitted(state), next, steps);
    }

    private static <T> T admitted(@Nullable T state) {
        if (state == null) {
            throw new GraphException("the run's log does not begin with its admission");
        }
        return state;
    }

    private static List<Event> uncommitted(List<Event> events) {
        List<Event> journal = new ArrayList<>();
        for (Event event : events) {
            switch (event.kind()) {
                case MODEL_CALL, TOOL_CALL -> journal.add(event);
                case NODE_FAILED -> {}
                case ADMITTED, FORKED, NODE_COMMITTED -> journal.clear();
            }
        }
        return journal;
    }

    private static ObjectNode parse(Event event) {
        try {
            return (ObjectNode) Channels.JSON.readTree(event.payload());
        } catch (JsonProcessingException | ClassCastException e) {
            throw new GraphException("event " + event.sequence() + " is damaged", e);
        }
    }

    private final class Journal implements NodeContext {
        private final Lease lease;
        private final String node;
        private final int step;
        private final List<Event> recorded;

        Journal(Lease lease, String node, int step, List<Event> recorded) {
            this.lease = lease;
            this.node = node;
            this.step = step;
            this.recorded = recorded;
        }

        @Override
        public String run() {
            return lease.run();
        }

        @Override
        public String node() {
            return node;
        }

        @Override
        public int step() {
            return step;
        }

        @Override
        public void record(Kind kind, ObjectNode payload) {
            if (kind != Kind.MODEL_CALL && kind != Kind.TOOL_CALL) {
                throw new GraphException("a node records calls, not " + kind);
            }
            store.append(lease, kind, node, payload.toString(), Status.OPEN);
        }

        @Override
        public List<ObjectNode> recorded(Kind kind) {
            return recorded.stream()
                    .filter(event -> event.kind() == kind)
                    .map(GraphRunner::parse)
                    .toList();
        }
    }
}
