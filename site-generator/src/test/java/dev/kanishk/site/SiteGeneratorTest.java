package dev.kanishk.site;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kanishk.site.check.SiteChecker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SiteGeneratorTest {
    private static final String SETTINGS =
            """
            title: Example
            author: Somebody
            description: A site for tests.
            navigation: guides, benchmarks
            sources: ../sources
            """;

    @TempDir private Path folder = Path.of("");

    @BeforeEach
    void writeSite() throws IOException {
        put("docs/site.yaml", SETTINGS);
        put(
                "docs/index.md",
                page("Home", "Speed {{figure demo.throughput}}. [Guide](guides/a.md#steps)"));
        put("docs/404.md", page("Not found", "Nothing."));
        put(
                "docs/guides/a.md",
                page("Guide", "## Steps\n\nSee [code](src:A.java).\n\n```java\nclass A {}\n```\n"));
        put("docs/systems/demo.md", page("Demo", "{{metrics demo}}\n\n{{checks demo}}\n"));
        put("sources/A.java", "class A { String s = \"<&>\"; }\n");
        put("results/m/set/machine.json", MACHINE);
        put("results/m/set/demo.showcase.json", SHOWCASE);
    }

    @Test
    void buildsASiteWithNothingBroken() throws IOException {
        SiteSummary summary = build("site");

        assertThat(summary.pages()).isGreaterThan(8);
        assertThat(SiteChecker.check(folder.resolve("site"))).isEmpty();
    }

    @Test
    void fillsFiguresInFromResultFiles() throws IOException {
        build("site");

        assertThat(read("site/index.html")).contains("12\u202f346 ± 12\u00a0jobs/s");
        assertThat(read("site/systems/demo.html")).contains("Nothing was lost").contains("Held");
        assertThat(read("site/source/A.java.html")).contains("&lt;&amp;&gt;");
    }

    @Test
    void givesTheSameBytesTwice() throws IOException {
        build("one");
        build("two");

        assertThat(contents("one")).isEqualTo(contents("two"));
    }

    @Test
    void reportsEveryProblemWithFileAndLineAndLeavesTheOldSite() throws IOException {
        build("site");
        String before = read("site/index.html");
        put("docs/index.md", "---\ntitle: Home\ncolour: red\n---\n\n{{figure demo.troughput}}\n");
        put("docs/guides/a.md", page("Guide", "[gone](b.md)\n\n![](x.png)\n\n{{shout x}}\n"));

        assertThatThrownBy(() -> build("site"))
                .isInstanceOf(InvalidSourceException.class)
                .hasMessageContaining("index.md:3: unknown key 'colour'")
                .hasMessageContaining("index.md:2: 'description:' is missing")
                .hasMessageContaining(
                        "index.md:6: no figure 'demo.troughput'; nearest: demo.throughput")
                .hasMessageContaining("guides/a.md:6: no page guides/b.md")
                .hasMessageContaining("guides/a.md:8: the image has no alternative text")
                .hasMessageContaining("guides/a.md:10: unknown directive 'shout'");
        assertThat(read("site/index.html")).isEqualTo(before);
    }

    @Test
    void linksToNoFileOutsideOfTheSources() throws IOException {
        put("secret.txt", "secret");
        put("docs/guides/a.md", page("Guide", "[x](src:../secret.txt)"));

        assertThatThrownBy(() -> build("site")).hasMessageContaining("no source file");
    }

    @Test
    void showsHtmlInPagesInsteadOfPassingItOn() throws IOException {
        put("docs/guides/a.md", page("Guide", "[x](javascript:alert) [Steps](#steps)\n\n## Steps"));

        build("site");
        assertThat(read("site/guides/a.html")).doesNotContain("javascript:");

        put("docs/guides/a.md", page("Guide", "<script>alert(1)</script>"));
        put("docs/index.md", page("Home", "Text."));
        build("site");
        assertThat(read("site/guides/a.html"))
                .contains("&lt;script&gt;")
                .doesNotContain("alert(1)</s");
    }

    @Test
    void leavesDraftsOutUnlessAskedFor() throws IOException {
        put("docs/guides/b.md", "---\ntitle: B\ndescription: B.\ndraft: true\n---\n");
        build("site");

        assertThat(folder.resolve("site/guides/b.html")).doesNotExist();
    }

    @Test
    void neverReplacesAFolderThatIsNotASite() throws IOException {
        put("precious/file.txt", "keep me");

        assertThatThrownBy(() -> build("precious")).isInstanceOf(IOException.class);
        assertThat(read("precious/file.txt")).isEqualTo("keep me");
    }

    @Test
    void namesFileAndFieldOfADamagedResult() throws IOException {
        put("results/m/set/demo.showcase.json", SHOWCASE.replace("12345.6", "\"much\""));

        assertThatThrownBy(() -> build("site"))
                .hasMessageContaining("demo.showcase.json: metrics[0].value")
                .hasMessageContaining("not a number");
    }

    private SiteSummary build(String output) throws IOException {
        return new SiteGenerator(
                        new SiteRequest(
                                folder.resolve("docs"),
                                List.of(folder.resolve("results")),
                                folder.resolve(output),
                                null,
                                false,
                                false))
                .build();
    }

    private Map<String, String> contents(String name) throws IOException {
        Path root = folder.resolve(name);
        Map<String, String> contents = new TreeMap<>();
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                contents.put(
                        root.relativize(file).toString(),
                        java.util.HexFormat.of().formatHex(Files.readAllBytes(file)));
            }
        }
        return contents;
    }

    private String read(String name) throws IOException {
        return Files.readString(folder.resolve(name));
    }

    private void put(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private static String page(String title, String body) {
        return "---\ntitle: "
                + title
                + "\ndescription: About "
                + title
                + ".\n---\n\n"
                + body
                + "\n";
    }

    private static final String MACHINE =
            """
            {"schema": "dev.kanishk.machine/1", "name": "m", "processor": "P", "cores": 2,
             "memoryBytes": 1000, "virtual": "no", "operatingSystem": "Linux", "jvm": "25",
             "jvmFlags": [], "commit": "0123456789ab", "clean": true, "date": "2026-11-23",
             "compilers": {}}
            """;

    private static final String SHOWCASE =
            """
            {"schema": "dev.kanishk.showcase/1", "system": "demo", "title": "A demo.",
             "command": "demo", "startedAt": "2026-11-23T12:00:00Z", "seconds": 1.5,
             "metrics": [{"name": "throughput", "label": "Jobs done", "value": 12345.6,
               "error": 12.3, "unit": "jobs/s", "better": "HIGHER", "peer": null}],
             "checks": [{"name": "lost", "label": "Nothing was lost", "passed": true,
               "detail": "0 lost"}],
             "distributions": [], "notes": ["A note."]}
            """;
}
