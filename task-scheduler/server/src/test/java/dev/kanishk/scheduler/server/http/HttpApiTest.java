package dev.kanishk.scheduler.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.kanishk.scheduler.dispatch.PermanentFailureException;
import dev.kanishk.scheduler.dispatch.TaskScheduler;
import dev.kanishk.scheduler.store.SqliteStore;
import dev.kanishk.scheduler.store.StoreOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HttpApiTest {
    private static final ObjectMapper JSON =
            JsonMapper.builder()
                    .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                    .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
                    .build();
    private static final String TOKEN = "correct-horse-battery";
    private static final String UNKNOWN = "/v1/jobs/01990000-0000-7000-8000-000000000001";

    /** An answer. */
    record Answer(int status, String mediaType, JsonNode body) {
        String text(String field) {
            return body.path(field).asText();
        }
    }

    @TempDir Path folder;
    private SqliteStore store;
    private TaskScheduler scheduler;
    private HttpApi api;
    private final HttpClient client = HttpClient.newHttpClient();

    @BeforeEach
    void start() {
        StoreOptions limits = new StoreOptions(1_000, 5, Duration.ofDays(1));
        store = SqliteStore.open(folder.resolve("jobs.db"), limits, InstantSource.system());
        scheduler =
                TaskScheduler.on(store)
                        .handle("good", job -> {})
                        .handle(
                                "bad",
                                job -> {
                                    throw new PermanentFailureException("no use");
                                })
                        .start();
        api = start(Optional.empty());
    }

    private HttpApi start(Optional<BearerTokens> tokens) {
        return new HttpApi(store, scheduler, tokens, InetAddress.getLoopbackAddress(), 0);
    }

    @AfterEach
    void stop() {
        api.close();
        scheduler.close();
        store.close();
        client.close();
    }

    @Test
    void acceptsAJobAndTellsHowItWent() throws Exception {
        Answer accepted = post("/v1/jobs", "{\"type\":\"good\",\"payload\":{\"a\":[1,2.50]}}");
        assertThat(accepted.status()).isEqualTo(202);
        assertThat(accepted.text("state")).isEqualTo("ENQUEUED");

        String path = "/v1/jobs/" + accepted.text("id");
        await().until(() -> get(path).text("state").equals("SUCCEEDED"));
        Answer job = get(path);
        assertThat(job.body().path("payload")).hasToString("{\"a\":[1,2.50]}");
        JsonNode attempt = job.body().path("attempts").path(0);
        assertThat(attempt.path("worker").asText()).isEqualTo(scheduler.worker());
        assertThat(attempt.path("start").asText()).isNotEmpty();
        assertThat(attempt.path("end").asText()).isNotEmpty();
        assertThat(attempt.path("error").isNull()).isTrue();
        List<String> states = new ArrayList<>();
        get(path + "/audit").body().path("items").forEach(c -> states.add(c.path("to").asText()));
        assertThat(states).containsExactly("ENQUEUED", "RUNNING", "SUCCEEDED");
    }

    @Test
    void answersAKnownKeyWithTheFirstJob() throws Exception {
        String job = "{\"type\":\"good\",\"idempotencyKey\":\"order-7\"}";
        Answer first = post("/v1/jobs", job);
        Answer second = post("/v1/jobs", job);
        assertThat(first.status()).isEqualTo(202);
        assertThat(second.status()).isEqualTo(200);
        assertThat(second.text("id")).isEqualTo(first.text("id"));
    }

    @Test
    void answersAnArrayInItsOrder() throws Exception {
        String far = "\"runAt\":\"2126-11-23T12:00:00+02:00\"";
        Answer answer = post("/v1/jobs", "[{\"type\":\"good\"},{\"type\":\"good\"," + far + "}]");
        assertThat(answer.status()).isEqualTo(202);
        assertThat(answer.body().path(0).path("state").asText()).isEqualTo("ENQUEUED");
        assertThat(answer.body().path(1).path("state").asText()).isEqualTo("SCHEDULED");
        Answer later = get("/v1/jobs/" + answer.body().path(1).path("id").asText());
        assertThat(later.text("runAt")).isEqualTo("2126-11-23T10:00:00Z");
    }

    @Test
    void acceptsNoJobOfAnArrayWithABadOne() throws Exception {
        Answer answer =
                post("/v1/jobs", "[{\"type\":\"good\"},{\"type\":\"good\",\"priority\":10}]");
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.text("detail")).contains("[1]", "priority '10'", "0 to 9");
        assertThat(get("/v1/jobs").body().path("items")).isEmpty();
    }

    @Test
    void listsPageByPage() throws Exception {
        String one = "{\"type\":\"parked\"}";
        post("/v1/jobs", "[" + String.join(",", Collections.nCopies(7, one)) + "]");
        List<String> ids = new ArrayList<>();
        String next = "";
        int pages = 0;
        do {
            Answer page = get("/v1/jobs?type=parked&state=ENQUEUED&limit=3&after=" + next);
            page.body().path("items").forEach(job -> ids.add(job.path("id").asText()));
            next = page.text("next");
            pages++;
        } while (!next.isEmpty());
        assertThat(pages).isEqualTo(3);
        assertThat(ids).hasSize(7).doesNotHaveDuplicates().isSorted();
    }

    @Test
    void looksAfterDeadJobs() throws Exception {
        String id = post("/v1/jobs", "{\"type\":\"bad\"}").text("id");
        await().until(() -> get("/v1/jobs/" + id).text("state").equals("DEAD"));
        JsonNode dead = get("/v1/dlq?type=bad").body().path("items").path(0);
        assertThat(dead.path("id").asText()).isEqualTo(id);
        assertThat(dead.path("error").asText()).contains("no use");
        assertThat(get("/v1/dlq?type=good").body().path("items")).isEmpty();

        assertThat(post("/v1/dlq/" + id + "/redrive", "").status()).isEqualTo(200);
        await().until(() -> get("/v1/jobs/" + id).body().path("attempts").size() == 2);
        await().until(() -> get("/v1/jobs/" + id).text("state").equals("DEAD"));
        assertThat(post("/v1/dlq/redrive?type=bad", "").body().path("redriven").asInt()).isOne();
        assertThat(post("/v1/dlq/redrive", "").status()).isEqualTo(400);
    }

    @Test
    void pausesAndResumesAType() throws Exception {
        post("/v1/jobs", "{\"type\":\"good\"}");
        assertThat(post("/v1/types/good/pause", "").status()).isEqualTo(200);
        String id = post("/v1/jobs", "{\"type\":\"good\"}").text("id");
        JsonNode type = get("/v1/types").body().path("items").path(0);
        assertThat(type.path("paused").asBoolean()).isTrue();
        assertThat(type.path("circuit").asText()).isEqualTo("CLOSED");
        assertThat(get("/v1/jobs/" + id).text("state")).isEqualTo("ENQUEUED");

        post("/v1/types/good/resume", "");
        await().until(() -> get("/v1/jobs/" + id).text("state").equals("SUCCEEDED"));
        assertThat(post("/v1/types/none/pause", "").status()).isEqualTo(404);
    }

    @Test
    void cancelsWhatIsNotOver() throws Exception {
        String id = post("/v1/jobs", "{\"type\":\"parked\"}").text("id");
        Answer cancelled = send("DELETE", "/v1/jobs/" + id, "", "");
        assertThat(cancelled.status()).isEqualTo(200);
        assertThat(cancelled.text("state")).isEqualTo("CANCELLED");
        assertThat(send("DELETE", "/v1/jobs/" + id, "", "").status()).isEqualTo(409);
        assertThat(send("DELETE", UNKNOWN, "", "").status()).isEqualTo(404);
    }

    @Test
    void saysWhatIsWrongAsAProblem() throws Exception {
        assertProblem(post("/v1/jobs", ""), 400, "empty");
        assertProblem(post("/v1/jobs", "{\"type\":"), 400, "no JSON");
        assertProblem(post("/v1/jobs", "{\"type\":\"a\",\"type\":\"b\"}"), 400, "uplicate");
        assertProblem(post("/v1/jobs", "{\"type\":\"a\"} x"), 400, "no JSON");
        assertProblem(post("/v1/jobs", "[]"), 400, "0 jobs");
        assertProblem(post("/v1/jobs", "7"), 400, "object");
        assertProblem(post("/v1/jobs", "{}"), 400, "type is missing");
        assertProblem(post("/v1/jobs", "{\"type\":7}"), 400, "type '7'");
        assertProblem(post("/v1/jobs", "{\"type\":\"a\",\"run_at\":1}"), 400, "'run_at'");
        assertProblem(post("/v1/jobs", "{\"type\":\"a\",\"maxAttempts\":6}"), 400, "1 to 5");
        assertProblem(post("/v1/jobs", "{\"type\":\"a\",\"priority\":1.5}"), 400, "'1.5'");
        assertProblem(post("/v1/jobs", "{\"type\":\"a\",\"timeout\":\"30\"}"), 400, "PT30S");
        assertProblem(get("/v1/jobs?limit=501"), 400, "1 to 500");
        assertProblem(get("/v1/jobs?state=LOST"), 400, "SCHEDULED");
        assertProblem(get("/v1/jobs?after=x"), 400, "cursor");
        assertProblem(get(UNKNOWN), 404, "no job");
        assertProblem(get("/v1/jobs/x"), 404, "no job 'x'");
        assertProblem(get("/v2"), 404, "GET /v2");
    }

    @Test
    void refusesMoreThanMayWait() throws Exception {
        String one = "{\"type\":\"parked\"}";
        String full = "[" + String.join(",", Collections.nCopies(1_000, one)) + "]";
        assertThat(post("/v1/jobs", full).status()).isEqualTo(202);
        assertProblem(post("/v1/jobs", one), 429, "1000");
        assertThat(get("/v1/types").body().path("items").path(0).path("counts").path("ENQUEUED"))
                .hasToString("1000");
    }

    @Test
    void asksForATokenIfItHasSome() throws Exception {
        Path file = Files.writeString(folder.resolve("tokens"), "# operators\n" + TOKEN + "\n");
        HttpApi open = api;
        api = start(Optional.of(BearerTokens.read(file)));
        open.close();
        assertProblem(get("/v1/jobs"), 401, "Bearer");
        assertThat(send("GET", "/v1/jobs", "", "Bearer wrong").status()).isEqualTo(401);
        assertThat(send("GET", "/v1/jobs", "", TOKEN).status()).isEqualTo(401);
        assertThat(send("GET", "/v1/jobs", "", "bearer " + TOKEN).status()).isEqualTo(200);
        assertThat(get("/healthz").status()).isEqualTo(200);

        Files.writeString(file, "short\n");
        assertThatThrownBy(() -> BearerTokens.read(file)).hasMessageContaining("16 characters");
        Files.writeString(file, "\n");
        assertThatThrownBy(() -> BearerTokens.read(file)).hasMessageContaining("no token");
    }

    @Test
    void tellsItsHealthAndFigures() throws Exception {
        post("/v1/jobs", "{\"type\":\"good\"}");
        assertThat(get("/readyz").text("status")).isEqualTo("ready");
        await().until(() -> metrics().contains("task_scheduler_attempts_succeeded_total 1\n"));
        assertThat(metrics())
                .contains("task_scheduler_jobs{type=\"good\",state=\"succeeded\"} 1\n")
                .contains("task_scheduler_circuit_open{type=\"good\"} 0\n")
                .contains("# TYPE task_scheduler_attempts_started_total counter\n");
        api.drain();
        assertProblem(get("/readyz"), 503, "draining");
        assertThat(get("/healthz").status()).isEqualTo(200);
    }

    private static void assertProblem(Answer answer, int status, String detail) {
        assertThat(answer.status()).as(answer.toString()).isEqualTo(status);
        assertThat(answer.mediaType()).isEqualTo("application/problem+json");
        assertThat(answer.body().path("status").asInt()).isEqualTo(status);
        assertThat(answer.text("detail")).contains(detail);
    }

    private Answer get(String path) throws IOException, InterruptedException {
        return send("GET", path, "", "");
    }

    private Answer post(String path, String body) throws IOException, InterruptedException {
        return send("POST", path, body, "");
    }

    private Answer send(String method, String path, String body, String authorization)
            throws IOException, InterruptedException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(uri(path)).method(method, BodyPublishers.ofString(body));
        if (!authorization.isEmpty()) {
            request.header("Authorization", authorization);
        }
        HttpResponse<String> answer = client.send(request.build(), BodyHandlers.ofString());
        return new Answer(
                answer.statusCode(),
                answer.headers().firstValue("Content-Type").orElse(""),
                JSON.readTree(answer.body()));
    }

    private String metrics() throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(uri("/metrics")).build();
        return client.send(request, BodyHandlers.ofString()).body();
    }

    private URI uri(String path) {
        return URI.create("http://127.0.0.1:" + api.port() + path);
    }
}
