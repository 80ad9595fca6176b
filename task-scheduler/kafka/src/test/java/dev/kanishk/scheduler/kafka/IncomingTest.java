package dev.kanishk.scheduler.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kanishk.scheduler.job.JobRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;

class IncomingTest {
    private static final RecordReader JSON = RecordReader.json();

    private static ConsumerRecord<byte[], byte[]> record(String topic, long offset, String value) {
        return new ConsumerRecord<>(
                topic,
                3,
                offset,
                1_700_000_000_000L,
                TimestampType.CREATE_TIME,
                0,
                value.length(),
                new byte[0],
                value.getBytes(StandardCharsets.UTF_8),
                new RecordHeaders(),
                Optional.empty());
    }

    private static JobRequest request(ConsumerRecord<byte[], byte[]> record) {
        return Objects.requireNonNull(Incoming.of(record, JSON).request());
    }

    private static Incoming read(String value) {
        return Incoming.of(record("jobs", 7, value), JSON);
    }

    private static String fault(String value) {
        return String.valueOf(read(value).fault());
    }

    @Test
    void readsEveryFieldThatHttpTakes() {
        UUID other = UUID.fromString("01900000-0000-7000-8000-000000000000");

        JobRequest request =
                read("""
                {"type":"mail","payload":{"to":[1,2.50]},"idempotencyKey":"k",
                 "runAt":"2026-11-23T13:00:00+01:00","priority":9,"maxAttempts":2,
                 "timeout":"PT5S","tenant":"t","limitKey":"l","target":"h",
                 "tags":["a","b"],"after":["01900000-0000-7000-8000-000000000000"]}
                """)
                        .request();

        assertThat(request)
                .isEqualTo(
                        JobRequest.of("mail", "{\"to\":[1,2.50]}")
                                .withIdempotencyKey("k")
                                .withRunAt(Instant.parse("2026-11-23T12:00:00Z"))
                                .withPriority(9)
                                .withMaxAttempts(2)
                                .withTimeout(Duration.ofSeconds(5))
                                .withTenant("t")
                                .withLimitKey("l")
                                .withTarget("h")
                                .withTags(List.of("a", "b"))
                                .withAfter(List.of(other)));
    }

    @Test
    void takesKeyAndTraceFromHeaders() {
        ConsumerRecord<byte[], byte[]> record = record("jobs", 7, "{\"type\":\"mail\"}");
        record.headers().add("idempotency-key", "from-header".getBytes(StandardCharsets.UTF_8));
        record.headers().add("traceparent", "00-a-b-01".getBytes(StandardCharsets.UTF_8));

        JobRequest request = request(record);

        assertThat(request.idempotencyKey()).isEqualTo("from-header");
        assertThat(request.trace()).isEqualTo("00-a-b-01");
    }

    @Test
    void namesAJobWithoutAKeyAfterItsRecord() {
        assertThat(request(record("jobs", 7, "{\"type\":\"mail\"}")).idempotencyKey())
                .isEqualTo("kafka:jobs:3:7@1700000000000");
    }

    @Test
    void shortensTheNamesOfTopicsThatAreTooLongAndKeepsThemApart() {
        String topic = "t".repeat(248);
        String first = Incoming.key(record(topic + "a", 1, ""));
        String second = Incoming.key(record(topic + "b", 1, ""));

        assertThat(first).hasSizeLessThanOrEqualTo(JobRequest.MAX_KEY_LENGTH).isNotEqualTo(second);
        assertThat(first).endsWith(":3:1@1700000000000");
    }

    @Test
    void saysWhatIsWrongWithARecord() {
        assertThat(fault("")).isEqualTo("the record has no value: write a job as a JSON object");
        assertThat(fault("[]")).isEqualTo("the value is no JSON object: write a job as one");
        assertThat(fault("{\"type\":\"a\"} x")).startsWith("the value is no JSON");
        assertThat(fault("{\"type\":\"a\",\"type\":\"b\"}")).startsWith("the value is no JSON");
        assertThat(fault("{}")).isEqualTo("type is missing: say which handler runs the job");
        assertThat(fault("{\"type\":7}")).isEqualTo("type '7' is no string");
        assertThat(fault("{\"type\":\"a\",\"prio\":1}")).startsWith("field 'prio' is not known");
        assertThat(fault("{\"type\":\"a\",\"priority\":1.5}"))
                .isEqualTo("priority '1.5' is no integer");
        assertThat(fault("{\"type\":\"a\",\"timeout\":\"soon\"}")).startsWith("runAt is written");
        assertThat(fault("{\"type\":\"a\",\"tags\":\"b\"}")).contains("is no array of strings");
        assertThat(fault("{\"type\":\"a\",\"tags\":[1]}")).isEqualTo("tags holds '1', no string");
        assertThat(fault("{\"type\":\"a\",\"after\":[\"b\"]}"))
                .isEqualTo("after 'b' is no job's id");
        assertThat(fault("{\"type\":\"a\",\"after\":[],\"afterAny\":[]}"))
                .isEqualTo("after and afterAny are both there: use one");
        assertThat(fault("[".repeat(100_000))).startsWith("the value is no JSON");
    }

    @Test
    void takesWhateverAReaderThrowsForAFaultButNotWhatItSaysIsForLater() {
        RecordReader broken =
                record -> {
                    throw new IllegalStateException("bug");
                };
        RecordReader later =
                record -> {
                    throw new TimeoutException("registry");
                };

        assertThat(Incoming.of(record("jobs", 1, ""), broken).fault())
                .isEqualTo("java.lang.IllegalStateException: bug");
        assertThatThrownBy(() -> Incoming.of(record("jobs", 1, ""), later))
                .isInstanceOf(TimeoutException.class);
    }
}
