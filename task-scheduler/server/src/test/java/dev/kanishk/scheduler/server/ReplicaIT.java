package dev.kanishk.scheduler.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reports from a streaming replica, while its primary takes no writes and when it is gone. */
class ReplicaIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    @TempDir Path folder;

    private EmbeddedPostgres start(String name, int port) throws IOException {
        return EmbeddedPostgres.builder()
                .setDataDirectory(folder.resolve(name))
                .setCleanDataDirectory(false)
                .setPort(port)
                .start();
    }

    /** A replica begins as a copy of a primary that is not running. */
    private void copy(int primaryPort) throws IOException {
        try (Stream<Path> files = Files.walk(folder.resolve("primary"))) {
            for (Path file : files.toList()) {
                Path target =
                        folder.resolve("replica")
                                .resolve(folder.resolve("primary").relativize(file));
                Files.copy(file, target, StandardCopyOption.COPY_ATTRIBUTES);
            }
        }
        Path replica = folder.resolve("replica");
        Files.createFile(replica.resolve("standby.signal"));
        Files.writeString(
                replica.resolve("postgresql.auto.conf"),
                "primary_conninfo = 'host=127.0.0.1 port=%d user=postgres password=postgres'\n"
                        .formatted(primaryPort));
    }

    private static void execute(EmbeddedPostgres database, String... statements)
            throws SQLException {
        try (Connection connection = database.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    @Test
    void showsReportsWhileThePrimaryTakesNoWritesAndWhenItIsGone() throws Exception {
        int port = Serving.freePort();
        start("primary", port).close();
        copy(port);
        EmbeddedPostgres primary = start("primary", port);
        try (EmbeddedPostgres replica = start("replica", Serving.freePort())) {
            Serving serving =
                    Serving.start(Serving.url(primary), List.of("--replica", Serving.url(replica)));
            try (HttpClient client = HttpClient.newHttpClient()) {
                Api api = new Api(serving, client);
                assertThat(api.enqueue()).isEqualTo(202);
                await().atMost(PATIENCE).until(() -> api.waiting() == 1);
                assertThat(api.report().path("source").asText()).isEqualTo("replica");
                await().atMost(PATIENCE).until(() -> api.report().path("writable").asBoolean());

                String readOnly = "ALTER SYSTEM SET default_transaction_read_only TO ";
                String reload = "SELECT pg_reload_conf()";
                execute(primary, readOnly + "on", reload);
                await().atMost(PATIENCE).until(() -> !api.report().path("writable").asBoolean());
                assertThat(api.enqueue()).isEqualTo(503);
                assertThat(api.waiting()).isEqualTo(1);
                execute(primary, "SET default_transaction_read_only TO off", readOnly + "off");
                execute(primary, reload);
                await().atMost(PATIENCE).until(() -> api.report().path("writable").asBoolean());
                assertThat(api.enqueue()).isEqualTo(202);
                await().atMost(PATIENCE).until(() -> api.waiting() == 2);

                primary.close();
                await().atMost(PATIENCE).until(() -> !api.report().path("writable").asBoolean());
                assertThat(api.enqueue()).isEqualTo(503);
                Instant lastBeat = Instant.parse(api.report().path("lastBeat").asText());
                await().atMost(PATIENCE)
                        .until(() ->
                                Instant.parse(api.report().path("asOf").asText())
                                        .isAfter(lastBeat.plusSeconds(5)));
                assertThat(api.waiting()).isEqualTo(2);
                assertThat(api.get("/v1/reports/activity").path("items")).hasSize(60);
            } finally {
                serving.process().destroyForcibly().waitFor();
            }
        } finally {
            primary.close();
        }
    }

    /** What is asked of the program. */
    private record Api(Serving serving, HttpClient client) {
        JsonNode get(String path) throws IOException, InterruptedException {
            HttpRequest request = HttpRequest.newBuilder(URI.create(serving.url() + path)).build();
            return JSON.readTree(client.send(request, BodyHandlers.ofString()).body());
        }

        JsonNode report() throws IOException, InterruptedException {
            return get("/v1/reports/types");
        }

        int waiting() throws IOException, InterruptedException {
            return report().at("/items/0/counts/ENQUEUED").asInt();
        }

        int enqueue() throws IOException, InterruptedException {
            HttpRequest request =
                    HttpRequest.newBuilder(URI.create(serving.url() + "/v1/jobs"))
                            .POST(BodyPublishers.ofString("{\"type\":\"later\"}"))
                            .build();
            return client.send(request, BodyHandlers.discarding()).statusCode();
        }
    }
}
