package dev.kanishk.scheduler.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kanishk.scheduler.server.http.TestServer.Answer;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the dashboard's files are served with. */
class DashboardTest {
    private static final Pattern FILE =
            Pattern.compile("(?:href|src)=\"/dashboard/([^\"]+)\"|from \"\\./([^\"]+)\"");

    @TempDir Path folder;
    private TestServer server;

    @BeforeEach
    void start() {
        server = TestServer.start(folder, HttpSettings.local());
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void runsNothingButItsOwnFiles() throws Exception {
        Answer page = server.get("/");
        assertThat(page.status()).isEqualTo(200);
        assertThat(page.header("Content-Security-Policy"))
                .startsWith("default-src 'none'; script-src 'self'; style-src 'self';")
                .contains("frame-ancestors 'none'")
                .doesNotContain("unsafe");
        assertThat(page.header("X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(page.header("Referrer-Policy")).isEqualTo("no-referrer");
        assertThat(page.header("Cross-Origin-Opener-Policy")).isEqualTo("same-origin");
        assertThat(page.text()).doesNotContain("style=").doesNotContain("<style");
        assertThat(server.get("/v1/types").header("X-Content-Type-Options")).isEqualTo("nosniff");
    }

    @Test
    void servesEachFileThatItAsksFor() throws Exception {
        Set<String> files = new TreeSet<>();
        Set<String> read = new TreeSet<>();
        collect(server.get("/").text(), files);
        while (!read.containsAll(files)) {
            for (String file : Set.copyOf(files)) {
                Answer answer = server.get("/dashboard/" + file);
                assertThat(answer.status()).as(file).isEqualTo(200);
                assertThat(answer.text()).doesNotContain("innerHTML").doesNotContain("://cdn");
                read.add(file);
                collect(answer.text(), files);
            }
        }
        assertThat(files).hasSize(9);
        assertThat(server.get("/dashboard/absent.js").status()).isEqualTo(404);
        assertThat(server.get("/dashboard/..%2Fhttp%2Fopenapi.json").status()).isEqualTo(404);
    }

    private static void collect(String text, Set<String> files) {
        Matcher matcher = FILE.matcher(text);
        while (matcher.find()) {
            files.add(matcher.group(1) == null ? matcher.group(2) : matcher.group(1));
        }
    }
}
