package dev.kanishk.matching.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the jcstress tests of this module, shortly, in JVMs of their own of one setting. */
class FencesIT {
    /** The classes named {@code *Stress}: one that is not run would pass unseen. */
    private static final int TESTS = 3;

    @Test
    void noForbiddenOutcomeIsSeen(@TempDir Path folder) throws Exception {
        Path output = folder.resolve("output.txt");
        Process process =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-cp",
                                System.getProperty("java.class.path"),
                                "org.openjdk.jcstress.Main",
                                "-t",
                                "dev.kanishk.matching",
                                "-jvmArgs",
                                "-Xmx256m",
                                "-f",
                                "1",
                                "-fsm",
                                "1",
                                "-iters",
                                "3",
                                "-time",
                                "300",
                                "-sc",
                                "false",
                                "-r",
                                folder.toString())
                        .directory(folder.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile())
                        .start();
        assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();

        String printed = Files.readString(output);
        assertThat(process.exitValue()).as(printed).isZero();
        assertThat(printed).contains("Failed tests: No matches", "Error tests: No matches");
        assertThat(printed).contains("All remaining tests: " + TESTS + " matching test results");
    }
}
