package dev.kanishk.scheduler.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.kanishk.scheduler.job.JobRequest;
import dev.kanishk.scheduler.redis.RedisFrontOptions.Acknowledgement;
import dev.kanishk.scheduler.store.StoreOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Redis is lost in each way, under load; nothing that was accepted is, and nothing comes twice. */
class RedisFrontFaultsIT {
    private static final int CALLERS = 64;
    private static final Duration TIMEOUT = Duration.ofMillis(500);
    private static final JobRequest JOB = JobRequest.of("mail", "{\"to\":\"someone\"}");
    private static final RedisFrontOptions OPTIONS = RedisFrontOptions.of("jobs");

    private final Set<UUID> accepted = ConcurrentHashMap.newKeySet();
    private final AtomicLong calls = new AtomicLong();
    private final AtomicLong slowestNanos = new AtomicLong();
    private TestDatabase database;
    private TestRedis redis;
    private RedisLink link;
    private RedisLink otherLink;
    private RedisFrontStore front;
    private RedisFrontStore other;
    private volatile boolean stopped;

    @BeforeEach
    void start() throws Exception {
        database = TestDatabase.fresh();
        redis = TestRedis.start();
        link = redis.link(TIMEOUT);
        otherLink = redis.link(TIMEOUT);
        link.connect(TestRedis.PATIENCE);
        otherLink.connect(TestRedis.PATIENCE);
        front = open(link, OPTIONS);
        other = open(otherLink, OPTIONS);
        awaitThrough();
    }

    @AfterEach
    void stop() throws Exception {
        front.close();
        other.close();
        link.close();
        otherLink.close();
        redis.close();
    }

    private RedisFrontStore open(RedisLink to, RedisFrontOptions options) throws Exception {
        return RedisFrontStore.open(database.open(StoreOptions.DEFAULTS), to, options);
    }

    private void awaitThrough() {
        await().atMost(TestRedis.PATIENCE)
                .until(() -> front.statistics().through() && other.statistics().through());
    }

    private void call() {
        RedisFrontStore to = calls.incrementAndGet() % 2 == 0 ? front : other;
        while (!stopped) {
            long start = System.nanoTime();
            to.enqueue(List.of(JOB), "caller").forEach(receipt -> accepted.add(receipt.id()));
            slowestNanos.accumulateAndGet(System.nanoTime() - start, Math::max);
        }
    }

    private interface Fault {
        void happen() throws Exception;
    }

    private void underLoad(Fault fault) throws InterruptedException, ExecutionException {
        List<Future<?>> ends = new ArrayList<>();
        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < CALLERS; i++) {
                ends.add(callers.submit(this::call));
            }
            try {
                more(3_000);
                fault.happen();
                more(3_000);
            } catch (Exception e) {
                throw new AssertionError(e);
            } finally {
                stopped = true;
            }
        }
        for (Future<?> end : ends) {
            end.get();
        }
    }

    private void more(int jobs) {
        int now = accepted.size();
        await().atMost(TestRedis.PATIENCE).until(() -> accepted.size() >= now + jobs);
    }

    private void assertAllAreThereOnce(String fault) throws Exception {
        await().atMost(TestRedis.PATIENCE)
                .until(() ->
                        front.statistics().waiting() == 0 && other.statistics().waiting() == 0);
        assertThat(database.jobs()).as("after %s", fault).isEqualTo(accepted);
        System.out.printf(
                "%s: %,d accepted, 0 lost, 0 twice; slowest call %d ms; %s%n",
                fault, accepted.size(), slowestNanos.get() / 1_000_000, front.statistics());
    }

    @Test
    void flushAll() throws Exception {
        underLoad(() -> {
            for (int i = 0; i < 3; i++) {
                redis.commands().flushall();
                awaitThrough();
                more(1_000);
            }
        });
        assertThat(front.statistics().losses() + other.statistics().losses()).isPositive();
        assertAllAreThereOnce("FLUSHALL three times");
    }

    @Test
    void killedWithoutPersistence() throws Exception {
        underLoad(() -> {
            redis.kill();
            more(3_000);
            redis.startAgain();
            awaitThrough();
        });
        assertThat(front.statistics().losses()).isOne();
        assertAllAreThereOnce("killed");
    }

    @Test
    void hanging() throws Exception {
        TestRedis.Signals signals = redis.signals();
        underLoad(() -> {
            signals.stop();
            more(3_000);
            signals.resume();
            awaitThrough();
        });
        assertThat(Duration.ofNanos(slowestNanos.get())).isLessThan(Duration.ofSeconds(4));
        assertAllAreThereOnce("stopped");
    }

    @Test
    void outOfMemory() throws Exception {
        underLoad(() -> {
            redis.commands().configSet("maxmemory", "1mb");
            await().atMost(TestRedis.PATIENCE).until(() -> !front.statistics().through());
            more(3_000);
            redis.commands().configSet("maxmemory", "0");
            awaitThrough();
        });
        assertAllAreThereOnce("out of memory");
    }

    @Test
    void evictionSetMeanwhile() throws Exception {
        underLoad(() -> {
            redis.commands().configSet("maxmemory-policy", "allkeys-lru");
            await().atMost(TestRedis.PATIENCE).until(() -> !front.statistics().through());
            more(3_000);
            redis.commands().configSet("maxmemory-policy", "noeviction");
            awaitThrough();
        });
        assertAllAreThereOnce("allkeys-lru");
    }

    @Test
    void acknowledgedByRedisAndLostThereIsRebuiltByItsProcess() throws Exception {
        RedisFrontOptions early =
                RedisFrontOptions.of("early")
                        .withAcknowledgement(Acknowledgement.FROM_REDIS)
                        .withPatience(Duration.ofSeconds(30));
        RedisFrontStore mover = open(otherLink, early.withMovers(1));
        try (RedisFrontStore sender = open(link, early.withMovers(0))) {
            sender.enqueue(List.of(JOB), "caller").forEach(r -> accepted.add(r.id()));
            mover.close();
            long began = System.nanoTime();
            for (int i = 0; i < 1_000; i++) {
                sender.enqueue(Collections.nCopies(100, JOB), "caller")
                        .forEach(receipt -> accepted.add(receipt.id()));
            }
            long tookMs = (System.nanoTime() - began) / 1_000_000;
            assertThat(sender.statistics().waiting()).isEqualTo(100_000);
            long start = System.nanoTime();
            redis.commands().flushall();
            await().atMost(TestRedis.PATIENCE).until(() -> sender.statistics().waiting() == 0);
            Duration rebuilt = Duration.ofNanos(System.nanoTime() - start);
            assertThat(database.jobs()).isEqualTo(accepted);
            System.out.printf(
                    "100,000 acknowledged by Redis in %d ms, rebuilt after FLUSHALL in %d ms%n",
                    tookMs, rebuilt.toMillis());
            assertThat(rebuilt).isLessThanOrEqualTo(Duration.ofSeconds(5));
        }
    }
}
