package dev.kanishk.scheduler.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.Writer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who is let in by the program as it is started. */
class ServeSecurityIT {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir Path folder;

    /** How a command ended. */
    record Ended(int status, String out, String errors) {}

    private static Process start(List<String> arguments) throws IOException {
        return ProgramProcess.of(arguments).start();
    }

    private static Ended run(String input, String... arguments) throws Exception {
        Process process = start(List.of(arguments));
        try (Writer in = process.outputWriter(StandardCharsets.UTF_8)) {
            in.write(input);
        }
        String out = process.inputReader().readAllAsString();
        String errors = process.errorReader().readAllAsString();
        return new Ended(process.waitFor(), out, errors);
    }

    private Process serve(String... more) throws IOException {
        List<String> arguments =
                new ArrayList<>(
                        List.of(
                                "serve",
                                "--json",
                                "--http-port",
                                "0",
                                "--store",
                                "jdbc:sqlite:" + folder.resolve("jobs.db")));
        arguments.addAll(List.of(more));
        return start(arguments);
    }

    private static int port(Process serving) throws IOException {
        String line = serving.inputReader().readLine();
        if (line == null) {
            throw new IOException(serving.errorReader().readAllAsString());
        }
        return JSON.readTree(line).path("port").asInt();
    }

    private static int status(int port, String token) throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpRequest.Builder request =
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/v1/types"));
            if (!token.isEmpty()) {
                request.header("Authorization", "Bearer " + token);
            }
            return client.send(request.build(), BodyHandlers.discarding()).statusCode();
        }
    }

    @Test
    void letsInThoseForWhomTokensWereMade() throws Exception {
        Ended made =
                run("", "token", "create", "--json", "--name", "ops", "--role", "read,operate");
        assertThat(made.status()).as(made.errors()).isZero();
        JsonNode token = JSON.readTree(made.out());
        Ended old =
                run(
                        "correct-horse-battery\n",
                        "token",
                        "create",
                        "--existing",
                        "--name",
                        "old",
                        "--role",
                        "read");
        assertThat(old.out()).startsWith("line:  sha256:").doesNotContain("horse");
        Path file =
                Files.write(
                        folder.resolve("tokens"),
                        List.of(
                                token.path("line").asText(),
                                old.out().substring("line:  ".length()).strip(),
                                "a-token-as-it-always-was"));
        Process serving = serve("--host", "0.0.0.0", "--auth", file.toString());
        try {
            int port = port(serving);
            assertThat(status(port, "")).isEqualTo(401);
            assertThat(status(port, "another-token-altogether")).isEqualTo(401);
            assertThat(status(port, token.path("token").asText())).isEqualTo(200);
            assertThat(status(port, "correct-horse-battery")).isEqualTo(200);
            assertThat(status(port, "a-token-as-it-always-was")).isEqualTo(200);
        } finally {
            serving.toHandle().destroy();
        }
        assertThat(serving.errorReader().readAllAsString())
                .contains("unencrypted")
                .contains("holds 1 tokens as they are")
                .contains("\"event\":\"refused\",\"token\":null")
                .doesNotContain("always-was");
        assertThat(serving.waitFor()).isZero();
    }

    @Test
    void saysThatEverythingIsOpenOnThisMachine() throws Exception {
        Process serving = serve();
        try {
            assertThat(status(port(serving), "")).isEqualTo(200);
        } finally {
            serving.toHandle().destroy();
        }
        assertThat(serving.errorReader().readAllAsString())
                .contains("no token is asked for: everyone on this machine may do everything");
        assertThat(serving.waitFor()).isZero();
    }

    @Test
    void opensItselfToOthersOnlyIfItIsTold() throws Exception {
        assertWrongUse("--no-auth", "serve", "--host", "0.0.0.0");
        Process serving = serve("--host", "0.0.0.0", "--no-auth");
        try {
            assertThat(status(port(serving), "")).isEqualTo(200);
        } finally {
            serving.toHandle().destroy();
        }
        assertThat(serving.errorReader().readAllAsString())
                .contains("everyone who can connect to 0.0.0.0 may do everything");
    }

    @Test
    void saysWhatIsWrong() throws Exception {
        Path file = Files.writeString(folder.resolve("tokens"), "short\n");
        assertWrongUse("use one", "serve", "--no-auth", "--auth", file.toString());
        assertWrongUse("belong together", "serve", "--tls-key", file.toString());
        assertWrongUse("use 1 to 1024", "serve", "--max-body", "0");
        assertWrongUse("calls '0'", "serve", "--max-calls", "0");
        assertWrongUse("use submit, read", "token", "create", "--name", "a", "--role", "root");
        assertWrongUse("--role", "token", "create", "--name", "a");
        assertWrongUse("A command is needed: create", "token");
        assertWrongUse(
                "all types", "token", "create", "--name", "a", "--role", "admin", "--type", "x");
        Ended none = run("", "serve", "--auth", folder.resolve("absent").toString());
        assertThat(none.status()).isEqualTo(1);
        Ended tooShort = run("", "serve", "--auth", file.toString());
        assertThat(tooShort.status()).isEqualTo(1);
        assertThat(tooShort.errors()).contains("line 1", "16 characters").doesNotContain("short");
    }

    private static void assertWrongUse(String message, String... arguments) throws Exception {
        Ended ended = run("", arguments);
        assertThat(ended.status()).as(ended.errors()).isEqualTo(2);
        assertThat(ended.errors()).contains(message, "--help' for the options");
    }
}
