package dev.kanishk.collections.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kanishk.collections.vector.LongVector;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Kills a writing process again and again; the file opens with all that it said was committed. */
class MappedFileCrashIT {
    private static final int CRASHES = 10;

    @Test
    void opensTheLastCommittedStateAfterEveryKill(@TempDir Path directory) throws Exception {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        SplittableRandom random = new SplittableRandom(seed);
        Path path = directory.resolve("numbers");
        long committed = 0;
        for (int crash = 0; crash < CRASHES; crash++) {
            String access =
                    crash % 2 == 0
                            ? "--enable-native-access=ALL-UNNAMED"
                            : "--illegal-native-access=deny";
            committed = writeAndKill(path, access, random, committed);
            try (MappedFile file = MappedFile.open(path, "long", Long.BYTES);
                    LongVector vector = MappedFileTest.vectorOn(file)) {
                assertThat(vector.size()).isGreaterThanOrEqualTo(committed);
                for (long i = 0; i < vector.size(); i++) {
                    long element = MappedFileWriter.element(i);
                    if (vector.at(i) != element) {
                        assertThat(vector.at(i)).as("at %s", i).isEqualTo(element);
                    }
                }
                committed = vector.size();
            }
        }
        assertThat(committed).isPositive();
    }

    /** Returns the largest size that the process said it had committed before it was killed. */
    private static long writeAndKill(
            Path path, String access, SplittableRandom random, long committed)
            throws IOException, InterruptedException {
        Process writer =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                access,
                                "-XX:TieredStopAtLevel=1",
                                "-cp",
                                System.getProperty("java.class.path"),
                                MappedFileWriter.class.getName(),
                                path.toString(),
                                Long.toString(random.nextLong()))
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        long last = committed;
        try (BufferedReader output = writer.inputReader()) {
            int lines = 1 + random.nextInt(60);
            for (int line = 0; line < lines; line++) {
                last = size(output.readLine());
            }
            for (int spin = random.nextInt(200_000); spin > 0; spin--) {
                Thread.onSpinWait();
            }
            // The process itself would close its streams with it, and what it had said would be
            // lost.
            writer.toHandle().destroyForcibly();
            String rest;
            while ((rest = output.readLine()) != null && !rest.isEmpty()) {
                last = Math.max(last, Long.parseLong(rest));
            }
        }
        assertThat(writer.waitFor(30, TimeUnit.SECONDS)).isTrue();
        return last;
    }

    private static long size(String line) {
        assertThat(line).as("the writer's output").isNotNull();
        return Long.parseLong(line);
    }
}
