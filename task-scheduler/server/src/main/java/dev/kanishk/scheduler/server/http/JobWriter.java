package dev.kanishk.scheduler.server.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.kanishk.scheduler.job.Attempt;
import dev.kanishk.scheduler.job.Job;
import dev.kanishk.scheduler.job.Receipt;
import dev.kanishk.scheduler.job.Transition;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Jobs as callers read them. */
public final class JobWriter {
    private JobWriter() {}

    static ObjectNode write(Receipt receipt) {
        return Json.object()
                .put("id", receipt.id().toString())
                .put("state", receipt.state().name());
    }

    /** Writes a job without its attempts, as lists hold it. */
    public static ObjectNode write(Job job) {
        ObjectNode value =
                Json.object()
                        .put("id", job.id().toString())
                        .put("type", job.request().type())
                        .put("state", job.state().name())
                        .put("failures", job.failures())
                        .put("crashes", job.crashes())
                        .put("error", job.error())
                        .put("priority", job.request().priority())
                        .put("maxAttempts", job.request().maxAttempts())
                        .put("timeout", job.request().timeout().toString())
                        .put("idempotencyKey", job.request().idempotencyKey())
                        .put("tenant", job.request().tenant())
                        .put("limitKey", job.request().limitKey())
                        .put("target", job.request().target())
                        .put("runAt", text(job.request().runAt()))
                        .put("acceptedAt", job.acceptedAt().toString())
                        .put("changedAt", job.changedAt().toString());
        value.put("percent", job.percent()).put("note", job.note());
        ArrayNode tags = value.putArray("tags");
        job.request().tags().forEach(tags::add);
        String payload = job.request().payload();
        value.set("payload", payload.isEmpty() ? null : Json.parse(payload));
        return value;
    }

    public static ObjectNode write(Job job, List<Transition> audit) {
        ObjectNode value = write(job);
        ArrayNode attempts = value.putArray("attempts");
        for (Attempt attempt : Attempt.of(audit)) {
            attempts.addObject()
                    .put("number", attempt.number())
                    .put("worker", attempt.worker())
                    .put("start", attempt.start().toString())
                    .put("end", text(attempt.end()))
                    .put("outcome", attempt.outcome() == null ? null : attempt.outcome().name())
                    .put("error", attempt.error());
        }
        return value;
    }

    static ObjectNode write(Transition change) {
        return Json.object()
                .put("version", change.version())
                .put("at", change.at().toString())
                .put("from", change.from() == null ? null : change.from().name())
                .put("to", change.to().name())
                .put("cause", change.cause().name())
                .put("node", change.node())
                .put("error", change.error());
    }

    private static @Nullable String text(@Nullable Instant time) {
        return time == null ? null : time.toString();
    }
}
