package dev.kanishk.scheduler.server.http;

import static io.helidon.http.Method.DELETE;
import static io.helidon.http.Method.GET;
import static io.helidon.http.Method.POST;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.kanishk.scheduler.dispatch.TaskScheduler;
import dev.kanishk.scheduler.job.DeadQuery;
import dev.kanishk.scheduler.job.Job;
import dev.kanishk.scheduler.job.JobQuery;
import dev.kanishk.scheduler.job.JobRequest;
import dev.kanishk.scheduler.job.JobState;
import dev.kanishk.scheduler.job.Receipt;
import dev.kanishk.scheduler.job.Transition;
import dev.kanishk.scheduler.server.access.Role;
import dev.kanishk.scheduler.store.JobStore;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Status;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Jobs, and those of them in the dead-letter queue. */
final class JobRoutes {
    private static final int REDRIVE_BATCH = 1_000;

    private final JobStore store;
    private final TaskScheduler scheduler;
    private final Intake intake;

    JobRoutes(JobStore store, TaskScheduler scheduler, Intake intake) {
        this.store = store;
        this.scheduler = scheduler;
        this.intake = intake;
    }

    List<Route> all() {
        return List.of(
                Route.of(POST, "/v1/jobs", Role.SUBMIT, this::enqueue),
                Route.of(GET, "/v1/jobs", Role.READ, this::list)
                        .with("type", "state", "after", "limit"),
                Route.of(GET, "/v1/jobs/{id}", Role.READ, this::show),
                Route.of(GET, "/v1/jobs/{id}/audit", Role.READ, this::audit),
                Route.of(DELETE, "/v1/jobs/{id}", Role.OPERATE, this::cancel),
                Route.of(GET, "/v1/dlq", Role.READ, this::listDead).with("type", "after", "limit"),
                Route.of(POST, "/v1/dlq/redrive", Role.OPERATE, this::redriveAll)
                        .with("type", "from", "until"),
                Route.of(POST, "/v1/dlq/{id}/redrive", Role.OPERATE, this::redrive),
                Route.of(DELETE, "/v1/dlq/{id}", Role.OPERATE, this::discard));
    }

    private void enqueue(Call call) {
        intake.take(
                call,
                jobs -> {
                    List<Receipt> receipts = store(jobs.requests());
                    boolean created = receipts.stream().anyMatch(Receipt::created);
                    Status status = created ? Status.ACCEPTED_202 : Status.OK_200;
                    if (jobs.array()) {
                        ArrayNode answer = Json.object().arrayNode(receipts.size());
                        receipts.forEach(receipt -> answer.add(JobWriter.write(receipt)));
                        call.send(status, answer);
                    } else {
                        Receipt receipt = receipts.getFirst();
                        call.send(
                                status,
                                JobWriter.write(receipt),
                                HeaderValues.create(
                                        HeaderNames.LOCATION, "/v1/jobs/" + receipt.id()));
                    }
                });
    }

    /** What the requests themselves do not tell: whether the store knows what they name. */
    private List<Receipt> store(List<JobRequest> requests) {
        try {
            return scheduler.enqueue(requests);
        } catch (IllegalArgumentException e) {
            String detail = String.valueOf(e.getMessage());
            String field = detail.startsWith("type ") ? "type" : "after";
            throw Problem.badRequest(new Fault(Fault.In.BODY, field, null, detail));
        }
    }

    private void list(Call call) {
        sendPage(call, Parameters.state(call.request()));
    }

    private void listDead(Call call) {
        sendPage(call, JobState.DEAD);
    }

    private void sendPage(Call call, @Nullable JobState state) {
        int limit = Parameters.limit(call.request());
        JobQuery query =
                new JobQuery(
                        Parameters.type(call), state, Parameters.after(call.request()), limit + 1);
        List<Job> jobs = find(query);
        ObjectNode page = Json.object();
        ArrayNode items = page.putArray("items");
        jobs.stream().limit(limit).forEach(job -> items.add(JobWriter.write(job)));
        if (jobs.size() > limit) {
            page.put("next", jobs.get(limit - 1).id().toString());
        }
        call.send(page);
    }

    private List<Job> find(JobQuery query) {
        try {
            return store.list(query);
        } catch (IllegalArgumentException e) {
            throw Problem.badRequest(Fault.query("after", String.valueOf(e.getMessage())));
        }
    }

    private void show(Call call) {
        Job job = find(call);
        call.send(JobWriter.write(job, store.audit(job.id())));
    }

    private void audit(Call call) {
        Job job = find(call);
        ObjectNode page = Json.object();
        ArrayNode items = page.putArray("items");
        for (Transition change : store.audit(job.id())) {
            items.add(JobWriter.write(change));
        }
        call.send(page);
    }

    private void cancel(Call call) {
        Job job = find(call);
        answer(call, job, store.cancel(job.id(), node(call)), "cancelled");
    }

    private void redrive(Call call) {
        Job job = find(call);
        answer(call, job, store.redrive(job.id(), node(call)), "redriven");
    }

    private void discard(Call call) {
        Job job = find(call);
        answer(call, job, store.discard(job.id(), node(call)), "discarded");
    }

    private void redriveAll(Call call) {
        String type = Parameters.type(call);
        if (type == null) {
            throw Problem.badRequest(
                    Fault.query("type", "type is missing: say whose dead jobs to redrive"));
        }
        Instant from = Parameters.instant(call.request(), "from");
        Instant until = Parameters.instant(call.request(), "until");
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
            DeadQuery query = new DeadQuery(type, from, until, most);
            batch = store.redrive(query, Duration.ZERO, node(call));
            redriven += batch;
        }
        call.send(Json.object().put("redriven", redriven));
    }

    /** Who did it, for the job's audit: the caller, or this process where it knows of none. */
    private String node(Call call) {
        return call.isNamed() ? call.caller().name() : scheduler.worker();
    }

    private void answer(Call call, Job before, boolean done, String participle) {
        Job job = store.find(before.id()).orElse(before);
        if (!done) {
            throw Problem.conflict(
                    "job '" + job.id() + "' is " + job.state() + " and cannot be " + participle);
        }
        JsonNode answer =
                Json.object().put("id", job.id().toString()).put("state", job.state().name());
        call.send(answer);
    }

    /** The job that is asked for. Of those of other types a caller learns nothing. */
    private Job find(Call call) {
        UUID id = Parameters.pathId(call.request());
        Job job = store.find(id).orElseThrow(() -> Problem.notFound("job", id));
        if (!call.caller().types().contain(job.request().type())) {
            throw Problem.notFound("job", id)
                    .refusedFor("type '" + job.request().type() + "' is not the token's");
        }
        return job;
    }
}
