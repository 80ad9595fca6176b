package dev.kanishk.benchmarks.peers.harness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PublicHarnessTest {
    @TempDir private Path home;
    @TempDir private Path work;

    @BeforeEach
    void buildOurAdapter() throws IOException {
        Files.createFile(home.resolve("ours_adapter.so"));
    }

    @Test
    void readsTheRateOfEachScenarioAndTellsWhoIsMissing() throws Exception {
        harness("VALID");

        JsonNode results = JsonMapper.builder().build().readTree(measure().orElseThrow());

        assertThat(results).hasSize(5);
        JsonNode first = results.get(0);
        assertThat(first.get("benchmark").asText())
                .isEqualTo("dev.kanishk.benchmarks.peers.harness.PublicHarness.ours");
        assertThat(first.get("params").get("scenario").asText()).isEqualTo("static");
        assertThat(first.get("primaryMetric").get("score").asDouble()).isEqualTo(12_402_279);
        assertThat(first.get("notes")).hasSize(3);
    }

    @Test
    void refusesRunsThatTheHarnessDoesNotCallValid() throws Exception {
        harness("INVALID");

        assertThatThrownBy(this::measure)
                .isInstanceOf(IOException.class)
                .hasMessageContaining("ours is not valid with static");
    }

    @Test
    void isLeftOutWhereThereIsNoClone() throws Exception {
        assertThat(new PublicHarness(Optional.empty()).measure(work, true)).isEmpty();
        assertThat(measure()).isEmpty();
    }

    private Optional<String> measure() throws Exception {
        return new PublicHarness(Optional.of(home)).measure(work, true);
    }

    private void harness(String verdict) throws IOException {
        Path script = home.resolve("harness");
        Files.writeString(
                script,
                """
                #!/bin/sh
                echo '{"throughput_msgs_per_s": 12402279, "verdict": "%s"}' > result.json
                echo "Result file: result.json"
                """
                        .formatted(verdict));
        assertThat(script.toFile().setExecutable(true)).isTrue();
    }
}
