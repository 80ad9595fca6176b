package dev.kanishk.scheduler.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.kanishk.scheduler.cache.CacheLoadException;
import dev.kanishk.scheduler.cache.CachePolicy;
import dev.kanishk.scheduler.cache.Loader;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Several caches of one name, as several processes have them, on one Redis. */
class RedisCacheTest {
    private static final CachePolicy LONG = CachePolicy.of(Duration.ofMinutes(10));
    private static final RedisCacheOptions OPTIONS = RedisCacheOptions.of("c", LONG);
    private static final Duration SHORT_LEASE = Duration.ofMillis(200);

    private static TestRedis redis;
    private final List<AutoCloseable> open = new ArrayList<>();

    @BeforeAll
    static void start() throws IOException {
        redis = TestRedis.start();
    }

    @AfterAll
    static void stop() throws IOException {
        redis.close();
    }

    @BeforeEach
    void forgetAll() {
        redis.commands().flushall();
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable one : open.reversed()) {
            one.close();
        }
    }

    private RedisLink link(Duration timeout) {
        RedisLink link = redis.link(timeout);
        open.add(link);
        return link;
    }

    private <V> RedisCache<V> cache(
            RedisCacheOptions options, ValueCodec<V> codec, Loader<String, V> loader) {
        RedisCache<V> cache = new RedisCache<>(link(TestRedis.PATIENCE), options, codec, loader);
        open.add(cache);
        return cache;
    }

    private RedisCache<String> cache(RedisCacheOptions options, Loader<String, String> loader) {
        return cache(options, ValueCodec.utf8(), loader);
    }

    private static FutureTask<Optional<String>> asking(RedisCache<String> cache, String key) {
        FutureTask<Optional<String>> task = new FutureTask<>(() -> cache.get(key));
        Thread.ofVirtual().start(task);
        return task;
    }

    /** A loader that says when it begins, and ends when it is told the value. */
    private static final class Told implements Loader<String, String> {
        private final CountDownLatch begun = new CountDownLatch(1);
        private final BlockingQueue<String> answers = new LinkedBlockingQueue<>();

        @Override
        public String load(String key) throws InterruptedException {
            begun.countDown();
            return answers.take();
        }
    }

    @Test
    void whatOneComputedTheOthersFind() {
        RedisCache<String> first = cache(OPTIONS, key -> key + "!");
        RedisCache<String> second = cache(OPTIONS, key -> "not asked");
        RedisCache<String> other =
                cache(RedisCacheOptions.of("other", LONG), key -> "of another name");
        assertThat(first.get("a")).contains("a!");
        assertThat(second.get("a")).contains("a!");
        assertThat(other.get("a")).contains("of another name");
        assertThat(second.statistics().hits()).isOne();
        assertThat(second.statistics().loads()).isZero();
        assertThat(second.state()).isEqualTo(RedisLink.State.AVAILABLE);
        assertThat(redis.commands().pttl("cache:{c:a}:value"))
                .isBetween(
                        Duration.ofMinutes(9).toMillis() - 1_000,
                        Duration.ofMinutes(11).plus(LONG.staleFor()).toMillis());
        assertThat(redis.commands().exists("cache:{c:a}:lock")).isZero();
    }

    record Report(String title, int rows) {}

    @Test
    void recordsAreKeptAsJson() {
        Report report = new Report("Übersicht", 3);
        assertThat(cache(OPTIONS, ValueCodec.json(Report.class), key -> report).get("a"))
                .contains(report);
        assertThat(cache(OPTIONS, ValueCodec.json(Report.class), key -> new Report("", 0)).get("a"))
                .contains(report);
    }

    @Test
    void remembersForAllThatThereIsNone() {
        assertThat(cache(OPTIONS, key -> null).get("a")).isEmpty();
        assertThat(cache(OPTIONS, key -> "not asked").get("a")).isEmpty();
        assertThat(redis.commands().pttl("cache:{c:a}:value"))
                .isLessThanOrEqualTo(Duration.ofSeconds(66).plus(LONG.staleFor()).toMillis());
    }

    @Test
    void aFailureIsToldAndTheNextOneTries() {
        RedisCache<String> failing =
                cache(
                        OPTIONS,
                        key -> {
                            throw new IOException("down");
                        });
        assertThatThrownBy(() -> failing.get("a"))
                .isInstanceOf(CacheLoadException.class)
                .hasRootCauseMessage("down");
        assertThat(redis.commands().keys("*")).isEmpty();
        assertThat(failing.statistics().failures()).isOne();
        assertThat(cache(OPTIONS, key -> "up").get("a")).contains("up");
    }

    @Test
    void aStaleValueIsGivenOutWhileOneOfAllComputesItAnew() throws Exception {
        CachePolicy stale =
                CachePolicy.of(Duration.ofMillis(100)).withStaleFor(Duration.ofMinutes(10));
        RedisCacheOptions options = RedisCacheOptions.of("c", stale);
        Told told = new Told();
        told.answers.add("old");
        RedisCache<String> first = cache(options, told);
        AtomicInteger others = new AtomicInteger();
        RedisCache<String> second = cache(options, key -> "other " + others.incrementAndGet());
        assertThat(first.get("a")).contains("old");
        long staleMs = Duration.ofMinutes(10).toMillis();
        await().until(() -> redis.commands().pttl("cache:{c:a}:value") < staleMs);
        assertThat(first.get("a")).as("begins a refresh").contains("old");
        for (int i = 0; i < 10; i++) {
            assertThat(second.get("a")).contains("old");
        }
        assertThat(others).hasValue(0);
        assertThat(second.statistics().stale()).isEqualTo(10);
        told.answers.add("new");
        await().until(() -> redis.commands().pttl("cache:{c:a}:value") > staleMs - 10_000);
        await().until(() -> second.get("a").orElseThrow().equals("new"));
    }

    @Test
    void whatIsInvalidatedWhileItIsComputedIsRefused() throws Exception {
        Told told = new Told();
        RedisCache<String> first = cache(OPTIONS, told);
        RedisCache<String> second = cache(OPTIONS, key -> "new");
        FutureTask<Optional<String>> answer = asking(first, "a");
        told.begun.await();
        assertThat(second.invalidate("a")).isTrue();
        assertThat(second.get("a")).contains("new");
        told.answers.add("old");
        assertThat(answer.get()).as("the newer one").contains("new");
        assertThat(first.get("a")).contains("new");
        assertThat(first.redisStatistics().fenced()).isOne();
    }

    @Test
    void invalidatingReachesAllProcesses() {
        AtomicInteger version = new AtomicInteger();
        Loader<String, String> loader = key -> "v" + version.incrementAndGet();
        RedisCache<String> first = cache(OPTIONS.withNearFor(Duration.ofMinutes(1)), loader);
        RedisCache<String> second = cache(OPTIONS, loader);
        assertThat(first.get("a")).contains("v1");
        assertThat(second.get("a")).contains("v1");
        assertThat(first.invalidate("a")).isTrue();
        assertThat(second.get("a")).contains("v2");
        assertThat(first.get("a")).contains("v2");
    }

    @Test
    void aNearValueNeedsNoRedis() {
        RedisCache<String> near = cache(OPTIONS.withNearFor(Duration.ofMinutes(1)), key -> "v");
        near.get("a");
        redis.commands().flushall();
        assertThat(near.get("a")).contains("v");
        assertThat(near.statistics().hits()).isOne();
        assertThat(near.redisStatistics().sharedHits()).isZero();
        assertThat(redis.commands().keys("*")).isEmpty();
    }

    @Test
    void losingAllMemoryInTheMiddleCostsOneComputationAndNoCorrectness() throws Exception {
        Told first = new Told();
        Told second = new Told();
        RedisCache<String> a = cache(OPTIONS, first);
        RedisCache<String> b = cache(OPTIONS, second);
        FutureTask<Optional<String>> ofA = asking(a, "k");
        first.begun.await();
        FutureTask<Optional<String>> ofB = asking(b, "k");
        redis.commands().flushall();
        second.begun.await();
        first.answers.add("of a");
        assertThat(ofA.get()).as("what it waited for").contains("of a");
        assertThat(a.redisStatistics().fenced()).isOne();
        assertThat(redis.commands().exists("cache:{c:k}:value")).isZero();
        second.answers.add("of b");
        assertThat(ofB.get()).contains("of b");
        assertThat(a.get("k")).contains("of b");
        assertThat(cache(OPTIONS, key -> "not asked").get("k")).contains("of b");
        assertThat(a.statistics().loads() + b.statistics().loads()).isEqualTo(2);
    }

    @Test
    void theFenceHoldsThoughTheLockExpiredOrAllWasForgotten() throws Exception {
        SharedEntries entries = new SharedEntries(link(TestRedis.PATIENCE), "f", SHORT_LEASE);
        SharedEntry old = SharedEntry.of(Duration.ZERO, new byte[] {1});
        SharedEntry young = SharedEntry.of(Duration.ZERO, new byte[] {2});
        Duration life = Duration.ofMinutes(1);
        assertThat(entries.look("k", "t1").locked()).isTrue();
        assertThat(entries.look("k", "t2").locked()).isFalse();
        assertThat(entries.renew("k", "t1")).isTrue();
        assertThat(entries.renew("k", "t2")).isFalse();
        await().until(() -> entries.look("k", "t2").locked());
        assertThat(entries.renew("k", "t1")).isFalse();
        entries.release("k", "t1");
        assertThat(entries.store("k", "t1", old, life)).as("late").isFalse();
        assertThat(entries.store("k", "t2", young, life)).isTrue();
        assertThat(entries.store("k", "t1", old, life)).as("later").isFalse();
        assertThat(entries.look("k", "t3").entry())
                .isNotNull()
                .extracting(SharedEntry::bytes)
                .isEqualTo(young.bytes());
        redis.commands().flushall();
        assertThat(entries.look("k", "t4").locked()).isTrue();
        redis.commands().flushall();
        assertThat(entries.store("k", "t4", old, life)).as("no lock at all").isFalse();
        assertThat(entries.look("k", "t5").locked()).isTrue();
        assertThat(entries.store("k", "t4", old, life)).isFalse();
    }

    @Test
    void aComputationThatNeverEndsKeepsItsLockForABoundedTimeOnly() throws Exception {
        RedisCacheOptions options =
                OPTIONS.withLease(SHORT_LEASE).withLongestLoad(Duration.ofMillis(300));
        Told hanging = new Told();
        RedisCache<String> first = cache(options, hanging);
        RedisCache<String> second = cache(options, key -> "v");
        FutureTask<Optional<String>> answer = asking(first, "a");
        hanging.begun.await();
        assertThat(second.get("a")).contains("v");
        hanging.answers.add("late");
        assertThat(answer.get()).contains("v");
    }

    @Test
    void whatIsTooLargeIsGivenOutAndNotKept() {
        AtomicInteger loads = new AtomicInteger();
        RedisCache<String> cache =
                cache(
                        RedisCacheOptions.of("c", LONG.withMaxValueBytes(10)),
                        key -> {
                            loads.incrementAndGet();
                            return "x".repeat(key.length());
                        });
        assertThat(cache.get("12345678901").orElseThrow()).hasSize(11);
        assertThat(cache.get("12345678901").orElseThrow()).hasSize(11);
        assertThat(loads).hasValue(2);
        assertThat(cache.statistics().notKept()).isEqualTo(2);
        assertThat(redis.commands().keys("*")).isEmpty();
        cache.get("1234567890");
        cache.get("1234567890");
        assertThat(loads).hasValue(3);
    }

    @Test
    void whatCannotBeReadIsComputedAnew() {
        for (String garbage : List.of("", "garbage", "000000000000", "0000000050001{", "\0\0")) {
            redis.put("cache:{c:a}:value", garbage, Duration.ofMinutes(1));
            RedisCache<Report> cache =
                    cache(OPTIONS, ValueCodec.json(Report.class), key -> new Report(key, 1));
            assertThat(cache.get("a")).as(garbage).contains(new Report("a", 1));
            assertThat(cache.get("a")).contains(new Report("a", 1));
            assertThat(cache.statistics().loads()).isOne();
            assertThat(cache.redisStatistics().unreadable()).isOne();
        }
    }

    @Test
    void aRedisWithoutMemoryIsUsedAsFarAsItGoes() {
        RedisCache<String> cache = cache(OPTIONS, key -> "v");
        cache.get("before");
        redis.commands().configSet("maxmemory", "1");
        try {
            assertThat(cache.get("a")).contains("v");
            assertThat(cache.get("a")).contains("v");
            assertThat(cache.get("before")).contains("v");
            assertThat(cache.statistics().loads()).isEqualTo(2);
            assertThat(cache.redisStatistics().alone()).isOne();
            assertThat(cache.state()).isEqualTo(RedisLink.State.AVAILABLE);
        } finally {
            redis.commands().configSet("maxmemory", "0");
        }
    }

    @Test
    void nothingIsLeftInRedisThatDoesNotExpire() {
        RedisCache<String> cache = cache(OPTIONS, key -> key.startsWith("no") ? null : "v");
        for (String key : List.of("a", "none", "", "{}", "ключ")) {
            cache.get(key);
            assertThat(cache.get(key)).isEqualTo(cache.get(key));
        }
        assertThat(redis.commands().keys("*"))
                .hasSize(5)
                .allSatisfy(key -> assertThat(redis.commands().pttl(key)).isPositive());
    }

    @Test
    void namesWhatIsNotAllowed() {
        assertThatThrownBy(() -> RedisCacheOptions.of("a b", LONG)).hasMessageContaining("'a b'");
        assertThatThrownBy(() -> OPTIONS.withLease(Duration.ZERO)).hasMessageContaining("lease");
        assertThatThrownBy(() -> OPTIONS.withNearFor(Duration.ofSeconds(-1)))
                .hasMessageContaining("nearFor 'PT-1S'");
        assertThatThrownBy(() -> cache(OPTIONS, key -> "v").get("x".repeat(513)))
                .hasMessageContaining("key of 513 characters");
    }
}
