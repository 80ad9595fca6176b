package dev.kanishk.scheduler.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.kanishk.scheduler.job.JobRequest;
import dev.kanishk.scheduler.job.JobState;
import dev.kanishk.scheduler.job.Receipt;
import dev.kanishk.scheduler.redis.RedisFrontOptions.Acknowledgement;
import dev.kanishk.scheduler.store.BacklogFullException;
import dev.kanishk.scheduler.store.PayloadCodec;
import dev.kanishk.scheduler.store.StoreOptions;
import dev.kanishk.scheduler.store.WorkerSession;
import io.lettuce.core.Consumer;
import io.lettuce.core.XReadArgs;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RedisFrontStoreTest {
    private static final RedisFrontOptions OPTIONS =
            RedisFrontOptions.of("jobs").withPatience(TestRedis.PATIENCE);
    private static final JobRequest JOB = JobRequest.of("mail", "{}");

    private static TestRedis redis;
    private final List<AutoCloseable> opened = new ArrayList<>();
    private TestDatabase database;

    @BeforeAll
    static void startRedis() throws IOException {
        redis = TestRedis.start();
    }

    @AfterAll
    static void stopRedis() throws IOException {
        redis.close();
    }

    @BeforeEach
    void begin() throws Exception {
        redis.commands().configSet("maxmemory-policy", "noeviction");
        redis.commands().flushall();
        database = TestDatabase.fresh();
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : opened) {
            each.close();
        }
    }

    private RedisFrontStore open(RedisFrontOptions options, StoreOptions limits) throws Exception {
        RedisLink link = redis.link();
        RedisFrontStore front = RedisFrontStore.open(database.open(limits), link, options);
        opened.add(front);
        opened.add(link);
        return front;
    }

    private RedisFrontStore open(RedisFrontOptions options) throws Exception {
        return open(options, StoreOptions.DEFAULTS);
    }

    private static Receipt enqueue(RedisFrontStore front, JobRequest request) {
        return front.enqueue(List.of(request), "caller").getFirst();
    }

    @Test
    void jobsOfManyCallersGoThroughRedisIntoTheDatabase() throws Exception {
        RedisFrontStore front = open(OPTIONS);
        Set<UUID> accepted = ConcurrentHashMap.newKeySet();
        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 500; i++) {
                callers.execute(() -> accepted.add(enqueue(front, JOB).id()));
            }
        }
        assertThat(database.jobs()).hasSize(500).isEqualTo(accepted);
        RedisFrontStatistics statistics = front.statistics();
        assertThat(statistics.sent()).isEqualTo(500);
        assertThat(statistics.moved()).isEqualTo(500);
        assertThat(statistics.direct() + statistics.rescued() + statistics.losses()).isZero();
        assertThat(statistics.persistence()).contains("no append-only file");
        await().until(() -> front.statistics().waiting() == 0);
        await().until(() -> redis.commands().xlen("front:{jobs}:jobs") == 0);
    }

    @Test
    void showsItsFiguresToMicrometer() throws Exception {
        RedisFrontStore front = open(OPTIONS);
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        new RedisFrontMetrics(front).bindTo(registry);
        assertThat(registry.get("scheduler.redis.through").gauge().value()).isEqualTo(1);
        for (int i = 0; i < 3; i++) {
            enqueue(front, JOB);
        }
        for (String way : List.of("sent", "moved")) {
            assertThat(jobs(registry, way)).as(way).isEqualTo(3);
        }
        await().until(() -> registry.get("scheduler.redis.waiting").gauge().value() == 0);
        assertThat(registry.get("scheduler.redis.oldest").timeGauge().value()).isZero();

        redis.commands().configSet("maxmemory-policy", "allkeys-lru");
        redis.commands().flushall();
        await().atMost(Duration.ofSeconds(30))
                .until(() -> {
                    enqueue(front, JOB);
                    return registry.get("scheduler.redis.through").gauge().value() == 0;
                });
        assertThat(registry.get("scheduler.redis.losses").functionCounter().count()).isPositive();
        enqueue(front, JOB);
        assertThat(jobs(registry, "direct")).isPositive();
    }

    private static double jobs(SimpleMeterRegistry registry, String way) {
        return registry.get("scheduler.redis.jobs").tag("way", way).functionCounter().count();
    }

    @Test
    void anotherProcessMovesAJobWithAllThatWasAskedFor() throws Exception {
        RedisFrontStore mover = open(OPTIONS.withPayloads(new Reversed()).withMovers(1));
        RedisFrontStore front = open(OPTIONS.withPayloads(new Reversed()).withMovers(0));
        assertThat(front.statistics().through()).isTrue();
        UUID parent = enqueue(front, JOB).id();
        JobRequest all =
                JobRequest.of("report", "{\"höhe\":1}")
                        .withIdempotencyKey("k")
                        .withRunAt(Instant.parse("2100-01-01T00:00:00.123Z"))
                        .withPriority(7)
                        .withMaxAttempts(2)
                        .withTimeout(Duration.ofMillis(1_500))
                        .withTenant("t")
                        .withLimitKey("l")
                        .withTarget("example.org")
                        .withTags(List.of("a", "b"))
                        .withAfterAny(List.of(parent))
                        .withTrace("00-1-2-01");
        Receipt receipt = enqueue(front, all);
        assertThat(receipt.state()).isEqualTo(JobState.SCHEDULED);
        assertThat(receipt.created()).isTrue();
        JobRequest stored = front.find(receipt.id()).orElseThrow().request();
        assertThat(stored).as("but for what it waits for").isEqualTo(all.withAfter(List.of()));
        assertThat(front.cancel(parent, "caller")).isTrue();
        assertThat(enqueue(front, all))
                .isEqualTo(new Receipt(receipt.id(), JobState.SCHEDULED, false));
        assertThat(mover.statistics().moved()).isEqualTo(3);
        assertThat(front.statistics().moved()).isZero();
        assertThat(front.statistics().rescued()).isZero();
    }

    /** Stands for encryption. */
    private static final class Reversed implements PayloadCodec {
        @Override
        public byte[] encode(UUID id, String type, byte[] payload) {
            return Base64.getEncoder().encode(payload);
        }

        @Override
        public byte[] decode(UUID id, String type, byte[] stored) {
            return Base64.getDecoder().decode(stored);
        }
    }

    @Test
    void aCallerGetsItsOwnFailureAndNobodyElses() throws Exception {
        RedisFrontStore front = open(OPTIONS);
        JobRequest wrong = JOB.withAfter(List.of(new UUID(1, 2)));
        List<Future<Receipt>> good = new ArrayList<>();
        List<Future<Receipt>> bad = new ArrayList<>();
        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 20; i++) {
                good.add(callers.submit(() -> enqueue(front, JOB)));
                bad.add(callers.submit(() -> enqueue(front, wrong)));
            }
        }
        for (Future<Receipt> receipt : good) {
            assertThat(receipt.get().created()).isTrue();
        }
        for (Future<Receipt> receipt : bad) {
            assertThatThrownBy(receipt::get)
                    .cause()
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("no job that is kept");
        }
        assertThat(database.jobs()).hasSize(20);
        assertThat(front.statistics().through()).isTrue();
    }

    @Test
    void aFullDatabaseRefuses() throws Exception {
        RedisFrontStore front = open(OPTIONS, new StoreOptions(5, 10, Duration.ofDays(1)));
        front.enqueue(List.of(JOB, JOB, JOB, JOB, JOB), "caller");
        assertThatThrownBy(() -> enqueue(front, JOB)).isInstanceOf(BacklogFullException.class);
        assertThat(database.jobs()).hasSize(5);
    }

    @Test
    void aFullStreamIsPassedBy() throws Exception {
        RedisFrontStore front = open(OPTIONS.withBounds(1, 1_000));
        redis.commands().xadd("front:{jobs}:jobs", "x", "y");
        redis.commands().xadd("front:{jobs}:jobs", "x", "y");
        for (int i = 0; i < 10; i++) {
            enqueue(front, JOB);
        }
        assertThat(database.jobs()).hasSize(10);
        assertThat(front.statistics().through()).isTrue();
    }

    @Test
    void largeCallsGoToTheDatabaseDirectly() throws Exception {
        RedisFrontStore front = open(OPTIONS);
        JobRequest large = JobRequest.of("mail", "x".repeat(600_000));
        enqueue(front, large);
        front.enqueue(java.util.Collections.nCopies(501, JOB), "caller");
        assertThat(front.statistics().direct()).isEqualTo(502);
        assertThat(database.jobs()).hasSize(502);
    }

    @Test
    void aRedisThatEvictsIsNotUsed() throws Exception {
        redis.commands().configSet("maxmemory-policy", "allkeys-lru");
        RedisFrontStore front = open(OPTIONS);
        assertThat(front.statistics().through()).isFalse();
        enqueue(front, JOB);
        redis.commands().configSet("maxmemory-policy", "noeviction");
        await().atMost(TestRedis.PATIENCE).until(() -> front.statistics().through());
        redis.commands().configSet("maxmemory-policy", "volatile-lru");
        await().atMost(TestRedis.PATIENCE).until(() -> !front.statistics().through());
        enqueue(front, JOB);
        assertThat(database.jobs()).hasSize(2);
    }

    @Test
    @SuppressWarnings("unchecked") // one stream is an array of one stream
    void whatADeadMoverHadIsTakenOver() throws Exception {
        RedisFrontOptions options = OPTIONS.withAcknowledgement(Acknowledgement.FROM_REDIS);
        RedisFrontStore mover = open(options.withMovers(1));
        enqueue(mover, JOB);
        RedisFrontStore front = open(options.withMovers(0));
        enqueue(front, JOB);
        mover.close();
        UUID id = enqueue(front, JOB).id();
        redis.commands()
                .xreadgroup(
                        Consumer.from("movers", "dead"),
                        XReadArgs.StreamOffset.lastConsumed("front:{jobs}:jobs"));
        assertThat(redis.commands().xpending("front:{jobs}:jobs", "movers").getCount()).isOne();
        open(options);
        await().atMost(TestRedis.PATIENCE).until(() -> front.statistics().waiting() == 0);
        assertThat(database.jobs()).hasSize(3).contains(id);
        assertThat(front.statistics().rescued()).isZero();
    }

    @Test
    void whatRedisAcknowledgesIsSeenByItsProcess() throws Exception {
        RedisFrontStore front = open(OPTIONS.withAcknowledgement(Acknowledgement.FROM_REDIS));
        enqueue(front, JOB);
        for (int i = 0; i < 100; i++) {
            Receipt receipt = enqueue(front, JOB.withRunAt(Instant.EPOCH));
            assertThat(front.find(receipt.id()).orElseThrow().state()).isEqualTo(receipt.state());
            Receipt child = enqueue(front, JOB.withAfter(List.of(receipt.id())));
            assertThat(front.cancel(child.id(), "caller")).isTrue();
        }
    }

    @Test
    void closingWaitsForTheDatabase() throws Exception {
        RedisFrontStore front = open(OPTIONS.withAcknowledgement(Acknowledgement.FROM_REDIS));
        enqueue(front, JOB);
        Set<UUID> accepted = ConcurrentHashMap.newKeySet();
        for (int i = 0; i < 1_000; i++) {
            accepted.add(enqueue(front, JOB).id());
        }
        front.close();
        assertThat(database.jobs()).hasSize(1_001).containsAll(accepted);
    }

    @Test
    void workersOfOtherProcessesHearOfDueJobsOverRedisAndFromTheStore() throws Exception {
        RedisFrontStore front = open(OPTIONS);
        RedisFrontStore other = open(OPTIONS);
        enqueue(front, JOB);
        AtomicInteger heard = new AtomicInteger();
        try (WorkerSession worker = other.join()) {
            assertThat(worker.beat().lanes()).hasSize(1);
            worker.onSignal(signal -> heard.incrementAndGet());
            // The store is silent here: what is heard comes over Redis.
            int priority = worker.beat().lanes().getFirst().priority();
            redis.commands().publish("front:{jobs}:due", "another\nmail\t\t" + priority);
            await().until(() -> heard.get() == 1);
            redis.commands().publish("front:{jobs}:due", "another\nunknown\t\t5");
            enqueue(front, JOB);
            await().until(() -> heard.get() >= 2);
            redis.commands().publish("front:{jobs}:due", "nonsense");
            int before = heard.get();
            enqueue(other, JOB);
            await().until(() -> heard.get() > before);
        }
    }

    @Test
    void payloadsAreInRedisAsTheCodecMadeThem() {
        byte[] bytes =
                FrontFormat.jobs(
                        List.of(
                                new dev.kanishk.scheduler.store.RepeatableStore.NamedRequest(
                                        new UUID(1, 2), JobRequest.of("mail", "secret"), "n")),
                        new Reversed());
        assertThat(new String(bytes, StandardCharsets.ISO_8859_1)).doesNotContain("secret");
    }
}
