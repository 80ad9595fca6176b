package dev.kanishk.benchmarks.result;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResultSetTest {
    private static final String COMMIT = "0123456789abcdef0123456789abcdef01234567";

    @TempDir private Path output;

    @Test
    void namesTheFolderAfterMachineDateAndTwelveDigitsOfTheCommit() throws Exception {
        Path folder = ResultSet.open(output, machine(COMMIT, true)).folder();

        assertThat(folder)
                .isEqualTo(output.resolve("processor-2-cores/2026-11-23-0123456789ab"))
                .isDirectoryContaining("glob:**/machine.json");
    }

    @Test
    void continuesASetOfTheSameCommitAndDay() throws Exception {
        Path first = ResultSet.open(output, machine(COMMIT, true)).folder();
        Files.writeString(first.resolve("collections.jmh.json"), "[]");

        Path second = ResultSet.open(output, machine(COMMIT, true)).folder();

        assertThat(second.resolve("collections.jmh.json")).hasContent("[]");
        assertThat(clean(second)).isTrue();
    }

    @Test
    void staysUncleanOnceAPartWas() throws Exception {
        ResultSet.open(output, machine(COMMIT, true));
        ResultSet.open(output, machine(COMMIT, false));

        Path folder = ResultSet.open(output, machine(COMMIT, true)).folder();

        assertThat(clean(folder)).isFalse();
    }

    @Test
    void refusesToMixCommitsThatShareTwelveDigits() throws Exception {
        String other = COMMIT.substring(0, 12) + "f".repeat(28);
        Path folder = ResultSet.open(output, machine(COMMIT, true)).folder();

        assertThatThrownBy(() -> ResultSet.open(output, machine(other, true)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("--output");
        assertThat(ResultFiles.readMachine(folder.resolve(ResultFiles.MACHINE)).commit())
                .isEqualTo(COMMIT);
    }

    @Test
    void refusesAFolderWithFilesOfUnknownOrigin() throws Exception {
        Path folder = output.resolve("processor-2-cores/2026-11-23-0123456789ab");
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("collections.jmh.json"), "[]");

        assertThatThrownBy(() -> ResultSet.open(output, machine(COMMIT, true)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("machine.json");
    }

    private static boolean clean(Path folder) throws IOException {
        return ResultFiles.readMachine(folder.resolve(ResultFiles.MACHINE)).clean();
    }

    private static Machine machine(String commit, boolean clean) {
        return ResultFilesTest.machine(commit, clean);
    }
}
