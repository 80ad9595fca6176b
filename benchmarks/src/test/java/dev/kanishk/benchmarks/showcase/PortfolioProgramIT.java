package dev.kanishk.benchmarks.showcase;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kanishk.benchmarks.program.Programs;
import dev.kanishk.benchmarks.result.Check;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PortfolioProgramIT {
    @TempDir private Path folder;

    @Test
    void rendersTheFreshResultsAfterTheReference() throws Exception {
        assertThat(run(true, Generator.class)).isZero();

        assertThat(folder.resolve("site/index.html"))
                .hasContent(
                        String.join(
                                " ",
                                "build --source docs --results reference --results",
                                folder.resolve("results").toString(),
                                "--output",
                                folder.resolve("site").toString()));
        assertThat(resultFiles()).containsExactly("machine.json", "small.showcase.json");
    }

    @Test
    void rendersAFailedCheckTooButFails() throws Exception {
        assertThat(run(false, Generator.class)).isEqualTo(1);

        assertThat(folder.resolve("site/index.html")).exists();
    }

    @Test
    void failsWhenTheSiteCannotBeRendered() throws Exception {
        assertThat(run(true, BrokenGenerator.class)).isEqualTo(1);
    }

    private int run(boolean holds, Class<?> generator) throws IOException {
        ShowcaseProgram showcase = new ShowcaseProgram(() -> List.of(new Small(holds)));
        return Programs.run(
                new PortfolioProgram(showcase),
                "--reference",
                "reference",
                "--results",
                folder.resolve("results").toString(),
                "--work",
                folder.resolve("work").toString(),
                "--site-generator",
                jar(generator).toString(),
                "--output",
                folder.resolve("site").toString());
    }

    private List<String> resultFiles() throws IOException {
        try (Stream<Path> tree = Files.walk(folder.resolve("results"))) {
            return tree.filter(Files::isRegularFile)
                    .map(file -> file.getFileName().toString())
                    .sorted()
                    .toList();
        }
    }

    private Path jar(Class<?> main) throws IOException {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, main.getName());
        Path file = folder.resolve("generator.jar");
        String entry = main.getName().replace('.', '/') + ".class";
        try (JarOutputStream jar = new JarOutputStream(Files.newOutputStream(file), manifest);
                var bytes = main.getClassLoader().getResourceAsStream(entry)) {
            jar.putNextEntry(new JarEntry(entry));
            if (bytes == null) {
                throw new IOException("no class file " + entry);
            }
            bytes.transferTo(jar);
        }
        return file;
    }

    /** Writes its arguments where a generator writes the first page. */
    static final class Generator {
        private Generator() {}

        public static void main(String[] arguments) throws IOException {
            Path output = Path.of(arguments[arguments.length - 1]);
            Files.createDirectories(output);
            Files.writeString(output.resolve("index.html"), String.join(" ", arguments));
        }
    }

    /** Always fails. */
    static final class BrokenGenerator {
        private BrokenGenerator() {}

        public static void main(String[] arguments) {
            System.exit(1);
        }
    }

    private record Small(boolean holds) implements Showcase {
        @Override
        public String system() {
            return "small";
        }

        @Override
        public String title() {
            return "Does little";
        }

        @Override
        public Outcome run(ShowcaseRun run) {
            return new Outcome(
                    List.of(),
                    List.of(new Check("holds", "Holds", holds, "seen")),
                    List.of(),
                    List.of());
        }
    }
}
