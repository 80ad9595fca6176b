package dev.kanishk.scheduler.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.kanishk.scheduler.job.JobRequest;
import dev.kanishk.scheduler.job.JobState;
import dev.kanishk.scheduler.server.access.Admission;
import dev.kanishk.scheduler.server.access.Role;
import dev.kanishk.scheduler.server.access.Token;
import dev.kanishk.scheduler.server.access.Tokens;
import dev.kanishk.scheduler.server.http.TestServer.Answer;
import dev.kanishk.scheduler.store.JobStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The document and the server say the same. */
class OpenApiTest {
    private static final String ADMIN = "the-token-of-the-admin";
    private static final String NOBODY = "the-token-of-good-only";
    private static final Pattern NAME = Pattern.compile("\\{([a-z]+)}");

    /** What takes longer than a test should: BodiesTest has it in a time of its own. */
    private static final Set<String> ELSEWHERE =
            Set.of("POST /v1/jobs 408", "POST /v1/targets/disable 409");

    private final Description description = Description.own();
    private final Set<String> seen = new TreeSet<>();

    @TempDir Path folder;

    private TestServer start(String name, HttpLimits limits) throws IOException {
        Path own = Files.createDirectory(folder.resolve(name));
        Path file =
                Files.write(
                        own.resolve("tokens"),
                        List.of(
                                Token.of(ADMIN, "admin", List.of("admin"), List.of()).line(),
                                Token.of(NOBODY, "no", List.of("submit"), List.of("x")).line()));
        return TestServer.start(
                own,
                HttpSettings.local().with(new Admission.Bearers(Tokens.read(file))).with(limits));
    }

    @Test
    void isServedAsItIs() throws Exception {
        try (TestServer server = start("served", HttpLimits.DEFAULTS)) {
            assertThat(server.get("/openapi.json").body()).isEqualTo(description.document());
        }
        assertThat(description.document().path("openapi").asText()).startsWith("3.1.");
    }

    @Test
    void namesEveryRouteWithItsRoleAndItsParameters() throws Exception {
        Map<String, JsonNode> operations = description.operations();
        List<Route> routes;
        try (TestServer server = start("routes", HttpLimits.DEFAULTS)) {
            routes = server.api().routes();
        }
        assertThat(operations.keySet())
                .containsExactlyInAnyOrderElementsOf(routes.stream().map(Route::toString).toList());
        for (Route route : routes) {
            JsonNode operation = description.operation(route.toString());
            String role = route.needs().map(Role::text).orElse("");
            assertThat(operation.at("/security/0/token/0").asText())
                    .as(route.toString())
                    .isEqualTo(role);
            List<JsonNode> parameters = description.parameters(route.path(), operation);
            assertThat(names(parameters, "query"))
                    .as(route.toString())
                    .isEqualTo(new TreeSet<>(route.parameters()));
            assertThat(names(parameters, "path"))
                    .as(route.toString())
                    .isEqualTo(
                            NAME.matcher(route.path())
                                    .results()
                                    .map(found -> found.group(1))
                                    .collect(Collectors.toCollection(TreeSet::new)));
        }
    }

    private static Set<String> names(List<JsonNode> parameters, String in) {
        return parameters.stream()
                .filter(parameter -> parameter.path("in").asText().equals(in))
                .map(parameter -> parameter.path("name").asText())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void refersOnlyToWhatItHolds() {
        Matcher references =
                Pattern.compile("\"\\$ref\":\"#([^\"]*)\"")
                        .matcher(description.document().toString());
        assertThat(references.results().map(found -> found.group(1)).distinct())
                .isNotEmpty()
                .allMatch(pointer -> !description.document().at(pointer).isMissingNode());
    }

    @Test
    void givesExamplesThatFitTheirSchemas() {
        assertThat(checkExamples(description.document())).isGreaterThan(15);
    }

    /** Checks all examples in a part of the document; returns how many there are. */
    private int checkExamples(JsonNode node) {
        int checked = 0;
        if (node.has("schema") && node.has("example")) {
            assertFits(node.path("schema"), node.path("example"));
            checked++;
        }
        if (node.has("schema") && node.path("examples").isObject()) {
            for (JsonNode example : node.path("examples")) {
                assertFits(node.path("schema"), example.path("value"));
                checked++;
            }
        }
        if (node.has("type") && node.path("examples").isArray()) {
            for (JsonNode example : node.path("examples")) {
                assertFits(node, example);
                checked++;
            }
        }
        for (JsonNode child : node) {
            checked += checkExamples(child);
        }
        return checked;
    }

    private void assertFits(JsonNode schema, JsonNode value) {
        assertThat(description.faults(schema, value)).as(value.toString()).isEmpty();
    }

    @Test
    void saysTheLimitsThatTheServerHas() {
        JsonNode job = description.component("schemas", "JobRequest").path("properties");
        assertThat(job.at("/priority/maximum").asInt()).isEqualTo(JobRequest.MAX_PRIORITY);
        assertThat(job.at("/maxAttempts/maximum").asInt()).isEqualTo(JobRequest.MAX_ATTEMPTS);
        assertThat(job.at("/idempotencyKey/maxLength").asInt())
                .isEqualTo(JobRequest.MAX_KEY_LENGTH);
        assertThat(job.at("/tenant/maxLength").asInt()).isEqualTo(JobRequest.MAX_NAME_LENGTH);
        assertThat(job.at("/tags/maxItems").asInt()).isEqualTo(JobRequest.MAX_TAGS);
        assertThat(job.at("/after/maxItems").asInt()).isEqualTo(JobRequest.MAX_AFTER);
        JsonNode body =
                description
                        .operation("POST /v1/jobs")
                        .at("/requestBody/content/application~1json/schema/oneOf/1");
        assertThat(body.path("maxItems").asInt()).isEqualTo(JobStore.MAX_BATCH);
        JsonNode limit = description.component("parameters", "limit").path("schema");
        assertThat(limit.path("maximum").asInt()).isEqualTo(Parameters.MAX_PAGE);
        JsonNode problem = description.component("schemas", "Problem").path("properties");
        assertThat(problem.at("/errors/maxItems").asInt()).isEqualTo(JobReader.MAX_FAULTS);
        assertThat(problem.at("/limit/enum")).hasSize(Limit.values().length);
        assertThat(description.component("schemas", "State").path("enum"))
                .hasSize(JobState.values().length);
    }

    @Test
    void isWhatEachRouteAnswersInEachOfItsWays() throws Exception {
        HttpLimits small = new HttpLimits(4_096, 8_192, 100, 100, 100, 100, 0);
        try (TestServer server = start("all", small)) {
            succeed(server);
            failOfTheCaller(server);
            server.api().drain();
            check("GET /readyz", server.get("/readyz"));
        }
        failAtTheRate();
        failWithoutAStore();
        Set<String> promised = new TreeSet<>();
        description
                .operations()
                .forEach((route, operation) -> {
                    for (Map.Entry<String, JsonNode> one :
                            operation.path("responses").properties()) {
                        if (!one.getKey().equals("default")) {
                            promised.add(route + " " + one.getKey());
                        }
                    }
                });
        promised.removeAll(ELSEWHERE);
        assertThat(seen).containsExactlyInAnyOrderElementsOf(promised);
    }

    private static Answer as(String token, TestServer server, String route, String body)
            throws Exception {
        String[] parts = route.split(" ", 2);
        return server.send(parts[0], parts[1], body, "Authorization", "Bearer " + token);
    }

    /** Calls with an id or a type in the place of the route's name for it, and checks. */
    private Answer call(TestServer server, String route, String value, String body)
            throws Exception {
        String asked = NAME.matcher(route).replaceAll(Matcher.quoteReplacement(value));
        return check(route.split("\\?", 2)[0], as(ADMIN, server, asked, body));
    }

    private Answer check(String route, Answer answer) {
        JsonNode responses = description.operation(route).path("responses");
        String status = Integer.toString(answer.status());
        assertThat(responses.has(status)).as(route + " " + answer).isTrue();
        JsonNode response = description.resolved(responses.path(status));
        String mediaType = answer.mediaType().split(";", 2)[0];
        JsonNode content = response.path("content").path(mediaType);
        assertThat(content.isMissingNode()).as(route + " " + answer.mediaType()).isFalse();
        if (mediaType.endsWith("json")) {
            assertFits(content.path("schema"), answer.body());
        }
        for (Map.Entry<String, JsonNode> header : response.path("headers").properties()) {
            if (!header.getKey().equals("Location") || answer.body().isObject()) {
                JsonNode text = Json.object().textNode(answer.header(header.getKey()));
                assertThat(text.asText()).as(route + " " + header.getKey()).isNotEmpty();
                assertFits(header.getValue().path("schema"), text);
            }
        }
        seen.add(route + " " + status);
        return answer;
    }

    private void succeed(TestServer server) throws Exception {
        String keyed = "{\"type\":\"good\",\"idempotencyKey\":\"k\",\"payload\":[1.50]}";
        String id = call(server, "POST /v1/jobs", "", keyed).text("id");
        call(server, "POST /v1/jobs", "", keyed);
        call(server, "POST /v1/jobs", "", "[" + keyed + ",{\"type\":\"parked\"}]");
        call(server, "POST /v1/jobs", "", "[" + keyed + "]");
        await().until(() ->
                call(server, "GET /v1/jobs/{id}", id, "").text("state").equals("SUCCEEDED"));
        call(server, "GET /v1/jobs/{id}/audit", id, "");
        call(server, "GET /v1/jobs?limit=1", "", "");
        String parked = call(server, "POST /v1/jobs", "", "{\"type\":\"parked\"}").text("id");
        call(server, "DELETE /v1/jobs/{id}", parked, "");
        call(server, "DELETE /v1/jobs/{id}", parked, "");
        String dead = call(server, "POST /v1/jobs", "", "{\"type\":\"bad\"}").text("id");
        awaitDead(server, dead);
        call(server, "GET /v1/dlq?type=bad", "", "");
        call(server, "POST /v1/dlq/{id}/redrive", dead, "");
        awaitDead(server, dead);
        call(server, "GET /v1/jobs/{id}/audit", dead, "");
        call(server, "POST /v1/dlq/redrive?type=bad", "", "");
        awaitDead(server, dead);
        call(server, "DELETE /v1/dlq/{id}", dead, "");
        call(server, "DELETE /v1/dlq/{id}", dead, "");
        call(server, "POST /v1/dlq/{id}/redrive", dead, "");
        call(server, "POST /v1/types/{type}/pause", "good", "");
        call(server, "GET /v1/types", "", "");
        call(server, "POST /v1/types/{type}/resume", "good", "");
        call(server, "POST /v1/targets/disable?target=gone", "", "");
        call(server, "GET /v1/targets", "", "");
        String enable = "POST /v1/targets/enable?target=";
        await().until(() -> call(server, enable + "gone", "", "").status() == 200);
        call(server, enable + "unknown", "", "");
        for (String report :
                List.of("types", "activity?range=PT2M&buckets=10", "errors?type=bad")) {
            call(server, "GET /v1/reports/" + report, "", "");
        }
        call(server, "GET /", "", "");
        call(server, "GET /dashboard/{file}", "dashboard.css", "");
        call(server, "GET /v1/caller", "", "");
        for (String route : List.of("/metrics", "/healthz", "/readyz", "/openapi.json")) {
            call(server, "GET " + route, "", "");
        }
    }

    private void awaitDead(TestServer server, String id) {
        await().until(() -> call(server, "GET /v1/jobs/{id}", id, "").text("state").equals("DEAD"));
    }

    private void failOfTheCaller(TestServer server) throws Exception {
        for (Route route : server.api().routes()) {
            String name = route.toString();
            String path = NAME.matcher(name).replaceAll(TestServer.UNKNOWN);
            check(name, as(ADMIN, server, path + "?unknown=1", ""));
            if (route.needs().isPresent()) {
                check(name, as("no-token-at-all", server, path, ""));
                String job = "{\"type\":\"good\"}";
                check(name, as(NOBODY, server, path, job));
            }
            if (name.contains("{")) {
                call(server, name, TestServer.UNKNOWN, "");
            }
        }
        call(server, "POST /v1/jobs", "", "{\"payload\":\"" + "x".repeat(5_000) + "\"}");
    }

    private void failAtTheRate() throws Exception {
        try (TestServer server = start("rate", HttpLimits.of(4_096, 100, 100, 100, 1))) {
            for (Route route : server.api().routes()) {
                if (route.needs().isPresent()) {
                    String name = route.toString();
                    String path = NAME.matcher(name).replaceAll(TestServer.UNKNOWN);
                    await().until(() -> as(ADMIN, server, path, "").status() == 429);
                    check(name, as(ADMIN, server, path, ""));
                }
            }
        }
    }

    private void failWithoutAStore() throws Exception {
        try (TestServer server = start("store", HttpLimits.DEFAULTS)) {
            call(server, "POST /v1/jobs", "", "{\"type\":\"good\"}");
            call(server, "POST /v1/targets/disable?target=gone", "", "");
            await().until(() -> server.scheduler().disabled().contains("gone"));
            server.scheduler().close();
            server.store().close();
            server.reports().close();
            call(server, "GET /healthz", "", "");
            for (Route route : server.api().routes()) {
                if (route.needs().isPresent()) {
                    String query =
                            switch (route.path()) {
                                case "/v1/dlq/redrive" -> "?type=good";
                                case "/v1/targets/enable" -> "?target=gone";
                                case "/v1/targets/disable" -> "?target=other";
                                default -> "";
                            };
                    call(server, route + query, TestServer.UNKNOWN, "{\"type\":\"good\"}");
                }
            }
        }
    }
}
