package dev.kanishk.scheduler.server.http;

import static dev.kanishk.scheduler.server.http.HttpApiTest.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.kanishk.scheduler.server.access.Admission;
import dev.kanishk.scheduler.server.access.Token;
import dev.kanishk.scheduler.server.access.Tokens;
import dev.kanishk.scheduler.server.http.TestServer.Answer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

class AccessTest {
    private static final String GOOD = "{\"type\":\"good\"}";
    private static final String BAD = "{\"type\":\"bad\"}";
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir Path folder;
    private final Map<String, String> tokens = new HashMap<>();
    private final ListAppender<ILoggingEvent> audit = new ListAppender<>();
    private TestServer server;

    @BeforeEach
    void start() throws IOException {
        List<String> lines = new ArrayList<>();
        lines.add(token("submitter", "submit", List.of()));
        lines.add(token("reader", "read", List.of()));
        lines.add(token("operator", "operate", List.of()));
        lines.add(token("admin", "admin", List.of()));
        lines.add(token("good-only", "submit,operate", List.of("good")));
        Tokens read = Tokens.read(Files.write(folder.resolve("tokens"), lines));
        server = TestServer.start(folder, HttpSettings.local().with(new Admission.Bearers(read)));
        audit.start();
        ((Logger) LoggerFactory.getLogger(AuditLog.NAME)).addAppender(audit);
    }

    private String token(String name, String roles, List<String> types) {
        String text = Token.generate();
        tokens.put(name, text);
        return Token.of(text, name, List.of(roles.split(",", -1)), types).line();
    }

    @AfterEach
    void stop() {
        ((Logger) LoggerFactory.getLogger(AuditLog.NAME)).detachAppender(audit);
        server.close();
    }

    private String secret(String name) {
        return tokens.getOrDefault(name, "none");
    }

    private String[] as(String name) {
        return new String[] {"Authorization", "Bearer " + secret(name)};
    }

    private JsonNode lastAudit() throws IOException {
        List<ILoggingEvent> lines = List.copyOf(audit.list);
        return JSON.readTree(lines.getLast().getFormattedMessage());
    }

    @Test
    void asksForATokenThatItKnows() throws Exception {
        assertProblem(server.get("/v1/jobs"), 401, "Bearer");
        assertThat(server.get("/v1/jobs").header("WWW-Authenticate")).isEqualTo("Bearer");
        assertThat(server.get("/v1/jobs", "Authorization", "Bearer wrong").status()).isEqualTo(401);
        assertThat(server.get("/v1/jobs", "Authorization", secret("reader")).status())
                .isEqualTo(401);
        assertThat(server.get("/nothing").status()).isEqualTo(401);
        assertThat(server.get("/metrics").status()).isEqualTo(401);
        for (String open : List.of("/healthz", "/readyz", "/openapi.json")) {
            assertThat(server.get(open).status()).as(open).isEqualTo(200);
        }
        assertThat(server.get("/v1/jobs", as("reader")).status()).isEqualTo(200);
    }

    @Test
    void letsEachRoleDoWhatItIsForAndNoMore() throws Exception {
        String id = server.post("/v1/jobs", BAD, as("submitter")).text("id");
        await().until(() ->
                server.get("/v1/jobs/" + id, as("reader")).text("state").equals("DEAD"));
        assertProblem(server.get("/v1/jobs", as("submitter")), 403, "role 'read'");
        assertProblem(server.post("/v1/jobs", GOOD, as("reader")), 403, "role 'submit'");
        assertProblem(server.post("/v1/jobs", GOOD, as("operator")), 403, "role 'submit'");
        String redrive = "/v1/dlq/" + id + "/redrive";
        assertProblem(server.post(redrive, "", as("reader")), 403, "role 'operate'");
        assertProblem(server.post(redrive, "", as("submitter")), 403, "role 'operate'");
        assertThat(server.get("/metrics", as("operator")).status()).isEqualTo(200);
        assertThat(server.post(redrive, "", as("operator")).status()).isEqualTo(200);
        assertThat(server.post("/v1/jobs", GOOD, as("admin")).status()).isEqualTo(202);
        assertThat(server.post("/v1/types/good/pause", "", as("admin")).status()).isEqualTo(200);
        assertThat(server.get("/v1/types", as("admin")).status()).isEqualTo(200);
    }

    @Test
    void keepsTheJobsOfOtherTypesFromANarrowedToken() throws Exception {
        String foreign = server.post("/v1/jobs", BAD, as("admin")).text("id");
        await().until(() ->
                server.get("/v1/jobs/" + foreign, as("admin")).text("state").equals("DEAD"));
        String[] narrowed = as("good-only");

        assertThat(server.post("/v1/jobs", GOOD, narrowed).status()).isEqualTo(202);
        Answer mixed = server.post("/v1/jobs", "[" + GOOD + "," + BAD + "]", narrowed);
        assertProblem(mixed, 403, "type 'bad'");
        assertThat(mixed.body().path("errors").path(0).path("pointer").asText())
                .isEqualTo("/1/type");
        assertProblem(server.get("/v1/jobs/" + foreign, narrowed), 404, "no job");
        assertProblem(server.get("/v1/jobs/" + foreign + "/audit", narrowed), 404, "no job");
        assertProblem(server.post("/v1/dlq/" + foreign + "/redrive", "", narrowed), 404, "no job");
        assertProblem(server.delete("/v1/dlq/" + foreign, narrowed), 404, "no job");
        assertProblem(server.delete("/v1/jobs/" + foreign, narrowed), 404, "no job");
        assertProblem(server.get("/v1/jobs", narrowed), 403, "name one of good");
        assertProblem(server.get("/v1/dlq?type=bad", narrowed), 403, "type 'bad'");
        assertProblem(server.post("/v1/dlq/redrive?type=bad", "", narrowed), 403, "type 'bad'");
        assertProblem(server.post("/v1/types/bad/pause", "", narrowed), 404, "no type");
        assertProblem(server.get("/metrics", narrowed), 403, "all types");
        JsonNode types = server.get("/v1/types", narrowed).body().path("items");
        assertThat(types).hasSize(1);
        assertThat(types.path(0).path("type").asText()).isEqualTo("good");
        assertThat(server.get("/v1/jobs?type=good", narrowed).body().path("items")).hasSize(1);
        assertThat(server.get("/v1/jobs/" + foreign, as("admin")).text("state")).isEqualTo("DEAD");
    }

    @Test
    void namesTheTokenInTheAuditOfTheJobsThatItChanged() throws Exception {
        String id = server.post("/v1/jobs", BAD, as("admin")).text("id");
        String path = "/v1/jobs/" + id;
        await().until(() -> server.get(path, as("admin")).text("state").equals("DEAD"));
        server.post("/v1/types/bad/pause", "", as("operator"));
        server.post("/v1/dlq/" + id + "/redrive", "", as("operator"));
        server.delete(path, as("admin"));

        Map<String, String> nodes = new HashMap<>();
        server.get(path + "/audit", as("reader"))
                .body()
                .path("items")
                .forEach(c -> nodes.put(c.path("cause").asText(), c.path("node").asText()));
        assertThat(nodes).containsEntry("REDRIVEN", "operator").containsEntry("CANCELLED", "admin");
        JsonNode line = lastAudit();
        assertThat(line.path("event").asText()).isEqualTo("done");
        assertThat(line.path("token").asText()).isEqualTo("admin");
        assertThat(line.path("method").asText()).isEqualTo("DELETE");
        assertThat(line.path("path").asText()).isEqualTo(path);
    }

    @Test
    void writesDownWhomItRefusedAndWhy() throws Exception {
        server.post("/v1/types/good/pause", "", as("reader"));
        JsonNode role = lastAudit();
        assertThat(role.path("event").asText()).isEqualTo("refused");
        assertThat(role.path("token").asText()).isEqualTo("reader");
        assertThat(role.path("roles").asText()).isEqualTo("[READ]");
        assertThat(role.path("method").asText()).isEqualTo("POST");
        assertThat(role.path("path").asText()).isEqualTo("/v1/types/good/pause");
        assertThat(role.path("status").asInt()).isEqualTo(403);
        assertThat(role.path("address").asText()).isEqualTo("127.0.0.1");
        assertThat(role.path("reason").asText()).contains("'operate'");
        assertThat(role.path("time").asText()).endsWith("Z");

        server.get("/v1/jobs?type=%22%0A", "Authorization", "Bearer secret-that-is-wrong");
        JsonNode unknown = lastAudit();
        assertThat(unknown.path("token").isNull()).isTrue();
        assertThat(unknown.path("status").asInt()).isEqualTo(401);
        assertThat(unknown.path("path").asText()).isEqualTo("/v1/jobs?type=%22%0A");
        assertThat(unknown.toString()).doesNotContain("secret-that-is-wrong");

        String foreign = server.post("/v1/jobs", BAD, as("admin")).text("id");
        server.get("/v1/jobs/" + foreign, as("good-only"));
        assertThat(lastAudit().path("reason").asText()).contains("'bad'");
        assertThat(server.get("/metrics", as("admin")).text())
                .contains("task_scheduler_http_denied_total 3\n");
    }

    @Test
    void isNotFloodedByThoseWhomItDoesNotKnow() throws Exception {
        int calls = 10 * AuditLog.MAX_UNKNOWN;
        long began = System.nanoTime();
        for (int i = 0; i < calls; i++) {
            server.get("/v1/jobs");
        }
        long seconds = 2 + (System.nanoTime() - began) / 1_000_000_000;
        assertThat(audit.list.size())
                .isBetween(AuditLog.MAX_UNKNOWN, (int) seconds * AuditLog.MAX_UNKNOWN);
        await().until(() -> {
            server.get("/v1/jobs");
            return List.copyOf(audit.list).stream()
                    .anyMatch(line -> line.getFormattedMessage().contains("refusalsNotWritten"));
        });
    }

    @Test
    void withoutTokensAnswersThisMachineAndNoPageFromElsewhere() throws Exception {
        try (TestServer open =
                TestServer.start(
                        Files.createDirectory(folder.resolve("open")), HttpSettings.local())) {
            assertThat(status(open, "localhost:1", "")).isEqualTo(200);
            assertThat(status(open, "127.0.0.1", "")).isEqualTo(200);
            assertThat(status(open, "[::1]:8091", "")).isEqualTo(200);
            assertThat(status(open, "evil.example:8091", "")).isEqualTo(403);
            assertThat(status(open, "127.0.0.1.evil.example", "")).isEqualTo(403);
            assertThat(status(open, "localhost", "Origin: http://localhost")).isEqualTo(200);
            assertThat(status(open, "localhost", "Origin: https://evil.example")).isEqualTo(403);
            assertThat(status(open, "localhost", "Origin: null")).isEqualTo(403);
            assertThat(status(open, "localhost", "Sec-Fetch-Site: cross-site")).isEqualTo(403);
            assertThat(status(open, "localhost", "Sec-Fetch-Site: same-site")).isEqualTo(403);
            assertThat(status(open, "localhost", "Sec-Fetch-Site: same-origin")).isEqualTo(200);
            assertThat(open.get("/v1/types").body().path("items")).isEmpty();
        }
        try (TestServer open =
                TestServer.start(
                        Files.createDirectory(folder.resolve("all")),
                        HttpSettings.local().with(new Admission.Everyone()))) {
            assertThat(status(open, "jobs.example", "")).isEqualTo(200);
            assertThat(status(open, "jobs.example", "Sec-Fetch-Site: cross-site")).isEqualTo(403);
        }
    }

    /** Asks with a host and a header that no client library would send. */
    private static int status(TestServer server, String host, String header) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.api().port())) {
            OutputStream out = socket.getOutputStream();
            String more = header.isEmpty() ? "" : header + "\r\n";
            String request =
                    "GET /v1/types HTTP/1.1\r\nHost: "
                            + host
                            + "\r\n"
                            + more
                            + "Connection: close\r\n\r\n";
            out.write(request.getBytes(StandardCharsets.US_ASCII));
            out.flush();
            String answer =
                    new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return Integer.parseInt(answer.split(" ", 3)[1]);
        }
    }
}
