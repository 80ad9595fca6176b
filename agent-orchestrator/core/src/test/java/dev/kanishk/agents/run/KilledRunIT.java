package dev.kanishk.agents.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kanishk.agents.checkpoint.CheckpointStore;
import dev.kanishk.agents.checkpoint.Event.Kind;
import dev.kanishk.agents.checkpoint.RunInfo;
import dev.kanishk.agents.checkpoint.RunInfo.Status;
import dev.kanishk.agents.checkpoint.RunQuery;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
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

    private static final int KILLS = Integer.getInteger("agents.kills", 20);
    private static final int LONGEST_LIFE_MS = 150;

    /** A thousand times with {@code -Dagents.kills=1000}. */
    @Test
    void killedAtRandomMomentsNothingIsLostUnreadableOrRunTwiceAfterItsCommit() throws Exception {
        long seed = Long.getLong("agents.seed", System.nanoTime());
        System.out.println(KILLS + " kills with seed " + seed);
        SplittableRandom random = new SplittableRandom(seed);
        int resumed = 0;
        for (int kill = 0; kill < KILLS; kill++) {
            Process child = start(ManyRuns.class, folder.toString(), "k" + kill);
            assertThat(child.inputReader().readLine()).isEqualTo("running");
            assertThat(child.waitFor(random.nextInt(LONGEST_LIFE_MS), TimeUnit.MILLISECONDS))
                    .isFalse();
            child.destroyForcibly().waitFor();
            resumed += goOn();
        }
        System.out.println(resumed + " runs were resumed");
        assertThat(resumed).isPositive();
        Map<String, Long> runs = new TreeMap<>();
        for (String line : Files.readAllLines(folder.resolve("lines"))) {
            runs.merge(line, 1L, Long::sum);
        }
        long again = runs.values().stream().mapToLong(times -> times - 1).sum();
        assertThat(again).as("two nodes at most are cut off by a kill").isBetween(0L, 2L * KILLS);
    }

    private Process start(Class<?> program, String... arguments) throws Exception {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                ProcessHandle.current().info().command().orElseThrow(),
                                "--enable-native-access=ALL-UNNAMED",
                                "-XX:TieredStopAtLevel=1",
                                "-cp",
                                System.getProperty("java.class.path"),
                                program.getName()));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command).redirectError(Redirect.INHERIT).start();
    }

    /** Resumes what the killed process left, and checks every run. */
    private int goOn() throws Exception {
        int resumed = 0;
        try (CheckpointStore store = ManyRuns.open(folder)) {
            GraphRunner<ManyRuns.State> runner =
                    new GraphRunner<>(ManyRuns.graph(folder.resolve("lines")), store);
            for (RunInfo run : store.runs(RunQuery.of(Status.OPEN))) {
                ManyRuns.State end = runner.resume(run.id()).orElseThrow();
                assertThat(end.seen()).hasSize(2 * ManyRuns.ROUNDS).startsWith(10, 11, 20);
                assertThat(end.round()).isEqualTo(ManyRuns.ROUNDS);
                assertThat(store.events(run.id()))
                        .filteredOn(event -> event.kind() == Kind.NODE_COMMITTED)
                        .hasSize(4 * ManyRuns.ROUNDS)
                        .extracting(event -> event.step() + "." + event.task())
                        .doesNotHaveDuplicates();
                resumed++;
            }
            if (Files.exists(folder.resolve("told"))) {
                List<String> told = Files.readAllLines(folder.resolve("told"));
                for (String run : told.subList(Math.max(0, told.size() - 50), told.size())) {
                    assertThat(store.find(run).orElseThrow().status()).isEqualTo(Status.DONE);
                    assertThat(runner.state(run).state().round()).isEqualTo(ManyRuns.ROUNDS);
                }
            }
        }
        return resumed;
    }
}
