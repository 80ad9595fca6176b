package dev.kanishk.site;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SiteGeneratorProgramTest {
    @TempDir private Path folder = Path.of("");
    private String docs = "";
    private String site = "";

    @BeforeEach
    void write() throws IOException {
        docs = Files.createDirectory(folder.resolve("docs")).toString();
        site = folder.resolve("site").toString();
        put("site.yaml", "title: T\nauthor: A\ndescription: D.\nnavigation: guides\n");
        put("index.md", page("Home", "Welcome."));
        put("404.md", page("Nothing here", "Gone."));
        put("guides/first.md", page("A guide", "Begin."));
    }

    @Test
    void exitsWithNothingWhenAllIsWell() {
        assertThat(run("build", "--source", docs, "--output", site, "--strict")).isZero();
        assertThat(run("check", site)).isZero();
        assertThat(run("--help")).isZero();
        assertThat(run("build", "--help")).isZero();
        assertThat(run("--version")).isZero();
    }

    @Test
    void exitsWithOneWhenTheWorkFails() throws IOException {
        put("index.md", page("Home", "{{figure demo.throughput}}"));
        assertThat(run("build", "--source", docs, "--output", site)).isEqualTo(1);
        assertThat(run("build", "--source", folder + "/none", "--output", site)).isEqualTo(1);
        assertThat(run("check", folder + "/none")).isEqualTo(1);

        Files.createDirectories(folder.resolve("broken"));
        Files.writeString(
                folder.resolve("broken/index.html"),
                "<!DOCTYPE html><html lang=\"en\"><title>T</title>"
                        + "<a href=\"gone.html\">x</a></html>");
        assertThat(run("check", folder.resolve("broken").toString())).isEqualTo(1);
    }

    @Test
    void exitsWithTwoOnWrongUse() {
        assertThat(run()).isEqualTo(2);
        assertThat(run("bild")).isEqualTo(2);
        assertThat(run("build", "--colour", "red")).isEqualTo(2);
        assertThat(run("serve", "--source", docs, "--output", site, "--port", "70000"))
                .isEqualTo(2);
        assertThat(run("check")).isEqualTo(2);
    }

    private static int run(String... arguments) {
        return SiteGeneratorProgram.run(arguments);
    }

    private void put(String name, String text) throws IOException {
        Path file = Path.of(docs).resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private static String page(String title, String body) {
        return "---\ntitle: " + title + "\ndescription: A page for tests.\n---\n\n" + body + "\n";
    }
}
