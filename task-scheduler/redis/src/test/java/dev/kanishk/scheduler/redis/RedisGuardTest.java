package dev.kanishk.scheduler.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.kanishk.scheduler.redis.RedisGuard.Outcome;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RedisGuardTest {
    private static final Duration LEASE = Duration.ofMinutes(1);
    private static final Duration SHORT_LEASE = Duration.ofMillis(100);
    private static final Duration REMEMBERED = Duration.ofDays(7);

    private static TestRedis redis;
    private static RedisLink link;
    private final AtomicInteger effects = new AtomicInteger();

    @BeforeAll
    static void start() throws IOException {
        redis = TestRedis.start();
        link = redis.link();
    }

    @AfterAll
    static void stop() throws IOException {
        link.close();
        redis.close();
    }

    @BeforeEach
    void forgetAll() {
        redis.commands().flushall();
    }

    private static RedisGuard guard(Duration lease) {
        return new RedisGuard(link, "billing", lease, REMEMBERED);
    }

    @Test
    void ofDeliveriesOneAfterTheOtherTheFirstRuns() throws Exception {
        assertThat(guard(LEASE).once("m", effects::incrementAndGet)).isEqualTo(Outcome.RAN);
        assertThat(guard(LEASE).once("m", effects::incrementAndGet)).isEqualTo(Outcome.DUPLICATE);
        assertThat(effects).hasValue(1);
        assertThat(redis.commands().pttl("guard:{billing:m}"))
                .isBetween(REMEMBERED.minusMinutes(1).toMillis(), REMEMBERED.toMillis());
    }

    @Test
    void aDeliveryAtTheSameTimeIsToldThatItIsBusy() throws Exception {
        List<Outcome> second = new ArrayList<>();
        assertThat(
                        guard(LEASE)
                                .once(
                                        "m",
                                        () ->
                                                second.add(
                                                        guard(LEASE)
                                                                .once(
                                                                        "m",
                                                                        effects::incrementAndGet))))
                .isEqualTo(Outcome.RAN);
        assertThat(second).containsExactly(Outcome.BUSY);
        assertThat(effects).hasValue(0);
    }

    @Test
    void anEffectThatFailsMayRunAgainAtOnce() throws Exception {
        assertThatThrownBy(() ->
                        guard(LEASE)
                                .once(
                                        "m",
                                        () -> {
                                            throw new IOException("down");
                                        }))
                .hasMessage("down");
        assertThat(guard(LEASE).once("m", effects::incrementAndGet)).isEqualTo(Outcome.RAN);
    }

    @Test
    void anEffectThatOutlivesItsLeaseSaysSo() throws Exception {
        Outcome outcome =
                guard(SHORT_LEASE)
                        .once("m", () -> await().until(() -> redis.commands().keys("*").isEmpty()));
        assertThat(outcome).isEqualTo(Outcome.RAN_UNREMEMBERED);
    }

    @Test
    void duplicatesWithoutCrashesHaveOneEffectEach() throws Exception {
        long seed = 20261125;
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        BlockingQueue<String> queue = new LinkedBlockingQueue<>();
        for (int i = 0; i < 400; i++) {
            queue.add("m" + i);
            if (random.nextInt(100) < 5) {
                queue.add("m" + i);
            }
        }
        assertThat(queue).hasSizeGreaterThan(400);
        Map<String, Integer> ran = new ConcurrentHashMap<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
            List<Future<?>> ends = new ArrayList<>();
            for (int t = 0; t < 4; t++) {
                ends.add(
                        threads.submit(() -> {
                            for (String m = queue.poll(); m != null; m = queue.poll()) {
                                String message = m;
                                Outcome outcome =
                                        guard(LEASE)
                                                .once(
                                                        message,
                                                        () -> ran.merge(message, 1, Integer::sum));
                                if (outcome == Outcome.BUSY) {
                                    queue.add(message);
                                }
                            }
                            return null;
                        }));
            }
            for (Future<?> end : ends) {
                end.get();
            }
        }
        assertThat(ran).hasSize(400).allSatisfy((message, times) -> assertThat(times).isOne());
    }

    /** What is not guaranteed, shown: a crash between the effect and the mark. */
    @Test
    void aCrashAfterTheEffectLetsItRunAgainOnceTheLeaseIsOver() throws Exception {
        redis.put("guard:{billing:m}", "of a dead process", SHORT_LEASE);
        effects.incrementAndGet();
        await().until(() -> guard(LEASE).once("m", effects::incrementAndGet) == Outcome.RAN);
        assertThat(effects).hasValue(2);
    }

    /** What is not guaranteed, shown: Redis forgets. */
    @Test
    void aRedisThatForgetsLetsTheEffectRunAgain() throws Exception {
        guard(LEASE).once("m", effects::incrementAndGet);
        redis.commands().flushall();
        assertThat(guard(LEASE).once("m", effects::incrementAndGet)).isEqualTo(Outcome.RAN);
        assertThat(effects).hasValue(2);
    }

    @Test
    void namesWhatIsNotAllowed() {
        assertThatThrownBy(() -> new RedisGuard(link, "", LEASE, LEASE)).hasMessageContaining("''");
        assertThatThrownBy(() -> guard(Duration.ZERO)).hasMessageContaining("lease 'PT0S'");
        assertThatThrownBy(() -> guard(LEASE).once("", effects::incrementAndGet))
                .hasMessageContaining("id of 0 characters");
    }
}
