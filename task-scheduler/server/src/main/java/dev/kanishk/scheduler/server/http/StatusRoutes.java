package dev.kanishk.scheduler.server.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.kanishk.scheduler.dispatch.CircuitState;
import dev.kanishk.scheduler.dispatch.TaskScheduler;
import dev.kanishk.scheduler.job.JobState;
import dev.kanishk.scheduler.job.TypeStatus;
import dev.kanishk.scheduler.store.JobStore;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

/** How types of jobs stand, and how the process does. */
final class StatusRoutes implements HttpService {
    private final JobStore store;
    private final TaskScheduler scheduler;
    private final AtomicBoolean draining;

    StatusRoutes(JobStore store, TaskScheduler scheduler, AtomicBoolean draining) {
        this.store = store;
        this.scheduler = scheduler;
        this.draining = draining;
    }

    @Override
    public void routing(HttpRules rules) {
        rules.get("/v1/types", this::types)
                .post("/v1/types/{type}/pause", (in, out) -> pause(in, out, true))
                .post("/v1/types/{type}/resume", (in, out) -> pause(in, out, false))
                .get("/metrics", this::metrics)
                .get("/healthz", StatusRoutes::healthy)
                .get("/readyz", this::ready);
    }

    private void types(ServerRequest request, ServerResponse response) {
        Map<String, CircuitState> circuits = scheduler.circuits();
        ObjectNode answer = Json.object();
        ArrayNode items = answer.putArray("items");
        for (TypeStatus type : store.types()) {
            CircuitState circuit = circuits.get(type.type());
            ObjectNode item =
                    items.addObject()
                            .put("type", type.type())
                            .put("paused", type.paused())
                            .put("circuit", circuit == null ? null : circuit.name());
            ObjectNode counts = item.putObject("counts");
            for (JobState state : JobState.values()) {
                counts.put(state.name(), type.count(state));
            }
        }
        Json.send(response, Status.OK_200, answer);
    }

    private void pause(ServerRequest request, ServerResponse response, boolean paused) {
        String type = request.path().pathParameters().get("type");
        if (!store.pause(type, paused)) {
            throw Problem.notFound("type", type);
        }
        Json.send(response, Status.OK_200, Json.object().put("type", type).put("paused", paused));
    }

    private void metrics(ServerRequest request, ServerResponse response) {
        response.header(HeaderNames.CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")
                .send(
                        Metrics.text(store.types(), scheduler.circuits(), scheduler.statistics())
                                .getBytes(StandardCharsets.UTF_8));
    }

    private static void healthy(ServerRequest request, ServerResponse response) {
        Json.send(response, Status.OK_200, Json.object().put("status", "up"));
    }

    private void ready(ServerRequest request, ServerResponse response) {
        if (draining.get()) {
            throw new Problem(Status.SERVICE_UNAVAILABLE_503, "the process is draining");
        }
        int types = store.types().size();
        Json.send(
                response, Status.OK_200, Json.object().put("status", "ready").put("types", types));
    }
}
