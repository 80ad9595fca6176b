package dev.kanishk.scheduler.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a process says of itself when its scheduler is stuck, has ended, or drains. */
class HealthTest {
    @TempDir Path folder;
    private TestServer server;

    @BeforeEach
    void start() {
        server = TestServer.start(folder, HttpSettings.local());
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private int status(String path) throws Exception {
        return server.get(path).status();
    }

    @Test
    void isNeitherWellNorReadyWhileItsSchedulerIsStuck() throws Exception {
        CountDownLatch stuck = new CountDownLatch(1);
        CountDownLatch goesOn = new CountDownLatch(1);
        server.scheduler()
                .listen(end -> {
                    stuck.countDown();
                    awaitUninterruptibly(goesOn);
                });
        try {
            server.post("/v1/jobs", "{\"type\":\"good\"}");
            stuck.await();
            assertThat(server.get("/healthz").text("detail")).contains("restart the process");
            assertThat(status("/healthz")).isEqualTo(503);
            assertThat(status("/readyz")).isEqualTo(503);
            assertThat(status("/v1/jobs")).isEqualTo(200);
        } finally {
            goesOn.countDown();
        }
        await().until(() -> status("/healthz") == 200 && status("/readyz") == 200);
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        boolean interrupted = false;
        while (true) {
            try {
                latch.await();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void isNeitherWellNorReadyOnceItsSchedulerHasEnded() throws Exception {
        server.scheduler().stop(Duration.ZERO);
        assertThat(status("/healthz")).isEqualTo(503);
        assertThat(status("/readyz")).isEqualTo(503);
    }

    @Test
    void isWellButNotReadyWhileItDrains() throws Exception {
        server.api().drain();
        server.scheduler().stop(Duration.ZERO);
        assertThat(status("/healthz")).isEqualTo(200);
        assertThat(server.get("/readyz").text("detail")).contains("draining");
        assertThat(server.get("/readyz").header("Retry-After")).isNotEmpty();
        assertThat(status("/v1/jobs")).isEqualTo(200);
        assertThat(server.get("/metrics").text()).contains("\ntask_scheduler_draining 1\n");
    }

    @Test
    void answersAllWhoAskAtATime() throws Exception {
        int callers = 200;
        try (ExecutorService threads = Executors.newFixedThreadPool(16)) {
            List<Future<Integer>> calls = new ArrayList<>();
            for (int i = 0; i < callers; i++) {
                String path = i % 2 == 0 ? "/healthz" : "/readyz";
                calls.add(threads.submit(() -> status(path)));
            }
            for (Future<Integer> call : calls) {
                assertThat(call.get()).isEqualTo(200);
            }
        }
    }
}
