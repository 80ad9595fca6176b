package dev.kanishk.scheduler.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** What happens when a value that everybody wants is missing. */
class CacheStampedeTest {
    private static final int CALLERS = 200;

    /** A database that does not answer before every caller has asked for something. */
    private static final class SlowDatabase {
        private final AtomicInteger queries = new AtomicInteger();
        private final CountDownLatch mayAnswer = new CountDownLatch(1);

        String query(String key) {
            queries.incrementAndGet();
            try {
                mayAnswer.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            return key + "'s value";
        }
    }

    @Test
    void withoutCoordinationEveryCallerRunsTheQuery() throws Exception {
        SlowDatabase database = new SlowDatabase();
        Map<String, String> cache = new ConcurrentHashMap<>();

        List<String> answers =
                ask(
                        key -> {
                            String value = cache.get(key);
                            if (value == null) {
                                value = database.query(key);
                                cache.put(key, value);
                            }
                            return value;
                        },
                        () -> {
                            await().until(() -> database.queries.get() == CALLERS);
                            database.mayAnswer.countDown();
                        });

        assertThat(answers).hasSize(CALLERS).containsOnly("hot's value");
        assertThat(database.queries).hasValue(CALLERS);
    }

    @Test
    void withItOneDoesAndTheOthersGetItsAnswer() throws Exception {
        SlowDatabase database = new SlowDatabase();
        CacheAside<String, String> cache =
                new CacheAside<>(CachePolicy.of(Duration.ofMinutes(1)), database::query);

        List<String> answers =
                ask(
                        key -> cache.get(key).orElseThrow(),
                        () -> {
                            await().until(() -> cache.statistics().waits() == CALLERS - 1);
                            database.mayAnswer.countDown();
                        });

        assertThat(answers).hasSize(CALLERS).containsOnly("hot's value");
        assertThat(database.queries).hasValue(1);
    }

    @Test
    void anExpiredValueIsGivenOutWhileOneComputesItAnew() throws Exception {
        AtomicLong now = new AtomicLong();
        CountDownLatch mayAnswer = new CountDownLatch(1);
        AtomicInteger queries = new AtomicInteger();
        CacheAside<String, Integer> cache =
                new CacheAside<>(
                        CachePolicy.of(Duration.ofSeconds(10)),
                        key -> {
                            int query = queries.incrementAndGet();
                            if (query > 1) {
                                mayAnswer.await();
                            }
                            return query;
                        },
                        value -> 0,
                        now::get,
                        RandomGenerator.of("L64X128MixRandom"));
        assertThat(cache.get("hot")).contains(1);
        now.addAndGet(Duration.ofSeconds(12).toNanos());

        List<Integer> answers = ask(key -> cache.get(key).orElseThrow(), () -> {});

        assertThat(answers).hasSize(CALLERS).containsOnly(1);
        await().until(() -> queries.get() == 2);
        mayAnswer.countDown();
        await().until(() -> cache.get("hot").orElseThrow() == 2);
        assertThat(queries).hasValue(2);
    }

    @Test
    void valuesLoadedTogetherExpireApart() {
        long seed = 20261124;
        System.out.println("seed " + seed);
        AtomicLong now = new AtomicLong();
        Duration ttl = Duration.ofSeconds(100);
        int keys = 1_000;
        CacheAside<Integer, Integer> cache =
                new CacheAside<>(
                        CachePolicy.of(ttl).withStaleFor(Duration.ZERO),
                        key -> key,
                        value -> 0,
                        now::get,
                        new SplittableRandom(seed));
        for (int key = 0; key < keys; key++) {
            cache.get(key);
        }
        Set<Integer> expired = new HashSet<>();
        List<Integer> perSecond = new ArrayList<>();
        for (int second = 0; second <= 111; second++) {
            now.set(Duration.ofSeconds(second).toNanos());
            for (int key = 0; key < keys; key++) {
                long loads = cache.statistics().loads();
                if (!expired.contains(key)) {
                    cache.get(key);
                    if (cache.statistics().loads() > loads) {
                        expired.add(key);
                    }
                }
            }
            perSecond.add(expired.size());
        }
        assertThat(perSecond.get(89)).isZero();
        assertThat(perSecond.get(111)).isEqualTo(keys);
        for (int second = 90; second <= 110; second++) {
            int inThisSecond = perSecond.get(second) - perSecond.get(second - 1);
            assertThat(inThisSecond).as("in second " + second).isLessThan(keys / 10);
        }
    }

    private static <V> List<V> ask(Function<String, V> cache, Runnable meanwhile) throws Exception {
        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<V>> answers = new ArrayList<>();
            for (int i = 0; i < CALLERS; i++) {
                answers.add(callers.submit(() -> cache.apply("hot")));
            }
            meanwhile.run();
            List<V> values = new ArrayList<>();
            for (Future<V> answer : answers) {
                values.add(answer.get());
            }
            return values;
        }
    }
}
