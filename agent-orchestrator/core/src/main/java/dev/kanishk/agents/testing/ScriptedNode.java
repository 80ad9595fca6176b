package dev.kanishk.agents.testing;

import dev.kanishk.agents.graph.Node;
import dev.kanishk.agents.graph.NodeContext;
import dev.kanishk.agents.graph.NodeResult;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A node that does one thing after another, a thing for each time it is run; once too often fails.
 * Safe for use by many threads.
 *
 * @param <S> the state
 */
public final class ScriptedNode<S extends Record> implements Node<S> {
    private final ReentrantLock lock = new ReentrantLock();
    private final Deque<Node<S>> script;
    private int runs;

    private ScriptedNode(List<Node<S>> script) {
        this.script = new ArrayDeque<>(script);
    }

    /**
     * Makes a node of what it does each time.
     *
     * @param script what it does, the first time first
     * @param <S> the state
     * @return the node
     */
    public static <S extends Record> ScriptedNode<S> of(List<Node<S>> script) {
        return new ScriptedNode<>(script);
    }

    /**
     * Makes something to do that fails.
     *
     * @param failure what is thrown
     * @param <S> the state
     * @return the thing to do
     */
    public static <S extends Record> Node<S> failing(Exception failure) {
        return (state, context) -> {
            throw failure;
        };
    }

    /**
     * Makes something to do that gives a result.
     *
     * @param result the result
     * @param <S> the state
     * @return the thing to do
     */
    public static <S extends Record> Node<S> giving(NodeResult result) {
        return (state, context) -> result;
    }

    @Override
    public NodeResult apply(S state, NodeContext context) throws Exception {
        Node<S> next;
        lock.lock();
        try {
            runs++;
            if (script.isEmpty()) {
                throw new AssertionError(
                        "node '"
                                + context.node()
                                + "' is run for the time "
                                + runs
                                + ", and its"
                                + " script is over");
            }
            next = script.removeFirst();
        } finally {
            lock.unlock();
        }
        return next.apply(state, context);
    }

    /**
     * Counts how often it was run.
     *
     * @return the number of runs
     */
    public int runs() {
        lock.lock();
        try {
            return runs;
        } finally {
            lock.unlock();
        }
    }
}
