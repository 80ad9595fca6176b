package dev.kanishk.scheduler.server.http;

import dev.kanishk.scheduler.dispatch.CircuitState;
import dev.kanishk.scheduler.dispatch.Statistics;
import dev.kanishk.scheduler.job.JobState;
import dev.kanishk.scheduler.job.TypeStatus;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The figures that Prometheus collects, in its text format. */
final class Metrics {
    private final StringBuilder text = new StringBuilder();

    private Metrics() {}

    static String text(
            List<TypeStatus> types, Map<String, CircuitState> circuits, Statistics statistics) {
        Metrics metrics = new Metrics();
        metrics.begin("task_scheduler_jobs", "gauge", "Jobs kept, by type and state.");
        for (TypeStatus type : types) {
            for (JobState state : JobState.values()) {
                String labels = label("type", type.type()) + "," + label("state", lower(state));
                metrics.sample("task_scheduler_jobs", labels, type.count(state));
            }
        }
        metrics.begin("task_scheduler_type_paused", "gauge", "1 if a type is paused.");
        for (TypeStatus type : types) {
            metrics.sample(
                    "task_scheduler_type_paused",
                    label("type", type.type()),
                    type.paused() ? 1 : 0);
        }
        metrics.begin("task_scheduler_circuit_open", "gauge", "1 if a type's circuit is open.");
        circuits.forEach((type, circuit) ->
                metrics.sample(
                        "task_scheduler_circuit_open",
                        label("type", type),
                        circuit == CircuitState.OPEN ? 1 : 0));
        metrics.counter("attempts_started", "Attempts begun here.", statistics.started());
        metrics.counter("attempts_succeeded", "Attempts that succeeded.", statistics.succeeded());
        metrics.counter("attempts_failed", "Attempts that failed.", statistics.failed());
        metrics.counter("results_refused", "Results for jobs taken away.", statistics.refused());
        metrics.counter("jobs_recovered", "Jobs taken from ended workers.", statistics.recovered());
        metrics.counter("circuits_opened", "Circuits opened.", statistics.circuitsOpened());
        return metrics.text.toString();
    }

    /** The figures of the HTTP server itself. */
    static String text(HttpApi server) {
        Metrics metrics = new Metrics();
        String requests = "task_scheduler_http_requests_total";
        metrics.begin(requests, "counter", "Requests answered, by route and status.");
        server.figures()
                .answered()
                .forEach((request, count) ->
                        metrics.sample(
                                requests,
                                label("method", request.method())
                                        + ","
                                        + label("route", request.path())
                                        + ","
                                        + label("status", Integer.toString(request.status())),
                                count.sum()));
        String refused = "task_scheduler_http_refused_total";
        metrics.begin(refused, "counter", "Requests refused at a limit, by limit.");
        server.figures()
                .refused()
                .forEach((limit, count) ->
                        metrics.sample(refused, label("limit", limit.text()), count.sum()));
        metrics.counter(
                "http_denied",
                "Requests refused for who the caller is.",
                server.figures().deniedCount());
        String running = "task_scheduler_http_calls";
        metrics.begin(running, "gauge", "Calls being carried out.");
        metrics.sample(running, label("kind", "submit"), server.submits().taken());
        metrics.sample(running, label("kind", "other"), server.others().taken());
        metrics.sample(running, label("kind", "report"), server.reporting().taken());
        String waiting = "task_scheduler_http_waiting_calls";
        metrics.begin(waiting, "gauge", "Calls that wait for their turn.");
        metrics.sample(waiting, label("kind", "submit"), server.submits().waiting());
        metrics.sample(waiting, label("kind", "other"), server.others().waiting());
        metrics.sample(waiting, label("kind", "report"), server.reporting().waiting());
        metrics.gauge(
                "draining", "1 while the process ends its work.", server.isDraining() ? 1 : 0);
        metrics.gauge("http_body_bytes", "Bytes of bodies held.", server.bodies().heldBytes());
        metrics.gauge("http_connections", "Connections open.", server.connections().open());
        return metrics.text.toString();
    }

    private void gauge(String name, String description, long value) {
        String whole = "task_scheduler_" + name;
        begin(whole, "gauge", description);
        text.append(whole).append(' ').append(value).append('\n');
    }

    private void counter(String name, String description, long value) {
        String whole = "task_scheduler_" + name + "_total";
        begin(whole, "counter", description);
        text.append(whole).append(' ').append(value).append('\n');
    }

    private void begin(String name, String kind, String description) {
        text.append("# HELP ").append(name).append(' ').append(description).append('\n');
        text.append("# TYPE ").append(name).append(' ').append(kind).append('\n');
    }

    private void sample(String name, String labels, long value) {
        text.append(name).append('{').append(labels).append("} ").append(value).append('\n');
    }

    /** A type's name holds nothing that would have to be escaped. */
    private static String label(String name, String value) {
        return name + "=\"" + value + "\"";
    }

    private static String lower(JobState state) {
        return state.name().toLowerCase(Locale.ROOT);
    }
}
