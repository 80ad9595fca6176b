package dev.kanishk.agents.graph;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.kanishk.agents.checkpoint.Event;
import java.util.List;

/**
 * A node's place in its run, and the run's journal. What a node records is durable at once, before
 * the node's commit; when the node is run again after a crash, it finds its own records and need
 * not do that part again. Safe for use by many threads.
 */
public interface NodeContext {
    /**
     * Names the run.
     *
     * @return the run
     */
    String run();

    /**
     * Names the node.
     *
     * @return the node
     */
    String node();

    /**
     * Counts the run's steps.
     *
     * @return the step, from 1
     */
    int step();

    /**
     * Makes a key for effects outside: the same each time that this step is run.
     *
     * @return run and step
     */
    default String idempotencyKey() {
        return run() + "/" + step();
    }

    /**
     * Writes to the journal, durably when it returns.
     *
     * @param kind {@code MODEL_CALL} or {@code TOOL_CALL}
     * @param payload what happened
     */
    void record(Event.Kind kind, ObjectNode payload);

    /**
     * Returns what earlier attempts at this very step recorded.
     *
     * @param kind the kind of record
     * @return the payloads, oldest first
     */
    List<ObjectNode> recorded(Event.Kind kind);
}
