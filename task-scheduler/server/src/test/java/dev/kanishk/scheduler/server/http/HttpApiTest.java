package dev.kanishk.scheduler.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.kanishk.scheduler.server.http.TestServer.Answer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HttpApiTest {
    private static final String UNKNOWN = "/v1/jobs/" + TestServer.UNKNOWN;

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
        assertThat(attempt.path("worker").asText()).isEqualTo(server.scheduler().worker());
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
        Answer cancelled = server.delete("/v1/jobs/" + id);
        assertThat(cancelled.status()).isEqualTo(200);
        assertThat(cancelled.text("state")).isEqualTo("CANCELLED");
        assertThat(server.delete("/v1/jobs/" + id).status()).isEqualTo(409);
        assertThat(server.delete(UNKNOWN).status()).isEqualTo(404);
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
        assertProblem(get("/v1/jobs?after=" + TestServer.UNKNOWN), 400, "no job that is kept");
        assertProblem(get("/v1/jobs?status=DEAD"), 400, "[after, limit, state, type]");
        assertProblem(get("/v1/jobs?type=a&type=b"), 400, "2 times");
        assertProblem(get("/v1/types?type=a"), 400, "leave it out");
        assertProblem(get(UNKNOWN), 404, "no job");
        assertProblem(get("/v1/jobs/x"), 404, "no job 'x'");
        assertProblem(get("/v2"), 404, "GET /v2");
        Answer wrongMethod = server.send("PUT", "/v1/jobs", "{}");
        assertProblem(wrongMethod, 405, "POST, GET");
        assertThat(wrongMethod.header("Allow")).isEqualTo("POST, GET");
    }

    @Test
    void namesEachFieldThatIsWrong() throws Exception {
        Answer answer =
                post(
                        "/v1/jobs",
                        "[{\"type\":\"good\"},{\"type\":\"!\",\"priority\":10,\"x\":1},"
                                + "{\"tags\":7}]");
        assertProblem(answer, 400, "[1]: field 'x'");
        List<String> pointers = new ArrayList<>();
        answer.body()
                .path("errors")
                .forEach(error -> {
                    assertThat(error.path("in").asText()).isEqualTo("body");
                    assertThat(error.path("pointer").asText())
                            .endsWith("/" + error.path("field").asText());
                    pointers.add(error.path("pointer").asText());
                });
        assertThat(pointers)
                .containsExactly("/1/x", "/1/type", "/1/priority", "/2/type", "/2/tags");

        JsonNode one = post("/v1/jobs", "{\"type\":\"good\",\"timeout\":\"1h\"}").body();
        assertThat(one.path("errors").path(0).path("pointer").asText()).isEqualTo("/timeout");
        JsonNode query = get("/v1/jobs?limit=0").body().path("errors").path(0);
        assertThat(query.path("in").asText()).isEqualTo("query");
        assertThat(query.path("field").asText()).isEqualTo("limit");
        JsonNode after = post("/v1/jobs", waitingFor(TestServer.UNKNOWN)).body();
        assertThat(after.path("errors").path(0).path("field").asText()).isEqualTo("after");
    }

    private static String waitingFor(String id) {
        return "{\"type\":\"good\",\"after\":[\"" + id + "\"]}";
    }

    @Test
    void tellsNoMoreFaultsThanSomebodyReads() throws Exception {
        Answer answer = post("/v1/jobs", TestServer.times(1_000, "{\"priority\":-1}"));
        assertProblem(answer, 400, "[0]: type is missing");
        assertThat(answer.text("detail")).endsWith("(and 1999 more faults)");
        assertThat(answer.body().path("errors")).hasSize(JobReader.MAX_FAULTS);
    }

    @Test
    void refusesMoreThanMayWait() throws Exception {
        String one = "{\"type\":\"parked\"}";
        String full = "[" + String.join(",", Collections.nCopies(1_000, one)) + "]";
        assertThat(post("/v1/jobs", full).status()).isEqualTo(202);
        Answer refused = post("/v1/jobs", one);
        assertProblem(refused, 429, "1000");
        assertThat(refused.text("limit")).isEqualTo("backlog");
        assertThat(refused.header("Retry-After")).matches("[1-3]");
        assertThat(metrics()).contains("task_scheduler_http_refused_total{limit=\"backlog\"} 1\n");
        assertThat(get("/v1/types").body().path("items").path(0).path("counts").path("ENQUEUED"))
                .hasToString("1000");
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
        server.api().drain();
        assertProblem(get("/readyz"), 503, "draining");
        assertThat(get("/healthz").status()).isEqualTo(200);
    }

    static void assertProblem(Answer answer, int status, String detail) {
        assertThat(answer.status()).as(answer.toString()).isEqualTo(status);
        assertThat(answer.mediaType()).isEqualTo(Json.PROBLEM);
        assertThat(answer.body().path("status").asInt()).isEqualTo(status);
        assertThat(answer.text("detail")).contains(detail);
    }

    private Answer get(String path) throws IOException, InterruptedException {
        return server.get(path);
    }

    private Answer post(String path, String body) throws IOException, InterruptedException {
        return server.post(path, body);
    }

    private String metrics() throws IOException, InterruptedException {
        return server.get("/metrics").text();
    }
}
