package dev.kanishk.agents.run;

import dev.kanishk.agents.graph.GraphException;
import dev.kanishk.agents.graph.NodeResult;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/*
 * A node with a time limit runs on a thread of its own, since one that blocks cannot be stopped: at
 * the limit it is interrupted, its context is closed, and nobody waits for it any more. Its thread
 * keeps its place among a bounded number until it really ends.
 */
/** One attempt at a node, within its time. */
final class Attempt {
    /** The most nodes that outlasted their time and have not ended yet. */
    static final int MAX_ABANDONED = 1_000;

    private static final Semaphore PLACES = new Semaphore(MAX_ABANDONED);

    private Attempt() {}

    static NodeResult run(
            String node, @Nullable Duration timeout, TaskContext context, Callable<NodeResult> work)
            throws Exception {
        if (timeout == null) {
            return work.call();
        }
        if (PLACES.availablePermits() == 0) {
            throw new GraphException(
                    MAX_ABANDONED
                            + " nodes outlasted their time and have not ended: none is begun");
        }
        FutureTask<NodeResult> task = new FutureTask<>(work);
        Thread thread = Thread.ofPlatform().daemon().name("agent-node-" + node).start(task);
        try {
            return task.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            context.close();
            abandon(thread);
            throw new NodeTimeoutException(
                    "it did not end within " + timeout.toMillis() + " ms", e);
        } catch (InterruptedException e) {
            context.close();
            abandon(thread);
            throw e;
        } catch (ExecutionException e) {
            throw cause(e);
        }
    }

    private static Exception cause(ExecutionException e) {
        return switch (e.getCause()) {
            case Exception exception -> exception;
            case Error error -> throw error;
            case null, default -> e;
        };
    }

    private static void abandon(Thread thread) {
        thread.interrupt();
        if (thread.isAlive() && PLACES.tryAcquire()) {
            Thread.ofVirtual()
                    .name("agent-abandoned")
                    .start(() -> {
                        try {
                            thread.join();
                        } catch (InterruptedException e) {
                            Thread.currentThread().interrupt();
                        } finally {
                            PLACES.release();
                        }
                    });
        }
    }
}
