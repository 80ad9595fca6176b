package dev.kanishk.scheduler.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The command that breaks a fleet, on processes of this program. */
class ChaosIT {
    private static final long PATIENCE_SECONDS = 240;

    /** What a run of the command said, and its status. */
    private record Run(int status, String out, String err) {}

    private static Run run(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("chaos"));
        command.addAll(List.of(arguments));
        Process process = ProgramProcess.of(command).start();
        try {
            StringBuilder err = new StringBuilder();
            Thread reader =
                    Thread.ofVirtual()
                            .start(() -> process.errorReader().lines().forEach(err::append));
            String out = process.inputReader().readAllAsString();
            reader.join();
            assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
            return new Run(process.exitValue(), out, err.toString());
        } finally {
            process.destroyForcibly();
        }
    }

    private static void assertKept(Run run) throws Exception {
        System.out.println(run.out);
        assertThat(run.status).as(run.err).isZero();
        JsonNode verdict = new ObjectMapper().readTree(run.out);
        assertThat(verdict.path("kept").asBoolean()).isTrue();
        assertThat(verdict.path("lost").asInt()).isZero();
        assertThat(verdict.path("acceptedTwice").asInt()).isZero();
        assertThat(verdict.path("unexplained").asInt()).isZero();
        assertThat(verdict.path("burnt").asInt()).isZero();
        assertThat(verdict.path("acknowledged").asInt()).isPositive();
        assertThat(verdict.path("completed").asInt() + verdict.path("dead").asInt())
                .isEqualTo(verdict.path("acknowledged").asInt());
    }

    @Test
    void keepsEveryPromiseOnOneFile() throws Exception {
        assertKept(
                run(
                        "--json",
                        "--seed",
                        "7",
                        "--workers",
                        "2",
                        "--rate",
                        "100",
                        "--duration",
                        "PT12S"));
    }

    @Test
    void keepsEveryPromiseOnAServer() throws Exception {
        try (EmbeddedPostgres database = Serving.database()) {
            String url = Serving.url(database);
            assertKept(run("--json", "--store", url, "--seed", "113", "--duration", "PT24S"));

            Run again = run("--store", url);
            assertThat(again.status).isEqualTo(1);
            assertThat(again.err).contains("has jobs: name an empty one, or leave --store out");
        }
    }

    @Test
    void refusesWhatIsOutOfItsRange() throws Exception {
        Run run = run("--workers", "0");

        assertThat(run.status).isEqualTo(2);
        assertThat(run.err).contains("--workers '0' is not allowed: use 1 to 16");
    }
}
