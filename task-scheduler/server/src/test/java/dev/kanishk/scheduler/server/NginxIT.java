package dev.kanishk.scheduler.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.kanishk.scheduler.server.http.TestIdentity;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The configuration of nginx under {@code operations}, with a real nginx and two programs. */
class NginxIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Path CONFIGURATION = Path.of("operations", "nginx", "nginx.conf");
    private static final String TOKEN = "a-token-of-this-test";
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final Duration BETWEEN = Duration.ofMillis(20);
    private static final int FLOOD = 600;
    private static final int JOBS = 300;
    private static final int KILL_AFTER = 60;

    @TempDir Path folder;

    /** Two programs on one database, an nginx before them, and a client of it. */
    private static final class Front implements AutoCloseable {
        private final Path folder;
        private final EmbeddedPostgres database;
        private final List<Process> started = new ArrayList<>();
        private final List<Serving> nodes;
        private final HttpClient client;
        private final String url;

        Front(Path nginx, Path folder) throws Exception {
            this.folder = folder;
            database = Serving.database();
            Path tokens = Files.writeString(folder.resolve("tokens"), TOKEN + "\n");
            List<String> options = List.of("--auth", tokens.toString(), "--drain-delay", "PT2S");
            String store = Serving.url(database);
            nodes = List.of(Serving.start(store, options), Serving.start(store, options));
            nodes.forEach(node -> started.add(node.process()));
            TestIdentity identity = TestIdentity.make(folder, "server", "EC");
            client = HttpClient.newBuilder().sslContext(identity.client()).build();
            int port = Serving.freePort();
            url = "https://localhost:" + port;
            started.add(startNginx(nginx, configuration(port)));
            await().atMost(PATIENCE)
                    .ignoreExceptions()
                    .until(() -> get("/readyz").statusCode() == 200);
        }

        /** The file as it is, with the addresses, the name and the certificate of this test. */
        private Path configuration(int port) throws IOException {
            String text =
                    Files.readString(CONFIGURATION)
                            .replace("10.0.0.1:8091", authority(0))
                            .replace("10.0.0.2:8091", authority(1))
                            .replace("listen 443 ", "listen 127.0.0.1:" + port + " ")
                            .replace("jobs.example.com", "localhost")
                            .replace("tls/server", folder.resolve("server").toString())
                            .replace(
                                    "server_tokens off;",
                                    "server_tokens off;"
                                            + " client_body_temp_path body;"
                                            + " proxy_temp_path proxied;"
                                            + " fastcgi_temp_path f; uwsgi_temp_path u;"
                                            + " scgi_temp_path s;");
            assertThat(text).doesNotContain("10.0.0.").doesNotContain("example.com");
            return Files.writeString(folder.resolve("nginx.conf"), text);
        }

        private String authority(int node) {
            return URI.create(nodes.get(node).url()).getAuthority();
        }

        private Process startNginx(Path nginx, Path configuration) throws IOException {
            Files.createDirectories(folder.resolve("logs"));
            return new ProcessBuilder(
                            nginx.toString(),
                            "-p",
                            folder.toString(),
                            "-c",
                            configuration.toString(),
                            "-g",
                            "daemon off;")
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("nginx.log").toFile())
                    .start();
        }

        Process node(int number) {
            return nodes.get(number).process();
        }

        private HttpRequest.Builder request(String path) {
            return HttpRequest.newBuilder(URI.create(url + path))
                    .header("Authorization", "Bearer " + TOKEN);
        }

        HttpResponse<String> get(String path) throws IOException, InterruptedException {
            return client.send(request(path).build(), BodyHandlers.ofString());
        }

        HttpResponse<String> enqueue(int number) throws IOException, InterruptedException {
            String job = "{\"type\":\"later\",\"idempotencyKey\":\"%d\"}".formatted(number);
            return client.send(
                    request("/v1/jobs").POST(BodyPublishers.ofString(job)).build(),
                    BodyHandlers.ofString());
        }

        @Override
        public void close() throws IOException {
            client.close();
            for (Process process : started.reversed()) {
                process.destroyForcibly();
                process.onExit().join();
            }
            database.close();
        }
    }

    /** What is checked with a front, where there is an nginx. */
    @FunctionalInterface
    private interface Check {
        void of(Front front) throws Exception;
    }

    private void withFront(Check check) throws Exception {
        Optional<Path> nginx = InstalledProgram.find("nginx", "an nginx before two programs");
        if (nginx.isPresent()) {
            try (Front front = new Front(nginx.get(), folder)) {
                check.of(front);
            }
        }
    }

    @Test
    void encryptsLimitsAndKeepsFiguresToItself() throws Exception {
        withFront(front -> {
            HttpResponse<String> accepted = front.enqueue(0);
            assertThat(accepted.statusCode()).isEqualTo(202);
            assertThat(accepted.version()).isEqualTo(HttpClient.Version.HTTP_2);
            assertThat(accepted.headers().firstValue("Strict-Transport-Security")).isPresent();
            assertThat(front.get("/metrics").statusCode()).isEqualTo(404);

            List<HttpResponse<String>> answers = flood(front);
            List<HttpResponse<String>> refused =
                    answers.stream().filter(answer -> answer.statusCode() == 429).toList();
            assertThat(answers).allMatch(answer -> Set.of(200, 429).contains(answer.statusCode()));
            assertThat(refused).isNotEmpty().hasSizeLessThan(FLOOD - 100);
            HttpResponse<String> one = refused.getFirst();
            assertThat(one.headers().firstValue("Retry-After")).hasValue("1");
            assertThat(one.headers().firstValue("Content-Type"))
                    .hasValue("application/problem+json");
            assertThat(one.headers().firstValue("Strict-Transport-Security")).isPresent();
            assertThat(JSON.readTree(one.body()).path("status").asInt()).isEqualTo(429);
        });
    }

    private static List<HttpResponse<String>> flood(Front front) throws Exception {
        List<HttpResponse<String>> answers = new ArrayList<>();
        try (ExecutorService callers = Executors.newFixedThreadPool(16)) {
            List<Future<HttpResponse<String>>> calls = new ArrayList<>();
            IntStream.range(0, FLOOD)
                    .forEach(i -> calls.add(callers.submit(() -> front.get("/v1/jobs?limit=1"))));
            for (Future<HttpResponse<String>> call : calls) {
                answers.add(call.get());
            }
        }
        return answers;
    }

    @Test
    void losesNoAcknowledgedJobWhenOneOfTwoProgramsIsKilled() throws Exception {
        withFront(front -> {
            CountDownLatch some = new CountDownLatch(KILL_AFTER);
            Set<String> acknowledged = new HashSet<>();
            try (ExecutorService callers = Executors.newFixedThreadPool(8)) {
                List<Future<String>> calls = new ArrayList<>();
                for (int i = 0; i < JOBS; i++) {
                    int number = i;
                    calls.add(callers.submit(() -> acknowledged(front, number, some)));
                }
                some.await();
                front.node(0).destroyForcibly().waitFor();
                for (Future<String> call : calls) {
                    acknowledged.add(call.get());
                }
            }
            assertThat(acknowledged).hasSize(JOBS);
            JsonNode types = JSON.readTree(front.get("/v1/types").body()).path("items");
            assertThat(types.path(0).path("counts").path("ENQUEUED").asInt()).isEqualTo(JOBS);
        });
    }

    /** As callers do: until it is acknowledged, with the same key. */
    private static String acknowledged(Front front, int number, CountDownLatch done)
            throws IOException {
        HttpResponse<String> answer =
                await().atMost(PATIENCE)
                        .ignoreExceptions()
                        .until(() -> front.enqueue(number), a -> a.statusCode() / 100 == 2);
        done.countDown();
        return JSON.readTree(answer.body()).path("id").asText();
    }

    @Test
    void sendsNobodyToAProgramThatDrains() throws Exception {
        withFront(front -> {
            Process draining = front.node(0);
            draining.toHandle().destroy();
            await().atMost(PATIENCE)
                    .pollInterval(BETWEEN)
                    .until(() -> {
                        assertThat(front.get("/readyz").statusCode()).isEqualTo(200);
                        return !draining.isAlive();
                    });
            assertThat(draining.waitFor()).isZero();
            assertThat(front.enqueue(0).statusCode()).isEqualTo(202);
        });
    }
}
