package dev.kanishk.scheduler.kafka;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.kanishk.scheduler.job.JobRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/** Values that are jobs in JSON, with the fields of HTTP. */
final class JsonRecords implements RecordReader {
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

    /** More than a job's payload may have, written as JSON. */
    private static final int MAX_BYTES = 8 << 20;

    private static final ObjectMapper JSON =
            JsonMapper.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                    .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
                    .build();

    @Override
    public JobRequest read(ConsumerRecord<byte[], byte[]> record) {
        JsonNode job = parse(record.value());
        for (Iterator<String> names = job.fieldNames(); names.hasNext(); ) {
            String name = names.next();
            if (!FIELDS.contains(name)) {
                throw wrong("field '" + name + "' is not known: use " + FIELDS);
            }
        }
        if (!job.hasNonNull("type")) {
            throw wrong("type is missing: say which handler runs the job");
        }
        JsonNode payload = job.get("payload");
        JobRequest request =
                JobRequest.of(text(job, "type"), payload == null ? "" : payload.toString());
        request = waiting(job, names(job, request));
        if (request.idempotencyKey() == null) {
            request = request.withIdempotencyKey(header(record, "idempotency-key"));
        }
        return request.withTrace(header(record, "traceparent"));
    }

    private static JsonNode parse(byte @Nullable [] value) {
        if (value == null || value.length == 0) {
            throw wrong("the record has no value: write a job as a JSON object");
        }
        if (value.length > MAX_BYTES) {
            throw wrong("the value has " + value.length + " bytes: use up to " + MAX_BYTES);
        }
        JsonNode job;
        try {
            job = JSON.readTree(value);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(
                    "the value is no JSON: " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw new IllegalArgumentException("the value cannot be read: " + e.getMessage(), e);
        }
        if (job == null || !job.isObject()) {
            throw wrong("the value is no JSON object: write a job as one");
        }
        return job;
    }

    private static JobRequest names(JsonNode job, JobRequest given) {
        JobRequest request = given;
        if (job.hasNonNull("idempotencyKey")) {
            request = request.withIdempotencyKey(text(job, "idempotencyKey"));
        }
        if (job.hasNonNull("tenant")) {
            request = request.withTenant(text(job, "tenant"));
        }
        if (job.hasNonNull("limitKey")) {
            request = request.withLimitKey(text(job, "limitKey"));
        }
        if (job.hasNonNull("target")) {
            request = request.withTarget(text(job, "target"));
        }
        if (job.hasNonNull("tags")) {
            request = request.withTags(texts(job, "tags"));
        }
        return request;
    }

    private static JobRequest waiting(JsonNode job, JobRequest given) {
        JobRequest request = given;
        try {
            if (job.hasNonNull("runAt")) {
                String time = text(job, "runAt");
                request = request.withRunAt(OffsetDateTime.parse(time).toInstant());
            }
            if (job.hasNonNull("timeout")) {
                request = request.withTimeout(Duration.parse(text(job, "timeout")));
            }
        } catch (DateTimeException | ArithmeticException e) {
            throw new IllegalArgumentException(
                    "runAt is written like 2026-11-23T12:00:00Z and timeout like PT30S: "
                            + e.getMessage(),
                    e);
        }
        if (job.hasNonNull("priority")) {
            request = request.withPriority(integer(job, "priority"));
        }
        if (job.hasNonNull("maxAttempts")) {
            request = request.withMaxAttempts(integer(job, "maxAttempts"));
        }
        if (job.hasNonNull("after") && job.hasNonNull("afterAny")) {
            throw wrong("after and afterAny are both there: use one");
        }
        if (job.hasNonNull("after")) {
            request = request.withAfter(ids(job, "after"));
        }
        if (job.hasNonNull("afterAny")) {
            request = request.withAfterAny(ids(job, "afterAny"));
        }
        return request;
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
        JsonNode values = job.path(name);
        if (!values.isArray()) {
            throw wrong(name + " '" + values + "' is no array of strings");
        }
        List<String> texts = new ArrayList<>();
        for (JsonNode value : values) {
            if (!value.isTextual()) {
                throw wrong(name + " holds '" + value + "', no string");
            }
            texts.add(value.textValue());
        }
        return texts;
    }

    private static String text(JsonNode job, String name) {
        JsonNode value = job.path(name);
        if (!value.isTextual()) {
            throw wrong(name + " '" + value + "' is no string");
        }
        return value.textValue();
    }

    private static int integer(JsonNode job, String name) {
        JsonNode value = job.path(name);
        if (!value.canConvertToExactIntegral() || !value.canConvertToInt()) {
            throw wrong(name + " '" + value + "' is no integer");
        }
        return value.intValue();
    }

    private static @Nullable String header(ConsumerRecord<byte[], byte[]> record, String name) {
        Header header = record.headers().lastHeader(name);
        byte[] value = header == null ? null : header.value();
        return value == null ? null : new String(value, StandardCharsets.UTF_8);
    }

    private static IllegalArgumentException wrong(String message) {
        return new IllegalArgumentException(message);
    }
}
