package dev.kanishk.scheduler.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class JobReaderTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Description DESCRIPTION = Description.own();
    private static final String ID = "\"01990000-0000-7000-8000-000000000001\"";

    /** Values of each field, right and wrong ones. */
    private static final Map<String, List<String>> VALUES = new LinkedHashMap<>();

    static {
        String longest = "\"" + "x".repeat(200) + "\"";
        String longer = "\"" + "x".repeat(201) + "\"";
        List<String> names = List.of("\"a\"", "null", "\"\"", longest, longer, "7", "[]");
        VALUES.put(
                "type",
                List.of(
                        "\"good\"",
                        "\"A.b_c-9\"",
                        "\"" + "t".repeat(64) + "\"",
                        "\"" + "t".repeat(65) + "\"",
                        "\"\"",
                        "\"-a\"",
                        "\"a b\"",
                        "null",
                        "7",
                        "{}"));
        VALUES.put("payload", List.of("null", "0", "\"\"", "{\"a\":[1,{}]}", "[]", "false"));
        VALUES.put("idempotencyKey", names);
        VALUES.put(
                "runAt",
                List.of(
                        "\"2026-11-23T12:00:00Z\"",
                        "\"2026-11-23T12:00:00.123+01:00\"",
                        "null",
                        "\"2026-11-23\"",
                        "\"soon\"",
                        "\"\"",
                        "1700000000"));
        List<String> numbers =
                List.of(
                        "0", "1", "5", "6", "9", "10", "-1", "1.5", "5.0", "1e400", "\"5\"",
                        "null");
        VALUES.put("priority", numbers);
        VALUES.put("maxAttempts", numbers);
        VALUES.put(
                "timeout",
                List.of(
                        "\"PT30S\"",
                        "\"PT0.5S\"",
                        "\"PT1H30M\"",
                        "\"P1D\"",
                        "null",
                        "\"P\"",
                        "\"PT\"",
                        "\"P1DT\"",
                        "\"30\"",
                        "\"\"",
                        "30"));
        VALUES.put("tenant", names);
        VALUES.put("limitKey", names);
        VALUES.put("target", names);
        VALUES.put(
                "tags",
                List.of(
                        "[]",
                        "[\"a\",\"b\"]",
                        "null",
                        "[\"\"]",
                        "[1]",
                        "\"a\"",
                        "{}",
                        "[" + "\"t\",".repeat(10) + "\"t\"]"));
        List<String> ids = List.of("[]", "[" + ID + "]", "null", "[\"a\"]", "[7]", ID);
        VALUES.put("after", ids);
        VALUES.put("afterAny", ids);
        VALUES.put("run_at", List.of("1"));
    }

    private static JobReader.Jobs read(String text) {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        return JobReader.read(body, body.length, 100);
    }

    @Property(tries = 3_000)
    void acceptsExactlyWhatTheDescriptionOfAJobAllows(@ForAll("jobs") String job)
            throws IOException {
        JsonNode schema = DESCRIPTION.component("schemas", "JobRequest");
        boolean described = DESCRIPTION.faults(schema, JSON.readTree(job)).isEmpty();
        boolean accepted;
        try {
            accepted = read(job).requests().size() == 1;
        } catch (Problem e) {
            accepted = false;
        }
        assertThat(accepted).as(job).isEqualTo(described);
    }

    @Property
    void namesAFieldForEachThatIsWrong(@ForAll("jobs") String job) throws IOException {
        ObjectNode fields = (ObjectNode) JSON.readTree(job);
        try {
            read("[{\"type\":\"good\"}," + job + "]");
        } catch (Problem problem) {
            for (JsonNode error : problem.json().path("errors")) {
                String field = error.path("field").asText();
                assertThat(field.equals("type") || fields.has(field)).as(field).isTrue();
                assertThat(error.path("pointer").asText()).isEqualTo("/1/" + field);
            }
            assertThat(problem.json().path("errors")).isNotEmpty();
        }
    }

    /** Few fields at a time, so that many jobs are right. */
    @Provide
    Arbitrary<String> jobs() {
        Arbitrary<String> field =
                Arbitraries.of(VALUES.keySet())
                        .flatMap(name ->
                                Arbitraries.of(VALUES.getOrDefault(name, List.of()))
                                        .map(value -> "\"" + name + "\":" + value));
        return field.list()
                .ofMaxSize(3)
                .map(fields -> {
                    Map<String, String> job = new LinkedHashMap<>();
                    job.put("\"type\"", "\"type\":\"good\"");
                    fields.forEach(one -> job.put(one.split(":", 2)[0], one));
                    return "{" + String.join(",", job.values()) + "}";
                });
    }

    @Property
    void neverFailsOtherwiseThanWithAProblem(@ForAll byte[] body) {
        try {
            JobReader.read(body, body.length, 100);
        } catch (Problem e) {
            assertThat(e.status().code()).isEqualTo(400);
        }
    }

    @Property
    void doesNotReadBeyondTheBody(@ForAll("jobs") String job) {
        byte[] body = (job + "}").getBytes(StandardCharsets.UTF_8);
        String once;
        try {
            once = JobReader.read(body, body.length - 1, 100).requests().toString();
        } catch (Problem e) {
            once = e.getMessage();
        }
        String again;
        try {
            again = read(job).requests().toString();
        } catch (Problem e) {
            again = e.getMessage();
        }
        assertThat(once).isEqualTo(again);
    }

    @Example
    void takesNoMoreThanAllowedOfAnArray() {
        assertThat(read(TestServer.times(100, "{\"type\":\"a\"}")).requests()).hasSize(100);
        assertThatThrownBy(() -> read(TestServer.times(101, "{\"type\":\"a\"}")))
                .hasMessageContaining("more than 100 jobs");
        assertThatThrownBy(() -> read("[]")).hasMessageContaining("0 jobs");
        assertThatThrownBy(() -> read("[{\"type\":\"a\"}")).hasMessageContaining("no JSON");
        assertThatThrownBy(() -> read("[".repeat(100_000))).isInstanceOf(Problem.class);
    }
}
