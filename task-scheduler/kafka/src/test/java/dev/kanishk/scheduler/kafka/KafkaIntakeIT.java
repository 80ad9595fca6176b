package dev.kanishk.scheduler.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.kanishk.scheduler.job.Job;
import dev.kanishk.scheduler.job.JobRequest;
import dev.kanishk.scheduler.job.Receipt;
import dev.kanishk.scheduler.store.JobStore;
import dev.kanishk.scheduler.store.PostgresStore;
import dev.kanishk.scheduler.store.StoreOptions;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.CorruptRecordException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each record becomes one job, whatever ends in between. */
class KafkaIntakeIT {
    private static final int MANY = 1_000;
    private static final String GROUP = "task-scheduler";
    private static final AtomicInteger TOPICS = new AtomicInteger();

    @TempDir private static Path folder;
    private static TestBroker broker;

    private String topic;
    private String url;
    private JobStore store;

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
        topic = "jobs" + TOPICS.incrementAndGet();
        broker.topic(topic, 4, Map.of());
        broker.topic(topic + ".dead", 1, Map.of());
        url = TestDatabase.fresh();
        store = PostgresStore.open(url, StoreOptions.DEFAULTS);
    }

    @AfterEach
    void close() {
        store.close();
    }

    /** A group of the test's own, so that what others left does not count. */
    private IntakeOptions options() {
        return IntakeOptions.of(topic).withGroup(GROUP + "-" + topic);
    }

    private KafkaIntake start() {
        return KafkaIntake.start(broker.quickLink(), store, options());
    }

    private void awaitJobs(int count) {
        await().atMost(TestBroker.PATIENCE).until(() -> TestDatabase.jobs(store).size() >= count);
    }

    private long dead() {
        return broker.records(topic + ".dead").size();
    }

    private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
        return new String(record.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
    }

    private void send(@Nullable String... values) throws Exception {
        try (Producer<byte[], byte[]> producer = broker.link().producer("test")) {
            for (@Nullable String value : values) {
                byte[] bytes = value == null ? null : value.getBytes(StandardCharsets.UTF_8);
                producer.send(new ProducerRecord<>(topic, 0, null, bytes)).get();
            }
        }
    }

    @Test
    void makesAJobOfEachRecordAndCommitsWhatTheStoreHas() throws Exception {
        Jobs.write(broker.link(), topic, 0, MANY);

        try (KafkaIntake intake = start()) {
            awaitJobs(MANY);
            await().atMost(TestBroker.PATIENCE)
                    .until(() -> broker.committed(options().group()) == MANY);
            assertThat(intake.statistics().accepted()).isEqualTo(MANY);
        }

        Jobs.assertOneOfEach(store, MANY);
        Job job = TestDatabase.jobs(store).getFirst();
        assertThat(job.request().idempotencyKey()).startsWith("kafka:" + topic + ":");
        assertThat(store.audit(job.id()).getFirst().node()).isEqualTo("kafka:" + topic);
    }

    @Test
    void makesNoSecondJobOfAKeyThatTheRecordNames() throws Exception {
        String job = "{\"type\":\"count\",\"payload\":0,\"idempotencyKey\":\"order-1\"}";
        send(job, job, "{\"type\":\"count\",\"payload\":1}");

        try (KafkaIntake intake = start()) {
            awaitJobs(2);
            await().atMost(TestBroker.PATIENCE).until(() -> intake.statistics().repeated() == 1);
        }

        Jobs.assertOneOfEach(store, 2);
    }

    @Test
    void losesNothingWhenTheBrokerIsKilledMidway() throws Exception {
        Jobs.write(broker.link(), topic, 0, MANY);
        try (KafkaIntake intake =
                KafkaIntake.start(broker.quickLink(), store, options().withMaxBatch(20))) {
            awaitJobs(MANY / 10);
            broker.kill();
            broker.startAgain();
            Jobs.write(broker.link(), topic, MANY, 2 * MANY);
            awaitJobs(2 * MANY);
            await().atMost(TestBroker.PATIENCE)
                    .until(() -> broker.committed(options().group()) == 2 * MANY);
            System.out.println("broker killed: " + intake.statistics());
        }

        Jobs.assertOneOfEach(store, 2 * MANY);
    }

    @Test
    void losesNothingWhenTheBridgeIsKilledMidway() throws Exception {
        Jobs.write(broker.link(), topic, 0, MANY);
        Path output = folder.resolve(topic);

        for (int kills = 1; kills <= 3; kills++) {
            Process bridge = IntakeProcess.start(url, broker, topic, output);
            awaitJobs(kills * MANY / 5);
            bridge.destroyForcibly().waitFor();
        }
        int before = TestDatabase.jobs(store).size();
        Process last = IntakeProcess.start(url, broker, topic, output);
        try {
            awaitJobs(MANY);
            await().atMost(TestBroker.PATIENCE).until(() -> broker.committed(GROUP) == MANY);
        } finally {
            last.destroyForcibly().waitFor();
        }

        System.out.println("bridge killed 3 times, the last time after " + before + " jobs");
        Jobs.assertOneOfEach(store, MANY);
    }

    @Test
    void losesNothingWhenPartitionsMoveBetweenBridges() throws Exception {
        IntakeOptions small = options().withMaxBatch(20);
        KafkaIntake first = KafkaIntake.start(broker.quickLink(), store, small);
        try (KafkaIntake second = KafkaIntake.start(broker.quickLink(), store, small)) {
            await().atMost(TestBroker.PATIENCE).until(() -> broker.members(options().group()) == 2);
            Jobs.write(broker.link(), topic, 0, MANY);
            awaitJobs(MANY / 10);
            first.close();
            Jobs.write(broker.link(), topic, MANY, 2 * MANY);
            awaitJobs(MANY + MANY / 10);
            try (KafkaIntake third = KafkaIntake.start(broker.quickLink(), store, small)) {
                Jobs.write(broker.link(), topic, 2 * MANY, 3 * MANY);
                awaitJobs(3 * MANY);
                System.out.println(
                        "rebalanced: "
                                + List.of(
                                        first.statistics(),
                                        second.statistics(),
                                        third.statistics()));
            }
        } finally {
            first.close();
        }

        Jobs.assertOneOfEach(store, 3 * MANY);
    }

    @Test
    void putsAsideWhatIsNoJobAndGoesOn() throws Exception {
        send(
                "no JSON",
                "{\"type\":\"count\",\"payload\":0}",
                "{\"type\":\"count\",\"priority\":10}",
                null,
                "{\"type\":\"count\",\"after\":[\"01900000-0000-7000-8000-000000000000\"]}",
                "{\"type\":\"count\",\"payload\":1}");

        try (KafkaIntake intake = start()) {
            awaitJobs(2);
            await().atMost(TestBroker.PATIENCE)
                    .until(() -> broker.committed(options().group()) == 6);
            assertThat(intake.statistics().deadLettered()).isEqualTo(4);
        }

        Jobs.assertOneOfEach(store, 2);
        List<ConsumerRecord<byte[], byte[]>> letters = broker.records(topic + ".dead");
        assertThat(letters)
                .extracting(letter -> header(letter, "dead-letter-reason"))
                .satisfiesExactlyInAnyOrder(
                        reason -> assertThat(reason).startsWith("the value is no JSON"),
                        reason ->
                                assertThat(reason)
                                        .isEqualTo("priority '10' is not allowed: use 0 to 9"),
                        reason -> assertThat(reason).startsWith("the record has no value"),
                        reason -> assertThat(reason).contains("is no job that is kept"));
        ConsumerRecord<byte[], byte[]> letter = letters.getFirst();
        assertThat(letter.value()).isEqualTo("no JSON".getBytes(StandardCharsets.UTF_8));
        assertThat(header(letter, "dead-letter-topic")).isEqualTo(topic);
        assertThat(header(letter, "dead-letter-partition")).isEqualTo("0");
        assertThat(header(letter, "dead-letter-offset")).isEqualTo("0");
    }

    @Test
    void keepsTheReasonOfARecordThatTheDeadLettersAreTooSmallFor() throws Exception {
        broker.topic(topic + ".small", 1, Map.of("max.message.bytes", "2000"));
        send("x".repeat(5_000), "{\"type\":\"count\",\"payload\":0}");

        try (KafkaIntake intake =
                KafkaIntake.start(
                        broker.quickLink(), store, options().withDeadLetters(topic + ".small"))) {
            awaitJobs(1);
            await().atMost(TestBroker.PATIENCE)
                    .until(() -> intake.statistics().deadLettered() == 1);
        }

        ConsumerRecord<byte[], byte[]> letter = broker.records(topic + ".small").getFirst();
        assertThat(letter.value()).isNull();
        assertThat(header(letter, "dead-letter-omitted")).contains("5000 bytes");
    }

    @Test
    void readsARecordAgainThatCanBeReadLater() throws Exception {
        send("a", "b");
        AtomicInteger calls = new AtomicInteger();
        RecordReader reader =
                record -> {
                    if (calls.incrementAndGet() <= 3) {
                        throw new CorruptRecordException("not yet");
                    }
                    return JobRequest.of("count", Long.toString(record.offset()));
                };

        try (KafkaIntake intake =
                KafkaIntake.start(broker.quickLink(), store, options().withReader(reader))) {
            awaitJobs(2);
            assertThat(intake.statistics().failures()).isEqualTo(3);
        }

        Jobs.assertOneOfEach(store, 2);
        assertThat(dead()).isZero();
    }

    @Test
    void pausesWhileTheStoreIsFullAndStaysInItsGroup() throws Exception {
        store.close();
        store = PostgresStore.open(url, new StoreOptions(50, 1_000, Duration.ofDays(7)));
        List<Receipt> waiting =
                store.enqueue(
                        List.of(JobRequest.of("other", "-1"), JobRequest.of("other", "-1")), "me");
        Jobs.write(broker.link(), topic, 0, 50);

        try (KafkaIntake intake =
                KafkaIntake.start(broker.quickLink(), store, options().withMaxBatch(50))) {
            await().atMost(TestBroker.PATIENCE).until(() -> intake.statistics().failures() > 3);
            assertThat(intake.statistics().paused()).isTrue();
            assertThat(intake.statistics().problem()).contains("the store is full");
            assertThat(intake.statistics().accepted()).isLessThan(50);
            assertThat(broker.members(options().group())).isEqualTo(1);

            waiting.forEach(receipt -> store.cancel(receipt.id(), "me"));
            await().atMost(TestBroker.PATIENCE).until(() -> intake.statistics().accepted() == 50);
            await().atMost(TestBroker.PATIENCE).until(() -> !intake.statistics().paused());
        }

        assertThat(dead()).isZero();
    }

    @Test
    void goesOnWhenTheDatabaseDoes() throws Exception {
        Jobs.write(broker.link(), topic, 0, MANY);
        try (KafkaIntake intake =
                KafkaIntake.start(broker.quickLink(), store, options().withMaxBatch(20))) {
            for (int tenth = 1; tenth < 10; tenth++) {
                awaitJobs(tenth * MANY / 10);
                TestDatabase.terminate(url);
            }
            awaitJobs(MANY);
            await().atMost(TestBroker.PATIENCE)
                    .until(() -> broker.committed(options().group()) == MANY);
            System.out.println("connections ended: " + intake.statistics());
        }

        Jobs.assertOneOfEach(store, MANY);
    }

    @Test
    void takesTheRecordsOfATopicThatWasMadeAgainForNew() throws Exception {
        Jobs.write(broker.link(), topic, 0, 10);
        try (KafkaIntake intake = start()) {
            await().atMost(TestBroker.PATIENCE).until(() -> intake.statistics().accepted() == 10);
        }
        broker.deleteTopic(topic);
        await().atMost(TestBroker.PATIENCE)
                .ignoreExceptions()
                .until(() -> {
                    broker.topic(topic, 4, Map.of());
                    return true;
                });
        Jobs.write(broker.link(), topic, 10, 20);

        try (KafkaIntake intake =
                KafkaIntake.start(
                        broker.quickLink(), store, options().withGroup("another-" + topic))) {
            awaitJobs(20);
            assertThat(intake.statistics().repeated()).isZero();
        }

        Jobs.assertOneOfEach(store, 20);
    }

    @Test
    void refusesATopicThatIsNotThere() {
        assertThatThrownBy(
                        () -> KafkaIntake.start(broker.link(), store, IntakeOptions.of("nowhere")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("topic 'nowhere' does not exist: create it, or name another");
    }
}
