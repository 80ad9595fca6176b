package dev.kanishk.site.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SiteCheckerTest {
    @TempDir private Path folder = Path.of("");

    @Test
    void findsEveryKindOfFault() throws IOException {
        Files.writeString(
                folder.resolve("index.html"),
                """
                <!DOCTYPE html><html><head><title></title><style>p{}</style>
                <script>x()</script><script src="https://example.org/x.js"></script></head>
                <body><p id="a" onclick="x()">1</p><p id="a" style="x">2</p>
                <a href="gone.html">x</a><a href="#b">y</a><img src="gone.png"></body></html>
                """);
        Files.writeString(folder.resolve("virus.exe"), "x");

        assertThat(SiteChecker.check(folder))
                .extracting(Problem::message)
                .contains(
                        "has no title",
                        "has no lang on html",
                        "has 0 first headings, not 1",
                        "id 'a' is used twice",
                        "inline style",
                        "inline script",
                        "inline handler onclick",
                        "loads from another site: https://example.org/x.js",
                        "link to 'gone.html' leads nowhere",
                        "no anchor '#b' in index.html",
                        "image without alt: gone.png",
                        "unknown kind of file");
    }

    @Test
    void saysThatAnEmptyFolderIsNoSite() throws IOException {
        assertThat(SiteChecker.check(folder)).hasSize(1);
    }
}
