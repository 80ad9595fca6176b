package dev.kanishk.scheduler.server.http;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import dev.kanishk.scheduler.job.JobRequest;
import java.io.IOException;
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
import java.util.function.UnaryOperator;

/** Jobs as callers write them. All that is wrong with them is told at once. */
final class JobReader {
    /** How many faults are told. */
    static final int MAX_FAULTS = 20;

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

    /** What stands for a job as long as its type is not known. */
    private static final JobRequest NONE = JobRequest.of("none", "");

    private final int most;
    private final List<JobRequest> requests = new ArrayList<>();
    private final List<Fault> faults = new ArrayList<>();
    private long wrong;
    private boolean array;

    /** Which job of an array is read; negative if there is no array. */
    private int index = -1;

    private int firstWrong = -1;

    private JobReader(int most) {
        this.most = most;
    }

    /**
     * Jobs that were read.
     *
     * @param requests the jobs
     * @param array whether they came as an array
     */
    record Jobs(List<JobRequest> requests, boolean array) {}

    /** Reads a job, or an array of up to so many. */
    static Jobs read(byte[] body, int length, int most) {
        JobReader reader = new JobReader(most);
        try (JsonParser parser = Json.parser(body, length)) {
            reader.readAll(parser);
        } catch (JsonProcessingException e) {
            throw Problem.badRequest("the body is no JSON: " + e.getOriginalMessage());
        } catch (IOException e) {
            throw Problem.badRequest("the body cannot be read: " + e.getMessage());
        }
        reader.complain();
        return new Jobs(reader.requests, reader.array);
    }

    private void readAll(JsonParser parser) throws IOException {
        JsonToken first = parser.nextToken();
        if (first == null) {
            throw Problem.badRequest("the body is empty: send a job, or an array of jobs");
        }
        if (first == JsonToken.START_ARRAY) {
            array = true;
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                index++;
                if (index == most) {
                    throw Problem.badRequest(
                            "more than " + most + " jobs in one request: send 1 to " + most);
                }
                add(Json.element(parser));
            }
            if (index < 0) {
                throw Problem.badRequest("0 jobs in one request: send 1 to " + most);
            }
        } else {
            add(Json.element(parser));
        }
        if (parser.nextToken() != null) {
            throw Problem.badRequest("the body is no JSON: something follows its end");
        }
    }

    private void complain() {
        if (wrong > 0) {
            Fault first = faults.getFirst();
            String where = firstWrong < 0 ? "" : "[" + firstWrong + "]: ";
            String others = wrong == 1 ? "" : " (and " + (wrong - 1) + " more faults)";
            throw Problem.badRequest(where + first.detail() + others, faults);
        }
    }

    private void wrong(String field, String detail) {
        if (wrong == 0) {
            firstWrong = index;
        }
        wrong++;
        if (faults.size() < MAX_FAULTS) {
            faults.add(Fault.job(index, field, detail));
        }
    }

    private void add(JsonNode job) {
        if (!job.isObject()) {
            wrong("", "a job is an object with at least a type");
            return;
        }
        for (Iterator<String> names = job.fieldNames(); names.hasNext(); ) {
            String name = names.next();
            if (!FIELDS.contains(name)) {
                wrong(name, "field '" + name + "' is not known: use " + FIELDS);
            }
        }
        JsonNode payload = job.get("payload");
        JobRequest request = NONE;
        request = set(request, "type", r -> JobRequest.of(type(job), ""));
        if (payload != null) {
            request = set(request, "payload", r -> JobRequest.of(r.type(), payload.toString()));
        }
        request = texts(job, request);
        if (job.hasNonNull("priority")) {
            request = set(request, "priority", r -> r.withPriority(integer(job, "priority")));
        }
        if (job.hasNonNull("maxAttempts")) {
            request =
                    set(
                            request,
                            "maxAttempts",
                            r -> r.withMaxAttempts(integer(job, "maxAttempts")));
        }
        if (job.hasNonNull("tags")) {
            request = set(request, "tags", r -> r.withTags(strings(job, "tags")));
        }
        if (job.hasNonNull("after")) {
            request = set(request, "after", r -> r.withAfter(ids(job, "after")));
        }
        if (job.hasNonNull("afterAny")) {
            request = set(request, "afterAny", r -> afterAny(job, r));
        }
        requests.add(request);
    }

    private JobRequest texts(JsonNode job, JobRequest given) {
        JobRequest request = given;
        if (job.hasNonNull("idempotencyKey")) {
            request =
                    set(
                            request,
                            "idempotencyKey",
                            r -> r.withIdempotencyKey(text(job, "idempotencyKey")));
        }
        if (job.hasNonNull("runAt")) {
            request = set(request, "runAt", r -> r.withRunAt(time(text(job, "runAt"))));
        }
        if (job.hasNonNull("timeout")) {
            request = set(request, "timeout", r -> r.withTimeout(duration(text(job, "timeout"))));
        }
        if (job.hasNonNull("tenant")) {
            request = set(request, "tenant", r -> r.withTenant(text(job, "tenant")));
        }
        if (job.hasNonNull("limitKey")) {
            request = set(request, "limitKey", r -> r.withLimitKey(text(job, "limitKey")));
        }
        if (job.hasNonNull("target")) {
            request = set(request, "target", r -> r.withTarget(text(job, "target")));
        }
        return request;
    }

    /** The request with a field set; the request as it was if the field is wrong. */
    private JobRequest set(JobRequest request, String field, UnaryOperator<JobRequest> change) {
        try {
            return change.apply(request);
        } catch (IllegalArgumentException e) {
            wrong(field, String.valueOf(e.getMessage()));
            return request;
        }
    }

    private static String type(JsonNode job) {
        if (!job.hasNonNull("type")) {
            throw new IllegalArgumentException("type is missing: say which handler runs the job");
        }
        return text(job, "type");
    }

    private static JobRequest afterAny(JsonNode job, JobRequest request) {
        if (job.hasNonNull("after")) {
            throw new IllegalArgumentException("after and afterAny are both there: use one");
        }
        return request.withAfterAny(ids(job, "afterAny"));
    }

    private static List<UUID> ids(JsonNode job, String name) {
        List<UUID> ids = new ArrayList<>();
        for (String text : strings(job, name)) {
            ids.add(
                    Parameters.id(text)
                            .orElseThrow(() ->
                                    new IllegalArgumentException(
                                            name + " '" + text + "' is no job's id")));
        }
        return ids;
    }

    private static List<String> strings(JsonNode job, String name) {
        JsonNode values = job.path(name);
        if (!values.isArray()) {
            throw new IllegalArgumentException(name + " '" + values + "' is no array of strings");
        }
        List<String> texts = new ArrayList<>();
        for (JsonNode value : values) {
            if (!value.isTextual()) {
                throw new IllegalArgumentException(name + " holds '" + value + "', no string");
            }
            texts.add(value.textValue());
        }
        return texts;
    }

    private static String text(JsonNode job, String name) {
        JsonNode value = job.path(name);
        if (!value.isTextual()) {
            throw new IllegalArgumentException(name + " '" + value + "' is no string");
        }
        return value.textValue();
    }

    private static int integer(JsonNode job, String name) {
        JsonNode value = job.path(name);
        if (!value.canConvertToExactIntegral() || !value.canConvertToInt()) {
            throw new IllegalArgumentException(name + " '" + value + "' is no integer");
        }
        return value.intValue();
    }

    private static Instant time(String text) {
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
        } catch (DateTimeException | ArithmeticException e) {
            throw new IllegalArgumentException(
                    "timeout '" + text + "' is no duration: write it like PT30S", e);
        }
    }
}
