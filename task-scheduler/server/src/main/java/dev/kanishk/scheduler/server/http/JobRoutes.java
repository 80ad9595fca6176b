package dev.kanishk.scheduler.server.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.kanishk.scheduler.dispatch.TaskScheduler;
import dev.kanishk.scheduler.job.DeadQuery;
import dev.kanishk.scheduler.job.Job;
import dev.kanishk.scheduler.job.JobQuery;
import dev.kanishk.scheduler.job.JobState;
import dev.kanishk.scheduler.job.Receipt;
import dev.kanishk.scheduler.job.Transition;
import dev.kanishk.scheduler.store.JobStore;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Jobs, and those of them in the dead-letter queue. */
final class JobRoutes implements HttpService {
    private static final int REDRIVE_BATCH = 1_000;

    private final JobStore store;
    private final TaskScheduler scheduler;

    JobRoutes(JobStore store, TaskScheduler scheduler) {
        this.store = store;
        this.scheduler = scheduler;
    }

    @Override
    public void routing(HttpRules rules) {
        rules.post("/v1/jobs", this::enqueue)
                .get("/v1/jobs", this::list)
                .get("/v1/jobs/{id}", this::show)
                .get("/v1/jobs/{id}/audit", this::audit)
                .delete("/v1/jobs/{id}", this::cancel)
                .get("/v1/dlq", this::listDead)
                .post("/v1/dlq/redrive", this::redriveAll)
                .post("/v1/dlq/{id}/redrive", this::redrive)
                .delete("/v1/dlq/{id}", this::discard);
    }

    private void enqueue(ServerRequest request, ServerResponse response) {
        JsonNode body = Json.read(request);
        List<Receipt> receipts = scheduler.enqueue(JobReader.readAll(body, JobStore.MAX_BATCH));
        boolean created = receipts.stream().anyMatch(Receipt::created);
        Status status = created ? Status.ACCEPTED_202 : Status.OK_200;
        if (body.isArray()) {
            ArrayNode answer = Json.object().putArray("receipts");
            receipts.forEach(receipt -> answer.add(JobWriter.write(receipt)));
            Json.send(response, status, answer);
        } else {
            Receipt receipt = receipts.getFirst();
            response.header(HeaderNames.LOCATION, "/v1/jobs/" + receipt.id());
            Json.send(response, status, JobWriter.write(receipt));
        }
    }

    private void list(ServerRequest request, ServerResponse response) {
        sendPage(request, response, Parameters.state(request));
    }

    private void listDead(ServerRequest request, ServerResponse response) {
        sendPage(request, response, JobState.DEAD);
    }

    private void sendPage(
            ServerRequest request, ServerResponse response, @Nullable JobState state) {
        int limit = Parameters.limit(request);
        JobQuery query =
                new JobQuery(
                        Parameters.text(request, "type"),
                        state,
                        Parameters.after(request),
                        limit + 1);
        List<Job> jobs = store.list(query);
        ObjectNode page = Json.object();
        ArrayNode items = page.putArray("items");
        jobs.stream().limit(limit).forEach(job -> items.add(JobWriter.write(job)));
        if (jobs.size() > limit) {
            page.put("next", jobs.get(limit - 1).id().toString());
        }
        Json.send(response, Status.OK_200, page);
    }

    private void show(ServerRequest request, ServerResponse response) {
        Job job = find(request);
        Json.send(response, Status.OK_200, JobWriter.write(job, store.audit(job.id())));
    }

    private void audit(ServerRequest request, ServerResponse response) {
        Job job = find(request);
        ObjectNode page = Json.object();
        ArrayNode items = page.putArray("items");
        for (Transition change : store.audit(job.id())) {
            items.add(JobWriter.write(change));
        }
        Json.send(response, Status.OK_200, page);
    }

    private void cancel(ServerRequest request, ServerResponse response) {
        UUID id = Parameters.pathId(request);
        answer(request, response, scheduler.cancel(id), "cancelled");
    }

    private void redrive(ServerRequest request, ServerResponse response) {
        UUID id = Parameters.pathId(request);
        answer(request, response, store.redrive(id, scheduler.worker()), "redriven");
    }

    private void discard(ServerRequest request, ServerResponse response) {
        UUID id = Parameters.pathId(request);
        answer(request, response, store.discard(id, scheduler.worker()), "discarded");
    }

    private void redriveAll(ServerRequest request, ServerResponse response) {
        String type = Parameters.text(request, "type");
        if (type == null) {
            throw Problem.badRequest("type is missing: say whose dead jobs to redrive");
        }
        long dead =
                store.types().stream()
                        .filter(status -> status.type().equals(type))
                        .mapToLong(status -> status.count(JobState.DEAD))
                        .sum();
        long redriven = 0;
        int batch = -1;
        // Those that die again meanwhile wait for the next request.
        while (redriven < dead && batch != 0) {
            int most = (int) Math.min(REDRIVE_BATCH, dead - redriven);
            DeadQuery query = new DeadQuery(type, null, null, most);
            batch = store.redrive(query, Duration.ZERO, scheduler.worker());
            redriven += batch;
        }
        Json.send(response, Status.OK_200, Json.object().put("redriven", redriven));
    }

    private void answer(
            ServerRequest request, ServerResponse response, boolean done, String participle) {
        Job job = find(request);
        if (!done) {
            throw Problem.conflict(
                    "job '" + job.id() + "' is " + job.state() + " and cannot be " + participle);
        }
        ObjectNode answer =
                Json.object().put("id", job.id().toString()).put("state", job.state().name());
        Json.send(response, Status.OK_200, answer);
    }

    private Job find(ServerRequest request) {
        UUID id = Parameters.pathId(request);
        return store.find(id).orElseThrow(() -> Problem.notFound("job", id));
    }
}
