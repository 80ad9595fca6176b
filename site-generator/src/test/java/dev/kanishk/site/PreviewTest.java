package dev.kanishk.site;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class PreviewTest {
    private static final String SETTINGS =
            """
            title: Example
            author: Somebody
            description: A site for tests.
            navigation: guides
            """;

    @TempDir private Path folder = Path.of("");
    private final HttpClient client = HttpClient.newHttpClient();
    private Preview preview;
    private FutureTask<Void> watching;

    @BeforeEach
    void start() throws IOException {
        Files.createDirectories(folder.resolve("docs"));
        put("site.yaml", SETTINGS);
        put("index.md", page("First"));
        put("404.md", page("Nothing here"));
        put("guides/first.md", page("A guide"));
        SiteRequest request =
                new SiteRequest(
                        folder.resolve("docs"),
                        List.of(),
                        folder.resolve("site"),
                        null,
                        true,
                        true);
        preview = Preview.start(request, 0, new PrintWriter(Writer.nullWriter()));
        watching =
                new FutureTask<>(() -> {
                    preview.watch();
                    return null;
                });
        Thread.ofVirtual().start(watching);
    }

    @AfterEach
    void stop() throws Exception {
        preview.close();
        watching.get();
        client.close();
    }

    @Test
    void servesPagesAndAssetsWithTheirTypes() throws Exception {
        HttpResponse<String> home = get("");
        assertThat(home.statusCode()).isEqualTo(200);
        assertThat(home.body()).contains("First").contains("reload.js");
        assertThat(home.headers().firstValue("Content-Type")).contains("text/html; charset=utf-8");
        assertThat(get("assets/site.css").headers().firstValue("Content-Type"))
                .contains("text/css; charset=utf-8");
        assertThat(get("none.html").statusCode()).isEqualTo(404);
        assertThat(get("none.html").body()).contains("Nothing here");
        assertThat(get("%2e%2e/docs/site.yaml").statusCode()).isEqualTo(404);
    }

    @Test
    void tellsTheBrowserOfAChangeAndShowsWhatIsWrong() throws Exception {
        HttpRequest changes = HttpRequest.newBuilder(address(".changes")).build();
        try (Stream<String> lines = client.send(changes, BodyHandlers.ofLines()).body()) {
            Iterator<String> events = lines.iterator();
            assertThat(events.next()).isEqualTo(": connected");

            put("index.md", page("Second version"));
            awaitEvent(events);
            assertThat(get("").body()).contains("Second version");

            put("index.md", page("[gone](missing.md)"));
            awaitEvent(events);
            HttpResponse<String> broken = get("");
            assertThat(broken.statusCode()).isEqualTo(500);
            assertThat(broken.body()).contains("index.md:6", "missing.md", "reload.js");

            put("index.md", page("Third version, repaired"));
            awaitEvent(events);
            assertThat(get("").body()).contains("Third version, repaired");
        }
    }

    private static void awaitEvent(Iterator<String> events) {
        String line = events.next();
        while (!line.startsWith("data: ")) {
            line = events.next();
        }
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(address(path)).build();
        return client.send(request, BodyHandlers.ofString());
    }

    private URI address(String path) {
        return URI.create(preview.address() + path);
    }

    private void put(String name, String text) throws IOException {
        Path file = folder.resolve("docs").resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private static String page(String body) {
        return "---\ntitle: A page\ndescription: A page for tests.\n---\n\n" + body + "\n";
    }
}
