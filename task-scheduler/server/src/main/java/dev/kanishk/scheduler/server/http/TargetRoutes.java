package dev.kanishk.scheduler.server.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.kanishk.scheduler.dispatch.CircuitState;
import dev.kanishk.scheduler.dispatch.TaskScheduler;
import io.helidon.http.Status;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.util.Map;

/** The parties that jobs call: those whose circuits are not closed, and those disabled. */
final class TargetRoutes implements HttpService {
    private final TaskScheduler scheduler;

    TargetRoutes(TaskScheduler scheduler) {
        this.scheduler = scheduler;
    }

    @Override
    public void routing(HttpRules rules) {
        rules.get("/v1/targets", this::list)
                .post("/v1/targets/enable", this::enable)
                .post("/v1/targets/disable", this::disable);
    }

    private void list(ServerRequest request, ServerResponse response) {
        ObjectNode answer = Json.object();
        ArrayNode items = answer.putArray("items");
        for (Map.Entry<String, CircuitState> one : scheduler.targetCircuits().entrySet()) {
            items.addObject().put("target", one.getKey()).put("state", one.getValue().name());
        }
        for (String target : scheduler.disabled()) {
            items.addObject().put("target", target).put("state", "DISABLED");
        }
        Json.send(response, Status.OK_200, answer);
    }

    private void enable(ServerRequest request, ServerResponse response) {
        String target = named(request);
        if (!scheduler.enable(target)) {
            throw Problem.notFound("disabled target", target);
        }
        Json.send(response, Status.OK_200, Json.object().put("target", target));
    }

    private void disable(ServerRequest request, ServerResponse response) {
        String target = named(request);
        if (!scheduler.disable(target)) {
            throw Problem.conflict("too many targets are disabled: enable another one first");
        }
        Json.send(response, Status.OK_200, Json.object().put("target", target));
    }

    private static String named(ServerRequest request) {
        String target = Parameters.text(request, "target");
        if (target == null) {
            throw Problem.badRequest("target is missing: say which, as GET /v1/targets has it");
        }
        return target;
    }
}
