package dev.kanishk.matching.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program on the samples that the core keeps of every format. */
class FormatsIT {
    private static final Path SAMPLES =
            Path.of("../core/src/test/resources/order-flow/samples").toAbsolutePath();

    @TempDir private Path folder = Path.of("");

    @Test
    void lobsterIsReplayed() throws Exception {
        String found =
                run("replay", sample("message"), "--format", "lobster", "--out", folder, "--json");

        assertThat(found).contains("\"unknownOrderEvents\":0", "\"executionsOutOfPriority\":0");
        assertThat(Files.readAllLines(folder.resolve("trades.csv"))).hasSizeGreaterThan(1);
    }

    @Test
    void itchIsJournaledAndRecovered() throws Exception {
        Path journal = folder.resolve("journal");
        String replayed =
                run(
                        "replay",
                        sample("itch"),
                        "--format",
                        "itch",
                        "--out",
                        folder.resolve("out"),
                        "--journal",
                        journal,
                        "--json");
        String recovered =
                run("recover", "--journal", journal, "--out", folder.resolve("again"), "--json");
        String inspected = run("inspect", "--journal", journal, "--json");

        assertThat(hash(recovered)).isEqualTo(hash(replayed));
        assertThat(folder.resolve("again/book.csv"))
                .hasSameBinaryContentAs(folder.resolve("out/book.csv"));
        assertThat(inspected).contains("\"damage\":null").contains("shard-0001");
    }

    private static String hash(String json) {
        return json.replaceAll("(?s).*\"stateHash\":\"(\\w+)\".*", "$1");
    }

    private static Path sample(String part) throws IOException {
        try (Stream<Path> files = Files.list(SAMPLES)) {
            return files.filter(each -> each.getFileName().toString().contains(part))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private static String run(Object... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-jar");
        command.add("target/matching-engine.jar");
        for (Object argument : arguments) {
            command.add(argument.toString());
        }
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(text).isZero();
        return text;
    }
}
