package dev.kanishk.scheduler.server.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.kanishk.scheduler.job.JobRequest;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Jobs as callers write them. */
final class JobReader {
    private static final Set<String> FIELDS =
            new TreeSet<>(
                    Set.of(
                            "type",
                            "payload",
                            "idempotencyKey",
                            "runAt",
                            "priority",
                            "maxAttempts",
                            "timeout",
                            "tenant",
                            "limitKey",
                            "target",
                            "tags",
                            "after",
                            "afterAny"));

    private JobReader() {}

    static List<JobRequest> readAll(JsonNode value, int most) {
        if (!value.isArray()) {
            return List.of(read(value, ""));
        }
        if (value.isEmpty() || value.size() > most) {
            throw Problem.badRequest(value.size() + " jobs in one request: send 1 to " + most);
        }
        List<JobRequest> requests = new ArrayList<>(value.size());
        for (int i = 0; i < value.size(); i++) {
            requests.add(read(value.get(i), "[" + i + "]: "));
        }
        return requests;
    }

    private static JobRequest read(JsonNode job, String where) {
        if (!job.isObject()) {
            throw Problem.badRequest(where + "a job is an object with at least a type");
        }
        for (Iterator<String> names = job.fieldNames(); names.hasNext(); ) {
            String name = names.next();
            if (!FIELDS.contains(name)) {
                throw Problem.badRequest(
                        where + "field '" + name + "' is not known: use " + FIELDS);
            }
        }
        try {
            JsonNode payload = job.get("payload");
            JobRequest request =
                    JobRequest.of(
                            required(text(job, "type")), payload == null ? "" : payload.toString());
            request =
                    request.withIdempotencyKey(text(job, "idempotencyKey"))
                            .withRunAt(time(text(job, "runAt")))
                            .withPriority(integer(job, "priority", request.priority()))
                            .withMaxAttempts(integer(job, "maxAttempts", request.maxAttempts()));
            String timeout = text(job, "timeout");
            String tenant = text(job, "tenant");
            request =
                    request.withTimeout(timeout == null ? request.timeout() : duration(timeout))
                            .withTenant(tenant == null ? "" : tenant)
                            .withLimitKey(text(job, "limitKey"))
                            .withTarget(text(job, "target"))
                            .withTags(texts(job, "tags"));
            return after(job, request);
        } catch (IllegalArgumentException e) {
            throw Problem.badRequest(where + e.getMessage());
        }
    }

    private static JobRequest after(JsonNode job, JobRequest request) {
        if (job.hasNonNull("after") && job.hasNonNull("afterAny")) {
            throw new IllegalArgumentException("after and afterAny are both there: use one");
        }
        return job.hasNonNull("afterAny")
                ? request.withAfterAny(ids(job, "afterAny"))
                : request.withAfter(ids(job, "after"));
    }

    private static List<UUID> ids(JsonNode job, String name) {
        List<UUID> ids = new ArrayList<>();
        for (String text : texts(job, name)) {
            try {
                ids.add(UUID.fromString(text));
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(name + " '" + text + "' is no job's id", e);
            }
        }
        return ids;
    }

    private static List<String> texts(JsonNode job, String name) {
        JsonNode values = job.get(name);
        if (values == null || values.isNull()) {
            return List.of();
        }
        List<String> texts = new ArrayList<>();
        for (JsonNode value : values) {
            if (!value.isTextual()) {
                throw new IllegalArgumentException(name + " holds '" + value + "', no string");
            }
            texts.add(value.textValue());
        }
        if (!values.isArray()) {
            throw new IllegalArgumentException(name + " '" + values + "' is no array of strings");
        }
        return texts;
    }

    private static String required(@Nullable String type) {
        if (type == null) {
            throw new IllegalArgumentException("type is missing: say which handler runs the job");
        }
        return type;
    }

    private static @Nullable String text(JsonNode job, String name) {
        JsonNode value = job.get(name);
        if (value == null || value.isNull()) {
            return null;
        }
        if (!value.isTextual()) {
            throw new IllegalArgumentException(name + " '" + value + "' is no string");
        }
        return value.textValue();
    }

    private static int integer(JsonNode job, String name, int otherwise) {
        JsonNode value = job.get(name);
        if (value == null || value.isNull()) {
            return otherwise;
        }
        if (!value.isIntegralNumber() || !value.canConvertToInt()) {
            throw new IllegalArgumentException(name + " '" + value + "' is no integer");
        }
        return value.intValue();
    }

    private static @Nullable Instant time(@Nullable String text) {
        if (text == null) {
            return null;
        }
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(
                    "runAt '" + text + "' is no time: write it like 2026-11-23T12:00:00Z", e);
        }
    }

    private static Duration duration(String text) {
        try {
            return Duration.parse(text);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(
                    "timeout '" + text + "' is no duration: write it like PT30S", e);
        }
    }
}
