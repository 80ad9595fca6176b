package dev.kanishk.scheduler.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class CacheAsideTest {
    private static final Duration TTL = Duration.ofSeconds(10);
    private static final CachePolicy STRICT = CachePolicy.of(TTL).withStaleFor(Duration.ZERO);

    private final AtomicLong now = new AtomicLong();
    private final List<String> loaded = new ArrayList<>();

    /** Every time to live is as it was asked for. */
    private CacheAside<String, String> cache(CachePolicy policy, Loader<String, String> loader) {
        return new CacheAside<>(
                policy,
                key -> {
                    loaded.add(key);
                    return loader.load(key);
                },
                value -> 0,
                now::get,
                new Half());
    }

    /** A source of numbers that are all one half. */
    private static final class Half implements RandomGenerator {
        @Override
        public long nextLong() {
            return Long.MIN_VALUE;
        }
    }

    @Test
    void keepsAValueForItsTime() {
        CacheAside<String, String> cache = cache(STRICT, key -> key + "!");
        assertThat(cache.get("a")).contains("a!");
        now.addAndGet(TTL.toNanos() - 1);
        assertThat(cache.get("a")).contains("a!");
        assertThat(loaded).containsExactly("a");
        now.addAndGet(1);
        assertThat(cache.get("a")).contains("a!");
        assertThat(loaded).containsExactly("a", "a");
    }

    @Test
    void remembersThatThereIsNoneForATenthOfTheTime() {
        CacheAside<String, String> cache = cache(STRICT, key -> null);
        assertThat(cache.get("a")).isEmpty();
        assertThat(cache.get("a")).isEmpty();
        assertThat(loaded).hasSize(1);
        now.addAndGet(TTL.toNanos() / 10);
        assertThat(cache.get("a")).isEmpty();
        assertThat(loaded).hasSize(2);
    }

    @Test
    void tellsAFailureAndForgetsIt() {
        AtomicInteger calls = new AtomicInteger();
        CacheAside<String, String> cache =
                cache(
                        STRICT,
                        key -> {
                            if (calls.incrementAndGet() == 1) {
                                throw new IOException("down");
                            }
                            return "up";
                        });
        assertThatThrownBy(() -> cache.get("a"))
                .isInstanceOf(CacheLoadException.class)
                .hasMessageContaining("'a'")
                .hasCauseInstanceOf(IOException.class);
        assertThat(cache.size()).isZero();
        assertThat(cache.get("a")).contains("up");
        assertThat(cache.statistics().failures()).isOne();
    }

    @Test
    void doesNotKeepWhatWasInvalidatedWhileItWasComputed() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch mayEnd = new CountDownLatch(1);
        AtomicInteger version = new AtomicInteger();
        CacheAside<String, Integer> cache =
                new CacheAside<>(
                        STRICT,
                        key -> {
                            int seen = version.incrementAndGet();
                            begun.countDown();
                            mayEnd.await();
                            return seen;
                        });
        FutureTask<Optional<Integer>> first = new FutureTask<>(() -> cache.get("a"));
        Thread.ofVirtual().start(first);
        begun.await();
        cache.invalidate("a");
        mayEnd.countDown();
        assertThat(first.get()).contains(1);
        assertThat(cache.get("a")).contains(2);
        assertThat(cache.get("a")).contains(2);
    }

    @Test
    void refusesALoaderThatAsksForItsOwnKey() {
        List<CacheAside<String, String>> self = new ArrayList<>();
        self.add(cache(STRICT, key -> self.getFirst().get(key).orElse("")));
        assertThatThrownBy(() -> self.getFirst().get("a"))
                .hasCauseInstanceOf(IllegalStateException.class)
                .hasMessageContaining("asks for it itself");
    }

    @Test
    void namesAValueThatIsNotAllowed() {
        assertThatThrownBy(() -> CachePolicy.of(Duration.ZERO)).hasMessageContaining("ttl 'PT0S'");
        assertThatThrownBy(() -> STRICT.withMaxEntries(0)).hasMessageContaining("maxEntries '0'");
        assertThatThrownBy(() -> STRICT.withStaleFor(Duration.ofSeconds(-1)))
                .hasMessageContaining("staleFor");
    }

    @Test
    void givesOutAndDoesNotKeepWhatIsTooLarge() {
        CacheAside<String, String> cache =
                new CacheAside<>(
                        STRICT.withMaxValueBytes(3),
                        key -> {
                            loaded.add(key);
                            return key;
                        },
                        String::length);
        assertThat(cache.get("1234")).contains("1234");
        assertThat(cache.get("1234")).contains("1234");
        assertThat(cache.get("123")).contains("123");
        assertThat(cache.get("123")).contains("123");
        assertThat(loaded).containsExactly("1234", "1234", "123");
        assertThat(cache.size()).isOne();
        assertThat(cache.statistics().notKept()).isEqualTo(2);
    }

    @Test
    void givesOutAndDoesNotKeepWhatTookLongerThanItLives() {
        CacheAside<String, String> cache =
                cache(
                        STRICT,
                        key -> {
                            now.addAndGet(TTL.toNanos());
                            return "v";
                        });
        assertThat(cache.get("a")).contains("v");
        assertThat(cache.get("a")).contains("v");
        assertThat(loaded).hasSize(2);
        assertThat(cache.size()).isZero();
        assertThat(cache.statistics().notKept()).isEqualTo(2);
    }

    @Test
    void reportsAreNeverOlderThanFiveSeconds() {
        CachePolicy reports = CachePolicy.reports();
        Duration longest = reports.ttlOf("v", Math.nextDown(1.0)).plus(reports.staleFor());
        assertThat(longest).isBetween(Duration.ofMillis(4_999), Duration.ofSeconds(5));
        assertThat(reports.ttlOf(null, Math.nextDown(1.0)).plus(reports.staleFor()))
                .isLessThanOrEqualTo(Duration.ofSeconds(5));
    }

    /** A value is the time at which its computation began, so that its age can be told. */
    @Property(tries = 200)
    void noAnswerIsOlderThanTheBound(
            @ForAll long seed, @ForAll @IntRange(min = 1, max = 4_000) int loadMs) {
        Duration bound = Duration.ofSeconds(5);
        RandomGenerator random = new SplittableRandom(seed);
        now.set(0);
        CacheAside<String, Long> cache =
                new CacheAside<>(
                        CachePolicy.boundedBy(bound),
                        key -> {
                            long began = now.get();
                            if (!Thread.currentThread().isVirtual()) {
                                now.addAndGet(Duration.ofMillis(loadMs).toNanos());
                            }
                            return began;
                        },
                        value -> 0,
                        now::get,
                        random);
        for (int i = 0; i < 50; i++) {
            long asked = now.addAndGet(Duration.ofMillis(random.nextInt(7_000)).toNanos());
            long stale = cache.statistics().stale();
            long began = cache.get("a").orElseThrow();
            assertThat(asked - began).isLessThanOrEqualTo(bound.toNanos());
            // Time stands still while a stale value is computed anew in the background.
            if (cache.statistics().stale() > stale) {
                while (cache.get("a").orElseThrow() < asked) {
                    Thread.onSpinWait();
                }
            }
        }
    }

    /** A step: ask for a key, forget it, or let a second pass. */
    record Step(int kind, int key) {}

    @Provide
    Arbitrary<List<Step>> steps() {
        return Combinators.combine(
                        Arbitraries.frequency(Tuple.of(6, 0), Tuple.of(1, 1), Tuple.of(2, 2)),
                        Arbitraries.integers().between(0, 7))
                .as(Step::new)
                .list()
                .ofMaxSize(200);
    }

    @Property
    void behavesLikeASimpleModel(@ForAll("steps") List<Step> steps) {
        now.set(0);
        int most = 4;
        AtomicInteger loads = new AtomicInteger();
        CacheAside<Integer, Integer> cache =
                new CacheAside<>(
                        STRICT.withMaxEntries(most),
                        key -> loads.incrementAndGet(),
                        value -> 0,
                        now::get,
                        new Half());
        // Key to value and time of loading, in the order of the last use.
        Map<Integer, long[]> model = new LinkedHashMap<>(16, 0.75f, true);
        int modelLoads = 0;
        for (Step step : steps) {
            switch (step.kind()) {
                case 0 -> {
                    long[] known = model.get(step.key());
                    if (known == null || now.get() - known[1] >= TTL.toNanos()) {
                        known = new long[] {++modelLoads, now.get()};
                        model.put(step.key(), known);
                        if (model.size() > most) {
                            model.remove(model.keySet().iterator().next());
                        }
                    }
                    assertThat(cache.get(step.key())).contains((int) known[0]);
                }
                case 1 -> {
                    cache.invalidate(step.key());
                    model.remove(step.key());
                }
                default -> now.addAndGet(Duration.ofSeconds(1).toNanos());
            }
            assertThat(loads).hasValue(modelLoads);
            assertThat(cache.size()).isEqualTo(model.size());
        }
    }
}
