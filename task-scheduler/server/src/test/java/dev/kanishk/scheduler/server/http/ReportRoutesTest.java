package dev.kanishk.scheduler.server.http;

import static dev.kanishk.scheduler.server.http.HttpApiTest.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.kanishk.scheduler.job.JobState;
import dev.kanishk.scheduler.server.access.Admission;
import dev.kanishk.scheduler.server.access.Token;
import dev.kanishk.scheduler.server.access.Tokens;
import dev.kanishk.scheduler.server.http.TestServer.Answer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportRoutesTest {
    private static final String ALL = "a-token-for-all-types";
    private static final String GOOD = "a-token-for-good-jobs";

    @TempDir Path folder;

    private static long sum(Answer activity, String field) {
        long sum = 0;
        for (JsonNode part : activity.body().path("items")) {
            sum += part.path(field).asLong();
        }
        return sum;
    }

    @Test
    void tellsHowTypesStandAndHowOldThatMayBe() throws Exception {
        try (TestServer server = TestServer.start(folder, HttpSettings.local())) {
            server.post("/v1/jobs", TestServer.times(3, "{\"type\":\"parked\"}"));
            await().until(() -> !server.get("/v1/reports/types").body().path("items").isEmpty());
            Answer told = server.get("/v1/reports/types");
            assertThat(told.text("source")).isEqualTo("store");
            assertThat(told.text("maxAge")).isEqualTo("PT1S");
            assertThat(told.body().path("writable").asBoolean()).isTrue();
            assertThat(Duration.between(Instant.parse(told.text("asOf")), Instant.now()))
                    .isLessThan(Duration.ofMinutes(1));
            assertThat(Instant.parse(told.text("lastBeat")))
                    .isAfter(Instant.now().minus(Duration.ofMinutes(1)));
            JsonNode type = told.body().path("items").path(0);
            assertThat(type.path("type").asText()).isEqualTo("parked");
            assertThat(type.at("/counts/ENQUEUED").asInt()).isEqualTo(3);
            assertThat(Instant.parse(type.path("oldestDue").asText()))
                    .isBefore(Instant.now().plusSeconds(1));
        }
    }

    @Test
    void givesOutNothingThatWasReadLongerAgoThanItSays() throws Exception {
        try (TestServer server = TestServer.start(folder, HttpSettings.local())) {
            for (int i = 0; i < 300; i++) {
                Answer told = server.get("/v1/reports/types");
                assertThat(Duration.between(Instant.parse(told.text("asOf")), Instant.now()))
                        .isLessThan(Duration.ofSeconds(2));
            }
        }
    }

    @Test
    void tellsWhatWasDoneAndWhatFailed() throws Exception {
        try (TestServer server = TestServer.start(folder, HttpSettings.local())) {
            server.post("/v1/jobs", TestServer.times(20, "{\"type\":\"good\"}"));
            server.post("/v1/jobs", TestServer.times(2, "{\"type\":\"bad\"}"));
            String path = "/v1/reports/activity?range=PT5M&buckets=30";
            await().until(() -> sum(server.get(path), "succeeded") == 20);
            await().until(() -> sum(server.get(path), "dead") == 2);
            Answer told = server.get(path);
            assertThat(told.body().path("items")).hasSize(30);
            assertThat(told.text("step")).isEqualTo("PT10S");
            assertThat(sum(told, "accepted")).isEqualTo(22);
            await().until(() ->
                    server.get("/v1/reports/errors?type=bad").body().at("/items/0/count").asInt()
                            == 2);
            JsonNode error = server.get("/v1/reports/errors").body().path("items").path(0);
            assertThat(error.path("error").asText()).contains("no use");
            UUID example = UUID.fromString(error.path("example").asText());
            assertThat(server.store().find(example).orElseThrow().state()).isEqualTo(JobState.DEAD);
        }
    }

    @Test
    void saysWhatIsWrongWithARange() throws Exception {
        try (TestServer server = TestServer.start(folder, HttpSettings.local())) {
            String path = "/v1/reports/activity?";
            assertProblem(server.get(path + "range=PT1S"), 400, "use PT1M to PT168H");
            assertProblem(server.get(path + "range=soon"), 400, "ISO 8601");
            assertProblem(server.get(path + "buckets=241"), 400, "use 1 to 240");
            assertProblem(server.get(path + "range=PT1M&buckets=61"), 400, "use 1 to 60");
            assertProblem(server.get(path + "buckets=x"), 400, "use 1 to 240");
        }
    }

    @Test
    void tellsATokenOfItsTypesOnly() throws Exception {
        Path file =
                Files.write(
                        folder.resolve("tokens"),
                        List.of(
                                Token.of(ALL, "all", List.of("admin"), List.of()).line(),
                                Token.of(GOOD, "good", List.of("read"), List.of("good")).line()));
        HttpSettings settings = HttpSettings.local().with(new Admission.Bearers(Tokens.read(file)));
        try (TestServer server = TestServer.start(folder, settings)) {
            for (String type : List.of("good", "parked")) {
                String job = "{\"type\":\"" + type + "\"}";
                assertThat(server.post("/v1/jobs", job, "Authorization", "Bearer " + ALL).status())
                        .isEqualTo(202);
            }
            await().until(() -> as(server, ALL, "types").body().path("items").size() == 2);
            assertThat(as(server, GOOD, "types").body().path("items")).hasSize(1);
            assertThat(as(server, GOOD, "activity").status()).isEqualTo(403);
            assertThat(as(server, GOOD, "activity?type=good").status()).isEqualTo(200);
            assertThat(as(server, GOOD, "errors?type=parked").status()).isEqualTo(403);
            assertThat(server.get("/v1/reports/types").status()).isEqualTo(401);
        }
    }

    private static Answer as(TestServer server, String token, String report) throws Exception {
        return server.get("/v1/reports/" + report, "Authorization", "Bearer " + token);
    }

    @Test
    void redrivesThoseThatDiedInARangeOfTime() throws Exception {
        try (TestServer server = TestServer.start(folder, HttpSettings.local())) {
            server.post("/v1/jobs", TestServer.times(3, "{\"type\":\"bad\"}"));
            await().until(() -> server.get("/v1/dlq").body().path("items").size() == 3);
            String path = "/v1/dlq/redrive?type=bad&";
            Answer none = server.post(path + "until=2020-01-01T00:00:00Z", "");
            assertThat(none.body().path("redriven").asInt()).isZero();
            String until = Instant.now().plusSeconds(60).toString();
            Answer all = server.post(path + "from=2020-01-01T00:00:00%2B02:00&until=" + until, "");
            assertThat(all.body().path("redriven").asInt()).isEqualTo(3);
            assertProblem(server.post(path + "from=yesterday", ""), 400, "RFC 3339");
        }
    }
}
