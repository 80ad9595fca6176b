package dev.kanishk.scheduler.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.embedded.RedisServer;

class ServeIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int JOBS = 500;
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    @TempDir Path folder;
    private final HttpClient client = HttpClient.newHttpClient();
    private final Set<String> delivered = ConcurrentHashMap.newKeySet();
    private final AtomicInteger arrived = new AtomicInteger();
    private final CountDownLatch mayAnswer = new CountDownLatch(1);
    private HttpServer receiver;
    private volatile int held = Integer.MAX_VALUE;

    @BeforeEach
    void receive() throws IOException {
        InetSocketAddress any = new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0);
        receiver = HttpServer.create(any, 0);
        receiver.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        receiver.createContext(
                "/",
                exchange -> {
                    if (arrived.incrementAndGet() > held) {
                        awaitUninterruptibly(mayAnswer);
                    }
                    delivered.add(exchange.getRequestHeaders().getFirst("webhook-id"));
                    exchange.sendResponseHeaders(204, -1);
                    exchange.close();
                });
        receiver.start();
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @AfterEach
    void close() {
        mayAnswer.countDown();
        receiver.stop(0);
        client.close();
    }

    @Test
    void losesNothingWhenItIsKilled() throws Exception {
        held = JOBS / 5;
        Set<String> accepted;
        Serving first = serve();
        try {
            accepted = enqueue(first);
            await().atMost(PATIENCE).until(() -> arrived.get() > held);
        } finally {
            first.process().destroyForcibly().waitFor();
        }
        mayAnswer.countDown();
        Serving second = serve();
        try {
            await().atMost(PATIENCE).until(() -> succeeded(second) == JOBS);
        } finally {
            second.process().destroyForcibly().waitFor();
        }
        assertThat(delivered).containsExactlyInAnyOrderElementsOf(accepted);
    }

    @Test
    void letsProcessesShareADatabaseAndTakeOverFromAKilledOne() throws Exception {
        held = JOBS / 5;
        Set<String> accepted;
        try (EmbeddedPostgres database = Serving.database()) {
            String store = Serving.url(database);
            assertExit(0, "", "migrate", "--store", store);
            Serving first = serve(store);
            Serving second = serve(store);
            try {
                accepted = enqueue(first);
                await().atMost(PATIENCE).until(() -> arrived.get() > held);
                first.process().destroyForcibly().waitFor();
                mayAnswer.countDown();
                await().atMost(PATIENCE).until(() -> succeeded(second) == JOBS);
            } finally {
                first.process().destroyForcibly().waitFor();
                second.process().destroy();
                assertThat(second.process().waitFor()).isZero();
            }
        }
        assertThat(delivered).containsExactlyInAnyOrderElementsOf(accepted);
    }

    @Test
    void losesNothingWhenTheRedisInFrontOfItsDatabaseGoes() throws Exception {
        held = JOBS / 5;
        RedisServer redis =
                RedisServer.newRedisServer().port(Serving.freePort()).setting("save \"\"").build();
        redis.start();
        Set<String> accepted = new HashSet<>();
        try (EmbeddedPostgres database = Serving.database()) {
            Serving served =
                    serve(
                            Serving.url(database),
                            "--redis",
                            "redis://127.0.0.1:" + redis.ports().getFirst());
            try {
                accepted.addAll(enqueue(served));
                await().atMost(PATIENCE).until(() -> arrived.get() > held);
                redis.stop();
                accepted.addAll(enqueue(served));
                mayAnswer.countDown();
                await().atMost(PATIENCE).until(() -> succeeded(served) == 2 * JOBS);
            } finally {
                served.process().destroy();
                assertThat(served.process().waitFor()).isZero();
            }
        } finally {
            redis.stop();
        }
        assertThat(delivered).containsExactlyInAnyOrderElementsOf(accepted);
    }

    @Test
    void drainsWhenItIsAskedToStop() throws Exception {
        held = 0;
        Set<String> accepted;
        Serving first = serve();
        try {
            accepted = enqueue(first);
            await().atMost(PATIENCE).until(() -> arrived.get() == 8);
            first.process().destroy();
            await().atMost(PATIENCE).until(() -> status(first, "/readyz") == 503);
            mayAnswer.countDown();
            assertThat(first.process().waitFor(1, TimeUnit.MINUTES)).isTrue();
            assertThat(first.process().exitValue()).isZero();
        } finally {
            first.process().destroyForcibly().waitFor();
        }
        assertThat(delivered).hasSize(8);
        Serving second = serve();
        try {
            await().atMost(PATIENCE).until(() -> succeeded(second) == JOBS);
        } finally {
            second.process().destroy();
            assertThat(second.process().waitFor()).isZero();
        }
        assertThat(delivered).containsExactlyInAnyOrderElementsOf(accepted);
        assertThat(arrived).hasValue(JOBS);
    }

    @Test
    void saysWhatIsWrong() throws Exception {
        assertExit(2, "Try 'task-scheduler", "serve", "--workers", "0");
        assertExit(2, "jdbc:sqlite:FILE or jdbc:postgresql:", "serve", "--store", "jdbc:oracle:db");
        assertExit(
                1,
                "TASK_SCHEDULER_WEBHOOK_SECRET is not set",
                "serve",
                "--store",
                "jdbc:postgresql://db/jobs");
        assertExit(2, "name a database with --store", "serve", "--redis", "redis://localhost");
        assertExit(
                2,
                "--redis is no address",
                "serve",
                "--redis",
                "localhost",
                "--store",
                "jdbc:postgresql://127.0.0.1:1/jobs");
        assertExit(2, "use PT1S to PT5M", "serve", "--report-age", "PT0S");
        assertExit(2, "of the same kind", "serve", "--replica", "jdbc:postgresql://db/jobs");
        assertExit(2, "10.0.0.0/8", "serve", "--webhook-allow", "10.0.0.0/99");
        assertExit(2, "use 1 or more", "serve", "--webhook-per-host", "0");
        assertExit(2, "serve, migrate, dlq, token or chaos");
        String none = "jdbc:sqlite:" + folder.resolve("none.db");
        assertExit(1, "there is no store", "dlq", "list", "--store", none);
        assertExit(0, "", "migrate", "--store", none);
        assertExit(0, "", "dlq", "list", "--store", none);
        String absent = "01990000-0000-7000-8000-000000000001";
        assertExit(1, "there is no job", "dlq", "discard", absent, "--store", none);
        assertExit(0, "", "--help");
    }

    private void assertExit(int status, String message, String... arguments) throws Exception {
        Process process = ProgramProcess.of(List.of(arguments)).start();
        String errors = process.errorReader().readAllAsString();
        assertThat(process.waitFor()).as(errors).isEqualTo(status);
        assertThat(errors).contains(message);
    }

    private Serving serve() throws IOException {
        return serve("jdbc:sqlite:" + folder.resolve("jobs.db"));
    }

    private static Serving serve(String store, String... more) throws IOException {
        List<String> arguments =
                new ArrayList<>(List.of("--workers", "8", "--webhook-per-host", "8"));
        arguments.addAll(List.of(more));
        return Serving.start(store, arguments);
    }

    private Set<String> enqueue(Serving served) throws IOException, InterruptedException {
        String job =
                "{\"type\":\"webhook\",\"payload\":{\"url\":\"http://127.0.0.1:"
                        + receiver.getAddress().getPort()
                        + "/\"}}";
        String body = "[" + String.join(",", Collections.nCopies(JOBS, job)) + "]";
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(served.url() + "/v1/jobs"))
                        .POST(BodyPublishers.ofString(body))
                        .build();
        JsonNode receipts = JSON.readTree(client.send(request, BodyHandlers.ofString()).body());
        Set<String> ids = new HashSet<>();
        receipts.forEach(receipt -> ids.add(receipt.path("id").asText()));
        assertThat(ids).hasSize(JOBS);
        return ids;
    }

    private int succeeded(Serving served) throws IOException, InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(served.url() + "/v1/types")).build();
        return JSON.readTree(client.send(request, BodyHandlers.ofString()).body())
                .path("items")
                .path(0)
                .path("counts")
                .path("SUCCEEDED")
                .asInt();
    }

    private int status(Serving served, String path) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(served.url() + path)).build();
        return client.send(request, BodyHandlers.discarding()).statusCode();
    }
}
