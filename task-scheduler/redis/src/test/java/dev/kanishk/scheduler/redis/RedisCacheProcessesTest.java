package dev.kanishk.scheduler.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What happens when many threads of several processes want one value that is missing. */
class RedisCacheProcessesTest {
    private TestRedis redis;

    @BeforeEach
    void start() throws IOException {
        redis = TestRedis.start();
    }

    @AfterEach
    void stop() throws IOException {
        redis.close();
    }

    private static long computations(List<CacheProcess> processes) {
        return processes.stream().mapToLong(process -> process.count("computing")).sum();
    }

    private static void askAll(List<CacheProcess> processes) throws IOException {
        for (CacheProcess process : processes) {
            process.awaitLine("ready", 1);
        }
        for (CacheProcess process : processes) {
            process.ask();
        }
        for (CacheProcess process : processes) {
            process.awaitLine("asking", 1);
        }
    }

    private static void assertAllGot(List<CacheProcess> processes, String value) {
        for (CacheProcess process : processes) {
            process.awaitLine("got " + value, CacheProcess.CALLERS);
        }
    }

    @Test
    void withoutSharingEachProcessComputes() throws Exception {
        try (CacheProcess a = CacheProcess.start(redis.port(), false);
                CacheProcess b = CacheProcess.start(redis.port(), false);
                CacheProcess c = CacheProcess.start(redis.port(), false)) {
            List<CacheProcess> all = List.of(a, b, c);
            askAll(all);
            for (CacheProcess process : all) {
                process.awaitLine("computing", 1);
                process.answer("value");
            }
            assertAllGot(all, "value");
            assertThat(computations(all)).isEqualTo(3);
        }
    }

    @Test
    void oneOfAllProcessesComputesAndAllGetItsValue() throws Exception {
        try (CacheProcess a = CacheProcess.start(redis.port(), true);
                CacheProcess b = CacheProcess.start(redis.port(), true);
                CacheProcess c = CacheProcess.start(redis.port(), true)) {
            List<CacheProcess> all = List.of(a, b, c);
            askAll(all);
            await().atMost(TestRedis.PATIENCE).until(() -> computations(all) == 1);
            // Longer than the lease: a living process keeps its lock.
            long until = System.nanoTime() + 2 * CacheProcess.LEASE.toNanos();
            await().atMost(TestRedis.PATIENCE).until(() -> System.nanoTime() > until);
            for (CacheProcess process : all) {
                process.answer("value");
            }
            assertAllGot(all, "value");
            assertThat(computations(all)).isEqualTo(1);
        }
    }

    @Test
    void anotherTakesOverFromAProcessThatIsKilled() throws Exception {
        try (CacheProcess a = CacheProcess.start(redis.port(), true);
                CacheProcess b = CacheProcess.start(redis.port(), true)) {
            askAll(List.of(a));
            a.awaitLine("computing", 1);
            askAll(List.of(b));
            a.kill();
            b.awaitLine("computing", 1);
            b.answer("value of b");
            assertAllGot(List.of(b), "value of b");
        }
    }

    @Test
    void aProcessThatWakesUpLateIsRefused() throws Exception {
        try (CacheProcess a = CacheProcess.start(redis.port(), true);
                CacheProcess b = CacheProcess.start(redis.port(), true)) {
            askAll(List.of(a));
            a.awaitLine("computing", 1);
            a.signals().stop();
            askAll(List.of(b));
            b.awaitLine("computing", 1);
            b.answer("value of b");
            assertAllGot(List.of(b), "value of b");
            a.signals().resume();
            a.answer("late value of a");
            assertAllGot(List.of(a), "value of b");
            b.ask();
            b.awaitLine("got value of b", 2 * CacheProcess.CALLERS);
        }
    }
}
