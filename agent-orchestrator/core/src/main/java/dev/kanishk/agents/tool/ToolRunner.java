package dev.kanishk.agents.tool;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.kanishk.agents.checkpoint.Event.Kind;
import dev.kanishk.agents.graph.NodeContext;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Runs each tool on a thread of its own, with a deadline. A tool that outlasts it is interrupted,
 * abandoned and journaled as such; its thread keeps its place among the {@code threads} until it
 * really ends, so that tools which never end cannot use the machine up. With no place free a call
 * is refused at once. Results are journaled: a resumed node gets them without running the tool
 * again.
 *
 * <p>Safe for use by many threads. Threads are daemons, and of the platform: a tool that computes
 * without end would hold a carrier of virtual threads, which all runs share.
 */
public final class ToolRunner {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Semaphore places;

    /**
     * Makes a runner.
     *
     * @param threads the most tools at once, abandoned ones that have not ended included
     */
    public ToolRunner(int threads) {
        if (threads < 1) {
            throw new IllegalArgumentException("threads " + threads + ": use at least 1");
        }
        places = new Semaphore(threads);
    }

    /**
     * Runs a tool, or gives its journaled result.
     *
     * @param context the node that calls, and its journal
     * @param call a name for this call, one of a kind within its node
     * @param deadline how long the tool may take
     * @param tool the tool; it should end when interrupted
     * @return its result
     * @throws ToolException if it failed, outlasted the deadline, or no place was free
     * @throws InterruptedException if the caller was interrupted; the tool is then abandoned too
     */
    public String run(NodeContext context, String call, Duration deadline, Callable<String> tool)
            throws ToolException, InterruptedException {
        for (ObjectNode earlier : context.recorded(Kind.TOOL_CALL)) {
            if (earlier.path("call").asText().equals(call) && earlier.has("result")) {
                return earlier.path("result").asText();
            }
        }
        ObjectNode entry = JSON.createObjectNode().put("call", call);
        if (!places.tryAcquire()) {
            context.record(Kind.TOOL_CALL, entry.put("refused", true));
            throw new ToolException("tool call '" + call + "' refused: every thread is in use");
        }
        FutureTask<String> task = new FutureTask<>(tool);
        Thread.ofPlatform()
                .daemon()
                .name("tool-" + call)
                .start(() -> {
                    try {
                        task.run();
                    } finally {
                        places.release();
                    }
                });
        try {
            String result = task.get(deadline.toNanos(), TimeUnit.NANOSECONDS);
            context.record(Kind.TOOL_CALL, entry.put("result", result));
            return result;
        } catch (TimeoutException e) {
            context.record(Kind.TOOL_CALL, entry.put("abandonedAfter", deadline.toString()));
            throw new ToolException(
                    "tool call '" + call + "' abandoned after " + deadline.toMillis() + " ms", e);
        } catch (ExecutionException e) {
            String why = String.valueOf(e.getCause());
            context.record(Kind.TOOL_CALL, entry.put("error", why));
            throw new ToolException("tool call '" + call + "' failed: " + why, e);
        } finally {
            task.cancel(true);
        }
    }
}
