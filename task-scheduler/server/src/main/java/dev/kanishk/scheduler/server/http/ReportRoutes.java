package dev.kanishk.scheduler.server.http;

import static io.helidon.http.Method.GET;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.kanishk.scheduler.dispatch.TaskScheduler;
import dev.kanishk.scheduler.job.JobState;
import dev.kanishk.scheduler.report.Activity;
import dev.kanishk.scheduler.report.ActivityQuery;
import dev.kanishk.scheduler.report.ErrorGroup;
import dev.kanishk.scheduler.report.Snapshot;
import dev.kanishk.scheduler.report.TypeReport;
import dev.kanishk.scheduler.server.access.Role;
import dev.kanishk.scheduler.server.report.Reports;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reports, each of which says how old it may be. */
final class ReportRoutes {
    /** What the routes begin with. */
    static final String PREFIX = "/v1/reports/";

    private static final Duration DEFAULT_RANGE = Duration.ofHours(1);
    private static final int DEFAULT_BUCKETS = 60;

    private final Reports reports;
    private final TaskScheduler scheduler;

    ReportRoutes(Reports reports, TaskScheduler scheduler) {
        this.reports = reports;
        this.scheduler = scheduler;
    }

    List<Route> all() {
        return List.of(
                Route.of(GET, PREFIX + "types", Role.READ, this::types),
                Route.of(GET, PREFIX + "activity", Role.READ, this::activity)
                        .with("type", "range", "buckets"),
                Route.of(GET, PREFIX + "errors", Role.READ, this::errors).with("type"));
    }

    private ObjectNode dated(Snapshot<?> snapshot) {
        return Json.object()
                .put("asOf", snapshot.readAt().toString())
                .put("maxAge", reports.maxAge().toString())
                .put("source", reports.isReplica() ? "replica" : "store")
                .put("lastBeat", text(snapshot.lastBeat()))
                .put("writable", !scheduler.isStoreFailing());
    }

    private static @Nullable String text(@Nullable Instant time) {
        return time == null ? null : time.toString();
    }

    private void types(Call call) {
        Snapshot<List<TypeReport>> snapshot = reports.types();
        ObjectNode answer = dated(snapshot);
        ArrayNode items = answer.putArray("items");
        for (TypeReport type : snapshot.value()) {
            if (call.caller().types().contain(type.status().type())) {
                ObjectNode item =
                        items.addObject()
                                .put("type", type.status().type())
                                .put("paused", type.status().paused())
                                .put("oldestDue", text(type.oldestDue()));
                ObjectNode counts = item.putObject("counts");
                for (JobState state : JobState.values()) {
                    counts.put(state.name(), type.status().count(state));
                }
            }
        }
        call.send(answer);
    }

    private void activity(Call call) {
        Snapshot<Activity> snapshot = reports.activity(query(call));
        Activity activity = snapshot.value();
        ObjectNode answer = dated(snapshot);
        answer.put("step", activity.step().toString())
                .put("countedFrom", activity.countedFrom().toString());
        ArrayNode items = answer.putArray("items");
        for (Activity.Part part : activity.parts()) {
            ObjectNode item =
                    items.addObject()
                            .put("start", part.start().toString())
                            .put("accepted", part.accepted())
                            .put("succeeded", part.succeeded())
                            .put("dead", part.dead())
                            .put("cancelled", part.cancelled());
            put(item, "waited", part.waited());
            put(item, "ran", part.ran());
        }
        call.send(answer);
    }

    private static void put(ObjectNode item, String name, Activity.@Nullable Spread spread) {
        if (spread == null) {
            item.putNull(name);
        } else {
            item.putObject(name)
                    .put("p50Ms", spread.p50())
                    .put("p99Ms", spread.p99())
                    .put("maxMs", spread.max());
        }
    }

    private static ActivityQuery query(Call call) {
        String range = Parameters.text(call.request(), "range");
        String buckets = Parameters.text(call.request(), "buckets");
        Duration length = range == null ? DEFAULT_RANGE : Parameters.duration("range", range);
        try {
            int parts =
                    buckets == null
                            ? DEFAULT_BUCKETS
                            : buckets.matches("[0-9]{1,4}") ? Integer.parseInt(buckets) : 0;
            return new ActivityQuery(Parameters.type(call), length, parts);
        } catch (IllegalArgumentException e) {
            String detail = String.valueOf(e.getMessage());
            String field = detail.startsWith("range ") ? "range" : "buckets";
            throw Problem.badRequest(Fault.query(field, detail));
        }
    }

    private void errors(Call call) {
        Snapshot<List<ErrorGroup>> snapshot = reports.errors(Parameters.type(call));
        ObjectNode answer = dated(snapshot);
        ArrayNode items = answer.putArray("items");
        for (ErrorGroup group : snapshot.value()) {
            items.addObject()
                    .put("type", group.type())
                    .put("error", group.error())
                    .put("count", group.count())
                    .put("last", group.last().toString())
                    .put("example", group.example().toString());
        }
        call.send(answer);
    }
}
