package dev.kanishk.agents.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.kanishk.agents.graph.Graph;
import dev.kanishk.agents.graph.Json;
import dev.kanishk.agents.graph.Target;
import dev.kanishk.agents.graph.Usage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The payloads of a run's own events. */
final class Records {
    static final String UPDATE = "update";
    static final String NEXT = "next";
    static final String COMMAND = "command";
    static final String STATE = "state";
    static final String SET = "set";
    private static final String ACTIVE = "activeMillis";

    private Records() {}

    static ObjectNode object() {
        return Json.MAPPER.createObjectNode();
    }

    static String admitted(Graph<?> graph, String state, long seed) {
        return "{\"state\":"
                + state
                + ",\"version\":"
                + graph.version()
                + ",\"shape\":"
                + Json.write(graph.channels().shape(), "the state's shape")
                + ",\"seed\":"
                + seed
                + "}";
    }

    static String set(String values) {
        return "{\"set\":" + values + "}";
    }

    static String committed(String update, List<Target> targets, boolean commanded) {
        return "{\"update\":"
                + update
                + ",\"next\":"
                + next(targets)
                + (commanded ? ",\"command\":true}" : "}");
    }

    /** Writes targets: none and a single one as a text, others as a list. */
    static String next(List<Target> targets) {
        if (targets.isEmpty()) {
            return "\"" + Graph.END + "\"";
        }
        if (targets.size() == 1 && targets.getFirst().argument() == null) {
            return quoted(targets.getFirst().node());
        }
        StringBuilder json = new StringBuilder("[");
        for (Target target : targets) {
            json.append(json.length() == 1 ? "" : ",");
            if (target.argument() == null) {
                json.append(quoted(target.node()));
            } else {
                json.append("{\"node\":").append(quoted(target.node()));
                json.append(",\"argument\":").append(target.argument()).append('}');
            }
        }
        return json.append(']').toString();
    }

    private static String quoted(String node) {
        return Json.write(node, "node '" + node + "'");
    }

    static List<Target> targets(JsonNode next) {
        if (next.isTextual()) {
            return next.asText().equals(Graph.END)
                    ? List.of()
                    : List.of(new Target(next.asText(), null));
        }
        List<Target> targets = new ArrayList<>();
        for (JsonNode target : next) {
            targets.add(
                    target.isTextual()
                            ? new Target(target.asText(), null)
                            : new Target(
                                    target.path("node").asText(),
                                    Json.write(target.get("argument"), "an argument")));
        }
        return targets;
    }

    static ObjectNode usage(Usage usage) {
        ObjectNode entry = object();
        entry.putObject("usage")
                .put("inputTokens", usage.inputTokens())
                .put("outputTokens", usage.outputTokens())
                .put("costMicros", usage.costMicros());
        return entry;
    }

    static ObjectNode active(Duration active) {
        return object().put(ACTIVE, active.toMillis());
    }

    static Duration active(JsonNode payload) {
        return Duration.ofMillis(payload.path(ACTIVE).asLong());
    }

    static Usage usage(JsonNode payload) {
        JsonNode usage = payload.path("usage");
        return new Usage(
                usage.path("inputTokens").asLong(),
                usage.path("outputTokens").asLong(),
                usage.path("costMicros").asLong());
    }

    /** Writes a run that is at the beginning of a superstep. */
    static <S extends Record> String snapshot(Graph<S> graph, RunState<S> run) {
        ObjectNode rest = usage(run.usage());
        rest.setAll(active(run.active()));
        rest.put("step", run.step());
        ArrayNode tasks = rest.putArray("tasks");
        for (Task task : run.tasks()) {
            tasks.addObject().put("node", task.node()).put("argument", task.argument());
        }
        ObjectNode arrivals = rest.putObject("arrivals");
        run.arrivals()
                .forEach((join, nodes) -> {
                    ArrayNode names = arrivals.putArray(Integer.toString(join));
                    nodes.forEach(names::add);
                });
        String admitted = admitted(graph, graph.channels().toJson(run.state()), run.seed());
        return admitted.substring(0, admitted.length() - 1)
                + ","
                + Json.write(rest, "a snapshot").substring(1);
    }

    static List<Task> tasks(JsonNode snapshot) {
        List<Task> tasks = new ArrayList<>();
        for (JsonNode task : snapshot.path("tasks")) {
            JsonNode argument = task.path("argument");
            tasks.add(
                    new Task(
                            tasks.size(),
                            task.path("node").asText(),
                            argument.isTextual() ? argument.asText() : null));
        }
        return tasks;
    }

    static Map<Integer, Set<String>> arrivals(JsonNode snapshot) {
        Map<Integer, Set<String>> arrivals = new TreeMap<>();
        snapshot.path("arrivals")
                .properties()
                .forEach(entry -> {
                    Set<String> nodes = new LinkedHashSet<>();
                    entry.getValue().forEach(node -> nodes.add(node.asText()));
                    arrivals.put(Integer.parseInt(entry.getKey()), nodes);
                });
        return arrivals;
    }

    static ObjectNode suspension(Suspension suspension) {
        ObjectNode entry = object().put("id", suspension.id());
        switch (suspension) {
            case Suspension.Interrupt interrupt ->
                    entry.put("waitsFor", "answer")
                            .put("when", interrupt.when().name())
                            .put("problem", interrupt.problem())
                            .set("question", interrupt.question());
            case Suspension.BudgetSpent budget ->
                    entry.put("waitsFor", "budget").put("spent", budget.spent());
            case Suspension.UnknownOutcome unknown ->
                    entry.put("waitsFor", "outcome")
                            .put("effect", unknown.effect())
                            .put("key", unknown.idempotencyKey());
        }
        if (!suspension.run().isEmpty()) {
            entry.put("run", suspension.run());
        }
        return entry;
    }

    static Suspension suspension(String run, String node, JsonNode entry) {
        String id = entry.path("id").asText();
        String owner = entry.path("run").asText(run);
        return switch (entry.path("waitsFor").asText()) {
            case "budget" ->
                    new Suspension.BudgetSpent(owner, id, node, entry.path("spent").asText());
            case "outcome" ->
                    new Suspension.UnknownOutcome(
                            owner,
                            id,
                            node,
                            entry.path("effect").asText(),
                            entry.path("key").asText());
            default ->
                    new Suspension.Interrupt(
                            owner,
                            id,
                            node,
                            Suspension.When.valueOf(entry.path("when").asText()),
                            entry.path("question"),
                            entry.path("problem").asText());
        };
    }
}
