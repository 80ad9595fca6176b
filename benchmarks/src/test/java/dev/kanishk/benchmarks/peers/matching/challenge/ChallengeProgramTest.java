package dev.kanishk.benchmarks.peers.matching.challenge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kanishk.benchmarks.program.Programs;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command line. */
class ChallengeProgramTest {
    @TempDir private Path folder;

    @Test
    void findsTheOracleByTheFilesName() throws IOException {
        OrderFlow flow = Scenario.SWING_25.flow(2_000);
        Path file = folder.resolve("orders_swing-25_s5_n1000.bin");
        OrderFiles.write(flow, file);
        String hash = Replay.hash(EngineKind.REFERENCE, flow);
        Path hashes = folder.resolve("hashes.txt");
        Files.writeString(hashes, hash + "  swing-25_seed5_count1000_reports.txt\n");

        Run agreeing = run(file, "--runs", "1", "--warmups", "0", "--hashes", hashes.toString());
        Run other = run(file, "--runs", "0", "--hash", "0".repeat(64));

        assertThat(agreeing.code).isZero();
        assertThat(agreeing.text).contains(" ns per message", "hash " + hash + ", the oracle's");
        assertThat(other.code).isEqualTo(1);
        assertThat(other.text).contains("NOT the oracle's 0000");
    }

    @Test
    void writesTheTextThatItHashes() throws IOException {
        OrderFlow.Builder flow = new OrderFlow.Builder(2);
        flow.onNew(0, 1, true, false, 100, 5);
        flow.onCancel(0, 1);
        Path file = folder.resolve("two.bin");
        OrderFiles.write(flow.build(0), file);
        Path text = folder.resolve("text");

        Run run = run(file, "--runs", "0", "--engine", "parity", "--canonical", text.toString());

        assertThat(run.code).isZero();
        assertThat(run.text).contains("no oracle given");
        assertThat(text).hasContent("0,0,0,1,100,5\n2,1,0,1,100");
    }

    @Test
    void saysWhatIsWrongInOneLine() throws IOException {
        Path file = Files.createFile(folder.resolve("odd.bin"));

        assertThat(run(file, "--engine", "fast").code).isEqualTo(2);
        assertThat(run(file, "--engine", "fast").text)
                .contains("no engine is named fast; use ours");
        assertThat(run(file, "--flow", "calm").code).isEqualTo(1);
        assertThat(run(file).text).contains("ends within its header");
        assertThat(run(file, "--hashes", file.toString()).text)
                .contains("is not named orders_<scenario>_s<seed>_n<count>.bin");
        assertThat(run(file, "--flow", "normal", "--hash", "ab").text)
                .contains("take one flow, not 2");
    }

    private record Run(int code, String text) {}

    private static Run run(Path file, String... options) {
        String[] arguments = new String[options.length + 1];
        arguments[0] = file.toString();
        System.arraycopy(options, 0, arguments, 1, options.length);
        PrintStream out = System.out;
        PrintStream error = System.err;
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        try (PrintStream captured = new PrintStream(text, true, StandardCharsets.UTF_8)) {
            System.setOut(captured);
            System.setErr(captured);
            int code = Programs.run(new ChallengeProgram(), arguments);
            return new Run(code, text.toString(StandardCharsets.UTF_8));
        } finally {
            System.setOut(out);
            System.setErr(error);
        }
    }
}
