package dev.kanishk.scheduler.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.ConnectException;
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
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a process says of itself while its database is gone, or stands still, and in a drain. */
class HealthIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final Duration BETWEEN = Duration.ofMillis(50);

    @TempDir Path folder;
    private final HttpClient client = HttpClient.newHttpClient();
    private final List<Serving> started = new ArrayList<>();

    @AfterEach
    void stop() {
        for (Serving serving : started) {
            serving.process().destroyForcibly();
            serving.process().onExit().join();
        }
        client.close();
    }

    private Serving serve(String store, String... options) throws IOException {
        Serving serving = Serving.start(store, List.of(options));
        started.add(serving);
        return serving;
    }

    private HttpResponse<String> get(Serving serving, String path)
            throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(serving.url() + path)).build();
        return client.send(request, BodyHandlers.ofString());
    }

    private int status(Serving serving, String path) throws IOException, InterruptedException {
        return get(serving, path).statusCode();
    }

    private int enqueue(Serving serving) throws IOException, InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(serving.url() + "/v1/jobs"))
                        .POST(BodyPublishers.ofString("{\"type\":\"later\"}"))
                        .build();
        return client.send(request, BodyHandlers.discarding()).statusCode();
    }

    private void awaitReady(Serving serving, boolean ready) {
        await().atMost(PATIENCE)
                .pollInterval(BETWEEN)
                .until(() -> status(serving, "/readyz") == (ready ? 200 : 503));
    }

    private EmbeddedPostgres database(int port) throws IOException {
        return EmbeddedPostgres.builder()
                .setDataDirectory(folder.resolve("data"))
                .setCleanDataDirectory(false)
                .setPort(port)
                .start();
    }

    @Test
    void isWellButNotReadyWhileItsDatabaseIsStopped() throws Exception {
        int port = Serving.freePort();
        Serving serving;
        try (EmbeddedPostgres database = database(port)) {
            serving = serve(Serving.url(database));
            assertThat(status(serving, "/readyz")).isEqualTo(200);
            assertThat(enqueue(serving)).isEqualTo(202);
        }
        awaitReady(serving, false);
        assertThat(get(serving, "/readyz").headers().firstValue("Retry-After")).isPresent();
        assertThat(status(serving, "/healthz")).isEqualTo(200);
        assertThat(enqueue(serving)).isEqualTo(503);
        try (EmbeddedPostgres database = database(port)) {
            assertThat(database.getPort()).isEqualTo(port);
            awaitReady(serving, true);
            assertThat(status(serving, "/healthz")).isEqualTo(200);
            assertThat(enqueue(serving)).isEqualTo(202);
            assertThat(waiting(serving)).isEqualTo(2);
        }
    }

    private int waiting(Serving serving) throws IOException, InterruptedException {
        JsonNode types = JSON.readTree(get(serving, "/v1/types").body()).path("items");
        return types.path(0).path("counts").path("ENQUEUED").asInt();
    }

    @Test
    void isWellButNotReadyWhileItsDatabaseStandsStill() throws Exception {
        try (EmbeddedPostgres database = database(Serving.freePort())) {
            Serving serving = serve(Serving.url(database));
            assertThat(status(serving, "/readyz")).isEqualTo(200);
            List<ProcessHandle> server = processes();
            try {
                signal("-STOP", server);
                awaitReady(serving, false);
                assertThat(status(serving, "/healthz")).isEqualTo(200);
            } finally {
                signal("-CONT", server);
            }
            awaitReady(serving, true);
            assertThat(enqueue(serving)).isEqualTo(202);
        }
    }

    private List<ProcessHandle> processes() throws IOException {
        Path file = folder.resolve("data").resolve("postmaster.pid");
        ProcessHandle server =
                ProcessHandle.of(Long.parseLong(Files.readAllLines(file).getFirst().strip()))
                        .orElseThrow();
        return Stream.concat(Stream.of(server), server.descendants()).toList();
    }

    private static void signal(String name, List<ProcessHandle> processes) throws Exception {
        List<String> command = new ArrayList<>(List.of("kill", name));
        processes.forEach(process -> command.add(Long.toString(process.pid())));
        assertThat(new ProcessBuilder(command).start().waitFor()).isZero();
    }

    @Test
    void saysThatItDrainsBeforeItStopsToListen() throws Exception {
        Serving serving =
                serve("jdbc:sqlite:" + folder.resolve("jobs.db"), "--drain-delay", "PT3S");
        serving.process().toHandle().destroy();
        awaitReady(serving, false);
        assertThat(get(serving, "/readyz").body()).contains("draining");
        assertThat(status(serving, "/healthz")).isEqualTo(200);
        assertThat(get(serving, "/metrics").body()).contains("\ntask_scheduler_draining 1\n");
        assertThat(enqueue(serving)).isEqualTo(202);
        assertThat(serving.process().waitFor()).isZero();
        assertThat(refuses(serving)).isTrue();
    }

    private boolean refuses(Serving serving) throws IOException, InterruptedException {
        try {
            get(serving, "/healthz");
            return false;
        } catch (ConnectException e) {
            return true;
        }
    }

    @Test
    void refusesADrainThatLastsTooLong() throws Exception {
        Process process = ProgramProcess.of(List.of("serve", "--drain-delay", "PT6M")).start();
        assertThat(process.waitFor()).isEqualTo(2);
        assertThat(process.errorReader().readAllAsString())
                .contains("--drain-delay 'PT6M' is not allowed: use PT0S to PT5M");
    }
}
