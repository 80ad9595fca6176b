package dev.kanishk.scheduler.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import dev.kanishk.scheduler.dispatch.TaskScheduler;
import dev.kanishk.scheduler.server.report.Reports;
import dev.kanishk.scheduler.store.ReportSource;
import dev.kanishk.scheduler.store.SqliteStore;
import dev.kanishk.scheduler.webhook.Cidr;
import dev.kanishk.scheduler.webhook.TargetRules;
import dev.kanishk.scheduler.webhook.WebhookHandler;
import dev.kanishk.scheduler.webhook.WebhookKeys;
import dev.kanishk.scheduler.webhook.WebhookLanes;
import dev.kanishk.scheduler.webhook.WebhookSecret;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two nodes with one store, and an endpoint that is gone for some time. */
class TargetRoutesTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");

    /** A process, but for the process. */
    private final class Node implements AutoCloseable {
        private final SqliteStore store = SqliteStore.open(folder.resolve("jobs.db"));
        private final WebhookHandler handler =
                new WebhookHandler(
                        WebhookKeys.of(WebhookSecret.generate()),
                        new TargetRules(List.of(new Cidr(LOOPBACK, 32))),
                        InstantSource.system());
        private final TaskScheduler scheduler;
        private final Reports reports =
                new Reports(ReportSource.sqlite(folder.resolve("jobs.db")), false, Reports.MAX_AGE);
        private final HttpApi api;

        Node(boolean works) {
            TaskScheduler.Builder builder =
                    TaskScheduler.on(store).intercept(new WebhookLanes("webhook"));
            if (works) {
                builder.handle("webhook", WebhookHandler.policy(8), handler);
            }
            scheduler = builder.start();
            api = new HttpApi(store, scheduler, reports, HttpSettings.local());
        }

        JsonNode get(String path) throws IOException, InterruptedException {
            return call(HttpRequest.newBuilder(uri(path)).build(), 200);
        }

        JsonNode post(String path, String body, int status)
                throws IOException, InterruptedException {
            return call(
                    HttpRequest.newBuilder(uri(path)).POST(BodyPublishers.ofString(body)).build(),
                    status);
        }

        private URI uri(String path) {
            return URI.create("http://127.0.0.1:" + api.port() + path);
        }

        private JsonNode call(HttpRequest request, int status)
                throws IOException, InterruptedException {
            HttpResponse<String> response = client.send(request, BodyHandlers.ofString());
            assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
            return JSON.readTree(response.body());
        }

        @Override
        public void close() {
            api.close();
            reports.close();
            scheduler.close();
            handler.close();
            store.close();
        }
    }

    @TempDir Path folder;
    private final HttpClient client = HttpClient.newHttpClient();
    private final AtomicInteger calls = new AtomicInteger();
    private HttpServer receiver;
    private volatile int status = 410;

    @BeforeEach
    void receive() throws IOException {
        receiver = HttpServer.create(new InetSocketAddress(LOOPBACK, 0), 0);
        receiver.createContext(
                "/",
                exchange -> {
                    calls.incrementAndGet();
                    exchange.sendResponseHeaders(status, -1);
                    exchange.close();
                });
        receiver.start();
    }

    @AfterEach
    void stop() {
        receiver.stop(0);
        client.close();
    }

    @Test
    void enablesAnEndpointThatWasGoneFromAnyNode() throws Exception {
        String endpoint = "http://127.0.0.1:" + receiver.getAddress().getPort() + "/hook";
        String job = "{\"type\":\"webhook\",\"payload\":{\"url\":\"" + endpoint + "?a=b\"}}";
        try (Node worker = new Node(true);
                Node other = new Node(false)) {
            awaitState(worker, worker.post("/v1/jobs", job, 202), "DEAD");
            await().until(() -> other.get("/v1/targets").path("items").size() == 1);
            JsonNode target = other.get("/v1/targets").path("items").path(0);
            assertThat(target.path("target").asText()).isEqualTo(endpoint);
            assertThat(target.path("state").asText()).isEqualTo("DISABLED");

            JsonNode second = worker.post("/v1/jobs", job, 202);
            awaitState(worker, second, "DEAD");
            assertThat(worker.get("/v1/jobs/" + id(second)).path("error").asText())
                    .contains("endpoint '" + endpoint + "' is disabled since it answered 410");
            assertThat(calls).hasValue(1);

            status = 204;
            String named = URLEncoder.encode(endpoint, StandardCharsets.UTF_8);
            other.post("/v1/targets/enable?target=" + named, "", 200);
            await().until(() -> worker.get("/v1/targets").path("items").isEmpty());
            worker.post("/v1/dlq/redrive?type=webhook", "", 200);
            awaitState(worker, second, "SUCCEEDED");
            assertThat(calls).hasValue(3);

            other.post("/v1/targets/disable?target=" + named, "", 200);
            await().until(() -> worker.get("/v1/targets").path("items").size() == 1);
            other.post("/v1/targets/enable?target=unknown", "", 404);
            other.post("/v1/targets/enable", "", 400);
            other.post("/v1/targets/disable?target=" + "x".repeat(201), "", 400);
        }
    }

    @Test
    void refusesToDisableMoreThanAThousandTargets() throws Exception {
        try (Node node = new Node(false)) {
            for (int target = 0; target < 1_000; target++) {
                assertThat(node.scheduler.disable("target-" + target)).isTrue();
            }
            await().until(() -> node.scheduler.disabled().size() == 1_000);
            node.post("/v1/targets/disable?target=another", "", 409);
        }
    }

    private static String id(JsonNode receipt) {
        return receipt.path("id").asText();
    }

    private static void awaitState(Node node, JsonNode receipt, String state) {
        await().until(() ->
                node.get("/v1/jobs/" + id(receipt)).path("state").asText().equals(state));
    }
}
