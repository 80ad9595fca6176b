package dev.kanishk.agents.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AgentOrchestratorIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String MULTIPLY = "{\"tool\":\"calculator\",\"input\":\"6 * 7\"}";
    private static final String DONE = "{\"tool\":\"answer\",\"input\":\"It is 42.\"}";

    /** How a command ended. */
    record Ended(int status, String out, String err) {
        JsonNode json() throws IOException {
            return JSON.readTree(out);
        }
    }

    @TempDir Path folder;

    @Test
    void runsATaskWithATool() throws Exception {
        try (Endpoint endpoint = new Endpoint(MULTIPLY, DONE)) {
            Ended run = run(endpoint, "run", "--run-id", "r", "What is 6 times 7?");
            assertThat(run.out()).startsWith("It is 42.\ntokens: 20 in, 6 out, in 2 model calls");
            assertThat(run.err()).isEmpty();
            assertThat(run.status()).isZero();
            assertThat(endpoint.asked().get(1))
                    .contains("What is 6 times 7?", "calculator of 6 * 7 gave: 42");
        }
    }

    @Test
    void resumesAKilledRunWithoutAskingAgain() throws Exception {
        try (Endpoint endpoint = new Endpoint(MULTIPLY, Endpoint.HANG, DONE)) {
            Process killed = start(endpoint, "run", "--run-id", "r", "What is 6 times 7?");
            endpoint.awaitHang();
            killed.destroyForcibly().waitFor();

            Ended resumed = run(endpoint, "resume", "--run-id", "r", "--json");
            assertThat(resumed.json().path("answer").asText()).isEqualTo("It is 42.");
            assertThat(resumed.json().path("toolCalls").asInt()).isOne();
            assertThat(endpoint.asked()).hasSize(3);
            assertThat(endpoint.asked().get(2)).isEqualTo(endpoint.asked().get(1));

            Ended again = run(endpoint, "resume", "--run-id", "r", "--json");
            assertThat(again.out()).isEqualTo(resumed.out());
            assertThat(endpoint.asked()).hasSize(3);
        }
    }

    @Test
    void letsTheModelCorrectItself() throws Exception {
        String prose = "I will multiply the numbers.";
        String unknown = "{\"tool\":\"oracle\",\"input\":\"?\"}";
        String wrong = "{\"tool\":\"calculator\",\"input\":\"6 x 7\"}";
        try (Endpoint endpoint = new Endpoint(prose, unknown, wrong, MULTIPLY, DONE)) {
            Ended run = run(endpoint, "run", "--run-id", "r", "What is 6 times 7?");
            assertThat(run.out()).startsWith("It is 42.");
            assertThat(endpoint.asked().get(1)).contains("Correct this", prose);
            assertThat(endpoint.asked().get(2)).contains("there is no tool 'oracle'");
            assertThat(endpoint.asked().get(3)).contains("'x' is not expected at character 3");
        }
    }

    @Test
    void failsWithAWayOnAndThenGoesOn() throws Exception {
        try (Endpoint endpoint = new Endpoint(MULTIPLY, Endpoint.BROKEN, DONE)) {
            Ended failed = run(endpoint, "run", "--run-id", "r", "--retries", "0", "6 times 7?");
            assertThat(failed.status()).isEqualTo(1);
            assertThat(failed.err()).contains("node 'choose'", "resume --run-id r");
            assertThat(run("runs").out()).contains("FAILED  r");

            Ended resumed = run(endpoint, "resume", "--run-id", "r");
            assertThat(resumed.out()).startsWith("It is 42.");
            assertThat(run("runs").out()).contains("DONE    r");
        }
    }

    @Test
    void showsForksAndDraws() throws Exception {
        String other = "{\"tool\":\"answer\",\"input\":\"It is 43.\"}";
        try (Endpoint endpoint = new Endpoint(MULTIPLY, DONE, other)) {
            run(endpoint, "run", "--run-id", "r", "What is 6 times 7?");
            JsonNode shown = run("show", "--run-id", "r", "--json").json();
            assertThat(shown.path("status").asText()).isEqualTo("DONE");
            long used = 0;
            for (JsonNode event : shown.path("events")) {
                if (event.path("kind").asText().equals("NODE_COMMITTED")
                        && event.path("node").asText().equals("use")) {
                    used = event.path("sequence").asLong();
                }
            }
            String task = "{\"task\":\"What is 6 times 7 and one more?\"}";
            Ended fork =
                    run(
                            "fork",
                            "--run-id",
                            "r",
                            "--at",
                            Long.toString(used),
                            "--set",
                            task,
                            "--new-run-id",
                            "f");
            assertThat(fork.out()).isEqualTo("f\n");
            assertThat(run("graph", "--run-id", "f").out()).contains("class choose next");
            assertThat(run(endpoint, "resume", "--run-id", "f").out()).startsWith("It is 43.");
            assertThat(endpoint.asked().get(2)).contains("and one more?", "gave: 42");
            assertThat(run("graph", "--run-id", "f", "--format", "dot").out())
                    .contains("\"use\" -> \"choose\"", "\"END\" [penwidth=3]");
            assertThat(run("graph", "--run-id", "f", "--format", "svg").out())
                    .startsWith("<svg xmlns")
                    .contains("END comes next", "choose", "use");
            assertThat(run("show", "--run-id", "r").out()).contains("NODE_COMMITTED", "DONE");
        }
    }

    @Test
    void saysWhatIsWrong() throws Exception {
        assertEnds(2, "A command is needed", List.of());
        assertEnds(2, "--model-url", List.of("run", "x"));
        List<String> model = List.of("--model-url", "http://127.0.0.1:1/v1", "--model", "m");
        assertEnds(2, "ftp://x", List.of("run", "--model-url", "ftp://x", "--model", "m", "x"));
        assertEnds(2, "--run-id 'a b'", joined(model, "run", "--run-id", "a b", "x"));
        assertEnds(2, "--mcp-config", joined(model, "run", "--mcp-config", "f", "x"));
        assertEnds(2, "jdbc:sqlite:FILE", joined(model, "run", "--store", "jdbc:h2:x", "x"));
        assertEnds(2, "The task is empty", joined(model, "run", " "));
        assertEnds(1, "there is no store", List.of("runs"));
        assertEnds(1, "ConnectException", joined(model, "run", "--retries", "0", "x"));
        assertEnds(1, "there is no run 'q'", List.of("show", "--run-id", "q"));
        assertEnds(2, "no JSON", List.of("fork", "--run-id", "q", "--at", "1", "--set", "{"));
        assertEnds(0, "", List.of("--version"));
    }

    private void assertEnds(int status, String message, List<String> arguments) throws Exception {
        Ended ended = run(arguments.toArray(String[]::new));
        assertThat(ended.status()).as(ended.toString()).isEqualTo(status);
        assertThat(ended.err()).contains(message);
    }

    private static List<String> joined(List<String> options, String command, String... rest) {
        List<String> all = new ArrayList<>(List.of(command));
        all.addAll(options);
        all.addAll(List.of(rest));
        return all;
    }

    private Ended run(Endpoint endpoint, String... arguments) throws Exception {
        return ended(start(endpoint, arguments));
    }

    private Ended run(String... arguments) throws Exception {
        return ended(start(List.of(arguments)));
    }

    private static Ended ended(Process process) throws Exception {
        String out = process.inputReader().readAllAsString();
        String err = process.errorReader().readAllAsString();
        return new Ended(process.waitFor(), out, err);
    }

    private Process start(Endpoint endpoint, String... arguments) throws IOException {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(1, List.of("--model-url", endpoint.url(), "--model", "scripted"));
        return start(all);
    }

    private Process start(List<String> arguments) throws IOException {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                ProcessHandle.current().info().command().orElseThrow(),
                                "--enable-native-access=ALL-UNNAMED",
                                "-cp",
                                System.getProperty("java.class.path"),
                                AgentOrchestratorProgram.class.getName()));
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
        builder.environment().remove("OPENAI_API_KEY");
        return builder.start();
    }
}
