package dev.kanishk.scheduler.server.http;

import static io.helidon.http.Method.GET;
import static io.helidon.http.Method.POST;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.kanishk.scheduler.dispatch.CircuitState;
import dev.kanishk.scheduler.dispatch.TaskScheduler;
import dev.kanishk.scheduler.job.JobRequest;
import dev.kanishk.scheduler.server.access.Role;
import java.util.List;
import java.util.Map;

/** The parties that jobs call: those whose circuits are not closed, and those disabled. */
final class TargetRoutes {
    private final TaskScheduler scheduler;

    TargetRoutes(TaskScheduler scheduler) {
        this.scheduler = scheduler;
    }

    /** Targets are called by jobs of any type. */
    List<Route> all() {
        return List.of(
                Route.of(GET, "/v1/targets", Role.READ, this::list).ofEveryType(),
                Route.of(POST, "/v1/targets/enable", Role.OPERATE, this::enable)
                        .with("target")
                        .ofEveryType(),
                Route.of(POST, "/v1/targets/disable", Role.OPERATE, this::disable)
                        .with("target")
                        .ofEveryType());
    }

    private void list(Call call) {
        ObjectNode answer = Json.object();
        ArrayNode items = answer.putArray("items");
        for (Map.Entry<String, CircuitState> one : scheduler.targetCircuits().entrySet()) {
            items.addObject().put("target", one.getKey()).put("state", one.getValue().name());
        }
        for (String target : scheduler.disabled()) {
            items.addObject().put("target", target).put("state", "DISABLED");
        }
        call.send(answer);
    }

    private void enable(Call call) {
        String target = named(call);
        if (!scheduler.enable(target)) {
            throw Problem.notFound("disabled target", target);
        }
        call.send(Json.object().put("target", target));
    }

    private void disable(Call call) {
        String target = named(call);
        if (target.length() > JobRequest.MAX_NAME_LENGTH) {
            throw Problem.badRequest(
                    Fault.query(
                            "target",
                            "target has "
                                    + target.length()
                                    + " characters: use up to "
                                    + JobRequest.MAX_NAME_LENGTH));
        }
        if (!scheduler.disable(target)) {
            throw Problem.conflict("too many targets are disabled: enable another one first");
        }
        call.send(Json.object().put("target", target));
    }

    private static String named(Call call) {
        String target = Parameters.text(call.request(), "target");
        if (target == null) {
            throw Problem.badRequest(
                    Fault.query(
                            "target", "target is missing: say which, as GET /v1/targets has it"));
        }
        return target;
    }
}
