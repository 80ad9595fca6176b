package dev.kanishk.scheduler.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.kanishk.scheduler.dispatch.PermanentFailureException;
import dev.kanishk.scheduler.dispatch.TaskScheduler;
import dev.kanishk.scheduler.job.Job;
import dev.kanishk.scheduler.job.JobRequest;
import dev.kanishk.scheduler.job.Transition;
import dev.kanishk.scheduler.store.PostgresStore;
import dev.kanishk.scheduler.store.StoreOptions;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A topic has what the audit has, whatever ends in between. */
class KafkaChangesIT {
    private static final int MANY = 400;

    /** Acceptance, claim, success. */
    private static final int CHANGES = 3;

    private static final AtomicInteger TOPICS = new AtomicInteger();
    private static final JsonMapper JSON = new JsonMapper();

    @TempDir private static Path folder;
    private static TestBroker broker;

    private String topic;
    private String url;
    private PostgresStore store;

    @BeforeAll
    static void startBroker() throws Exception {
        broker = TestBroker.start(folder);
    }

    @AfterAll
    static void endBroker() {
        broker.close();
    }

    @BeforeEach
    void open() throws Exception {
        topic = "changes" + TOPICS.incrementAndGet();
        broker.topic(topic, 4, Map.of());
        url = TestDatabase.fresh();
        store = PostgresStore.open(url, StoreOptions.DEFAULTS);
    }

    @AfterEach
    void close() {
        store.close();
    }

    private KafkaChanges start() {
        ChangesOptions options = ChangesOptions.of(topic).withMaxBatch(ChangesProcess.BATCH);
        return KafkaChanges.start(broker.link(), store, options);
    }

    private void enqueue(int jobs) {
        store.enqueue(
                IntStream.range(0, jobs)
                        .mapToObj(number -> JobRequest.of("count", Integer.toString(number)))
                        .toList(),
                "test");
    }

    /** Runs what waits; every tenth job fails for good. */
    private TaskScheduler work() {
        return TaskScheduler.on(store)
                .handle(
                        "count",
                        job -> {
                            if (Integer.parseInt(job.payload()) % 10 == 0) {
                                throw new PermanentFailureException("of no use");
                            }
                        })
                .start();
    }

    private long told() throws JsonProcessingException {
        return once(broker.records(topic)).values().stream().mapToLong(List::size).sum();
    }

    private void awaitTold(long changes) {
        await().atMost(TestBroker.PATIENCE).until(() -> told() >= changes);
    }

    /** The changes of each job, in the order in which they came first. */
    private static Map<UUID, List<JsonNode>> once(List<ConsumerRecord<byte[], byte[]>> records)
            throws JsonProcessingException {
        Map<String, JsonNode> byId = new LinkedHashMap<>();
        for (ConsumerRecord<byte[], byte[]> record : records) {
            JsonNode change = JSON.readTree(new String(record.value(), StandardCharsets.UTF_8));
            String id =
                    new String(
                            record.headers().lastHeader("change-id").value(),
                            StandardCharsets.UTF_8);
            JsonNode before = byId.putIfAbsent(id, change);
            assertThat(before == null || before.equals(change)).isTrue();
            assertThat(new String(record.key(), StandardCharsets.UTF_8))
                    .isEqualTo(change.get("job").textValue());
        }
        Map<UUID, List<JsonNode>> byJob = new HashMap<>();
        for (JsonNode change : byId.values()) {
            UUID job = UUID.fromString(change.get("job").textValue());
            byJob.computeIfAbsent(job, id -> new ArrayList<>()).add(change);
        }
        return byJob;
    }

    private void assertToldAsInTheAudit(int jobs) throws JsonProcessingException {
        List<ConsumerRecord<byte[], byte[]>> records = broker.records(topic);
        Map<UUID, List<JsonNode>> told = once(records);
        assertThat(told).hasSize(jobs);
        int changes = 0;
        for (Job job : TestDatabase.jobs(store)) {
            List<Transition> audit = store.audit(job.id());
            assertThat(told.get(job.id()))
                    .extracting(change -> change.get("to").textValue())
                    .isEqualTo(audit.stream().map(line -> line.to().name()).toList());
            assertThat(told.get(job.id()))
                    .extracting(change -> change.get("number").longValue())
                    .isSorted();
            changes += audit.size();
        }
        System.out.println(
                records.size() + " records of " + changes + " changes of " + jobs + " jobs");
    }

    @Test
    void tellsEveryChangeInTheOrderOfItsJob() throws Exception {
        try (KafkaChanges changes = start();
                TaskScheduler scheduler = work()) {
            enqueue(MANY);
            awaitTold((long) CHANGES * MANY);
            await().until(() -> changes.statistics().sent() >= (long) CHANGES * MANY);
            assertThat(changes.statistics().active()).isTrue();
            assertThat(scheduler.statistics().failed()).isEqualTo(MANY / 10);
        }

        assertToldAsInTheAudit(MANY);
        assertThat(broker.records(topic)).hasSize(CHANGES * MANY);
    }

    @Test
    void tellsWhatHappenedWhileNoBridgeRan() throws Exception {
        start().close();
        enqueue(MANY);

        try (KafkaChanges changes = start()) {
            awaitTold(MANY);
            assertThat(changes.statistics().problem()).isNull();
        }

        assertToldAsInTheAudit(MANY);
    }

    @Test
    void losesNothingWhenTheBrokerIsKilledMidway() throws Exception {
        try (KafkaChanges changes = start();
                TaskScheduler scheduler = work()) {
            enqueue(MANY);
            awaitTold(MANY / 2);
            broker.kill();
            enqueue(MANY);
            await().atMost(TestBroker.PATIENCE)
                    .until(() -> scheduler.statistics().succeeded() == 2 * MANY * 9 / 10);
            broker.startAgain();
            awaitTold(2L * CHANGES * MANY);
            System.out.println("broker killed: " + changes.statistics());
        }

        assertToldAsInTheAudit(2 * MANY);
    }

    @Test
    void losesNothingWhenTheBridgeIsKilledMidway() throws Exception {
        Path output = folder.resolve(topic);
        start().close();
        enqueue(MANY);
        try (TaskScheduler scheduler = work()) {
            await().atMost(TestBroker.PATIENCE)
                    .until(() -> scheduler.statistics().succeeded() == MANY * 9 / 10);
        }

        for (int kills = 1; kills <= 2; kills++) {
            Process bridge = ChangesProcess.start(url, broker, topic, output);
            awaitTold((long) kills * MANY / 2);
            bridge.destroyForcibly().waitFor();
        }
        long before = told();
        try (KafkaChanges changes = start()) {
            awaitTold((long) CHANGES * MANY);
            System.out.println(
                    "bridge killed twice, after " + before + " changes: " + changes.statistics());
        }

        assertToldAsInTheAudit(MANY);
    }

    @Test
    void sendsThroughOneBridgeAndAnotherGoesOnWhenItEnds() throws Exception {
        KafkaChanges first = start();
        await().until(() -> first.statistics().active());
        try (KafkaChanges second = start()) {
            enqueue(MANY);
            awaitTold(MANY);
            assertThat(second.statistics().active()).isFalse();
            first.close();
            enqueue(MANY);
            awaitTold(2L * MANY);
            assertThat(second.statistics().active()).isTrue();
        } finally {
            first.close();
        }

        assertToldAsInTheAudit(2 * MANY);
    }

    @Test
    void refusesATopicThatIsNotThereAndThenRecordsNothing() throws Exception {
        assertThatThrownBy(() ->
                        KafkaChanges.start(broker.link(), store, ChangesOptions.of("nowhere")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("topic 'nowhere' does not exist");
        enqueue(1);
        start().close();
        assertThat(told()).isZero();
    }
}
