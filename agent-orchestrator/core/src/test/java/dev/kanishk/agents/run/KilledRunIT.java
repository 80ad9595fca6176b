package dev.kanishk.agents.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kanishk.agents.checkpoint.CheckpointStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process dies by SIGKILL inside a node; another one goes on. */
class KilledRunIT {
    @TempDir Path folder;

    @Test
    void resumesInANewProcessAndRepeatsOnlyTheNodeThatWasCutOff() throws Exception {
        Process child =
                new ProcessBuilder(
                                ProcessHandle.current().info().command().orElseThrow(),
                                "--enable-native-access=ALL-UNNAMED",
                                "-cp",
                                System.getProperty("java.class.path"),
                                CrashingRun.class.getName(),
                                folder.toString(),
                                "4")
                        .inheritIO()
                        .start();
        assertThat(child.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(child.exitValue()).isEqualTo(128 + 9);

        try (CheckpointStore store = CheckpointStore.open(folder.resolve("runs.db"))) {
            CrashingRun.State end =
                    new GraphRunner<>(CrashingRun.graph(folder.resolve("log"), 0), store)
                            .resume("r")
                            .orElseThrow();

            assertThat(end.seen()).containsExactly(1, 2, 3, 4, 5, 6);
        }
        assertThat(Files.readAllLines(folder.resolve("log")))
                .containsExactly("1", "2", "3", "4", "4", "5", "6");
    }
}
