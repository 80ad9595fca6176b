package dev.kanishk.scheduler.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.kanishk.scheduler.cache.CachePolicy;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What happens when Redis is not there, hangs, or comes back. */
class RedisOutageTest {
    private static final int CALLERS = 50;
    private static final Duration TIMEOUT = Duration.ofMillis(300);
    private static final RedisCacheOptions OPTIONS =
            RedisCacheOptions.of("c", CachePolicy.of(Duration.ofMinutes(10)))
                    .withLocalFor(Duration.ofMinutes(1));

    private final AtomicInteger loads = new AtomicInteger();
    private final CountDownLatch mayAnswer = new CountDownLatch(1);
    private TestRedis redis;
    private RedisLink link;
    private RedisCache<String> cache;

    @BeforeEach
    void start() throws IOException {
        redis = TestRedis.start();
        link = redis.link(TIMEOUT);
        cache =
                new RedisCache<>(
                        link,
                        OPTIONS,
                        ValueCodec.utf8(),
                        key -> {
                            int load = loads.incrementAndGet();
                            mayAnswer.await();
                            return key + load;
                        });
    }

    @AfterEach
    void stop() throws IOException {
        cache.close();
        link.close();
        redis.close();
    }

    private List<String> askByMany(String key) throws Exception {
        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            Callable<Optional<String>> asking = () -> cache.get(key);
            List<Future<Optional<String>>> answers = new ArrayList<>();
            for (int i = 0; i < CALLERS; i++) {
                answers.add(callers.submit(asking));
            }
            await().atMost(TestRedis.PATIENCE)
                    .until(() -> cache.statistics().waits() >= CALLERS - 1);
            mayAnswer.countDown();
            List<String> values = new ArrayList<>();
            for (Future<Optional<String>> answer : answers) {
                values.add(answer.get().orElseThrow());
            }
            return values;
        }
    }

    @Test
    void withoutRedisOneThreadOfTheProcessComputes() throws Exception {
        redis.kill();
        assertThat(askByMany("a")).hasSize(CALLERS).containsOnly("a1");
        assertThat(cache.get("a")).as("kept here meanwhile").contains("a1");
        assertThat(loads).hasValue(1);
        assertThat(cache.state()).isEqualTo(RedisLink.State.UNAVAILABLE);
        assertThat(cache.redisStatistics().alone()).isOne();
        assertThat(cache.invalidate("a")).as("not everywhere").isFalse();
    }

    @Test
    void aRedisThatHangsIsWaitedForOnceASecondAtMost() throws Exception {
        mayAnswer.countDown();
        cache.get("warm");
        TestRedis.Signals signals = redis.signals();
        signals.stop();
        try {
            for (int i = 0; i < 100; i++) {
                assertThat(cache.get("key" + i)).isPresent();
            }
            assertThat(cache.state()).isEqualTo(RedisLink.State.UNAVAILABLE);
            assertThat(cache.redisStatistics().alone()).isEqualTo(100);
        } finally {
            signals.resume();
        }
        await().atMost(TestRedis.PATIENCE)
                .until(() -> {
                    cache.get("again" + loads.get());
                    return cache.state() == RedisLink.State.AVAILABLE;
                });
    }

    @Test
    void aRedisThatComesBackIsSharedAgain() throws Exception {
        mayAnswer.countDown();
        cache.get("warm");
        redis.kill();
        assertThat(cache.get("a")).isPresent();
        assertThat(cache.state()).isEqualTo(RedisLink.State.UNAVAILABLE);
        redis.startAgain();
        await().atMost(TestRedis.PATIENCE)
                .until(() -> {
                    cache.get("b" + loads.get());
                    return cache.state() == RedisLink.State.AVAILABLE;
                });
        String value = cache.get("shared").orElseThrow();
        try (RedisLink other = redis.link(TestRedis.PATIENCE);
                RedisCache<String> second =
                        new RedisCache<>(other, OPTIONS, ValueCodec.utf8(), key -> "not asked")) {
            assertThat(second.get("shared")).contains(value);
        }
    }

    @Test
    void aRedisThatIsLostWhileAValueIsComputedCostsNothing() throws Exception {
        Future<Optional<String>> answer;
        try (ExecutorService caller = Executors.newVirtualThreadPerTaskExecutor()) {
            answer = caller.submit(() -> cache.get("a"));
            await().atMost(TestRedis.PATIENCE).until(() -> loads.get() == 1);
            redis.kill();
            mayAnswer.countDown();
        }
        assertThat(answer.get()).contains("a1");
        assertThat(cache.get("a")).as("kept here").contains("a1");
    }

    @Test
    void connectingTellsWhetherItWorked() throws Exception {
        assertThat(link.connect(TestRedis.PATIENCE)).isTrue();
        redis.kill();
        try (RedisLink other = redis.link(TIMEOUT)) {
            assertThat(other.connect(TestRedis.PATIENCE)).isFalse();
            redis.startAgain();
            assertThat(other.connect(TestRedis.PATIENCE)).isTrue();
        }
    }

    @Test
    void aGuardWithoutRedisSaysSoAndRunsNothing() throws Exception {
        redis.kill();
        RedisGuard guard = new RedisGuard(link, "g", Duration.ofSeconds(1), Duration.ofDays(1));
        AtomicInteger effects = new AtomicInteger();
        assertThatThrownBy(() -> guard.once("m", effects::incrementAndGet))
                .isInstanceOf(RedisUnavailableException.class)
                .hasMessageContaining("localhost:" + redis.port());
        assertThat(effects).hasValue(0);
    }

    @Test
    void aGuardWhoseRedisGoesAwayDuringTheEffectSaysThatItIsNotRemembered() throws Exception {
        RedisGuard guard = new RedisGuard(link, "g", Duration.ofSeconds(1), Duration.ofDays(1));
        assertThat(guard.once("m", redis::kill)).isEqualTo(RedisGuard.Outcome.RAN_UNREMEMBERED);
    }
}
