package dev.kanishk.agents.server;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.kanishk.agents.checkpoint.CheckpointException;
import dev.kanishk.agents.checkpoint.CheckpointStore;
import dev.kanishk.agents.checkpoint.Event;
import dev.kanishk.agents.checkpoint.RunInfo;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Shows a run's events. */
@Command(
        name = "show",
        description =
                "Shows a run: its events, oldest first. The number before an event that"
                        + " admitted the run or committed a node is a checkpoint for 'fork --at'.")
final class ShowCommand implements Callable<Integer> {
    private static final int MAX_LINE = 160;

    @Spec private @Nullable CommandSpec spec;
    @Mixin private StoreLocation location = new StoreLocation();

    @Option(names = "--run-id", paramLabel = "ID", required = true, description = "The run.")
    private String run = "";

    @Option(names = "--json", description = "Print one JSON object, with whole payloads.")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        if (spec == null) {
            throw new IllegalStateException("not started by the command line");
        }
        PrintWriter out = spec.commandLine().getOut();
        try (CheckpointStore store = location.openExisting()) {
            RunInfo info =
                    store.find(run)
                            .orElseThrow(() ->
                                    new CheckpointException(
                                            "there is no run '" + run + "': see 'runs'"));
            List<Event> events = store.events(run);
            if (json) {
                out.println(write(info, events));
            } else {
                events.forEach(event -> print(event, out));
                out.println("status: " + info.status());
            }
            out.flush();
        }
        return 0;
    }

    private static ObjectNode write(RunInfo info, List<Event> events) throws IOException {
        ObjectNode result =
                Ending.JSON
                        .createObjectNode()
                        .put("run", info.id())
                        .put("status", info.status().name());
        Ending.Cost.of(events).write(result);
        ArrayNode items = result.putArray("events");
        for (Event event : events) {
            try {
                items.addObject()
                        .put("sequence", event.sequence())
                        .put("at", Instant.ofEpochMilli(event.atMillis()).toString())
                        .put("kind", event.kind().name())
                        .put("node", event.node())
                        .set("payload", Ending.JSON.readTree(event.payload()));
            } catch (JsonProcessingException e) {
                throw new IOException("event " + event.sequence() + " is damaged", e);
            }
        }
        return result;
    }

    private static void print(Event event, PrintWriter out) {
        String payload = event.payload();
        out.printf(
                Locale.ROOT,
                "%4d  %s  %-14s  %-8s  %s%n",
                event.sequence(),
                Instant.ofEpochMilli(event.atMillis()),
                event.kind(),
                event.node(),
                payload.length() <= MAX_LINE ? payload : payload.substring(0, MAX_LINE) + " …");
    }
}
