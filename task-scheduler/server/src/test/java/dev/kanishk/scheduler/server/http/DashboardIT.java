package dev.kanishk.scheduler.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.kanishk.scheduler.server.access.Admission;
import dev.kanishk.scheduler.server.access.Token;
import dev.kanishk.scheduler.server.access.Tokens;
import dev.kanishk.site.browser.Chromium;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The dashboard in a real browser, through the pages that operators see. */
class DashboardIT {
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final String HOSTILE =
            "<script>window.hurt=1</script><img src=x onerror=window.hurt=1>";
    private static final String AXE =
            "axe.run(document, {resultTypes: ['violations']}).then(r => r.violations.map(v =>"
                    + " v.id + ': ' + v.nodes.slice(0, 3).map(n => n.target.join(' ') + ' ' +"
                    + " n.failureSummary).join(' | ')))";
    private static final String READER = "a-token-that-may-read";
    private static final String OPERATOR = "a-token-that-may-operate";

    @TempDir Path folder;

    /** What is checked in a browser, where there is one. */
    @FunctionalInterface
    private interface Check {
        void in(Chromium browser) throws Exception;
    }

    private void inBrowser(Check check) throws Exception {
        Optional<Chromium> installed = Chromium.start(folder.resolve("profile"));
        if (installed.isEmpty()) {
            System.out.println("NOT CHECKED: the dashboard in a browser: there is no Chromium");
            return;
        }
        try (Chromium browser = installed.get()) {
            browser.show(1280, 900, "light");
            check.in(browser);
        }
    }

    private TestServer start(int port) {
        HttpSettings local = HttpSettings.local();
        return TestServer.start(
                folder,
                new HttpSettings(
                        local.address(), port, local.admission(), local.limits(), local.tls()));
    }

    private static String fill(TestServer server) throws Exception {
        server.post("/v1/jobs", TestServer.times(40, "{\"type\":\"good\",\"payload\":{\"n\":1}}"));
        server.post("/v1/jobs", TestServer.times(5, "{\"type\":\"parked\"}"));
        server.post("/v1/jobs", "{\"type\":\"parked\",\"runAt\":\"2126-01-01T00:00:00Z\"}");
        String bad = "{\"type\":\"bad\",\"payload\":\"" + HOSTILE + "\"}";
        server.post("/v1/jobs", TestServer.times(3, bad));
        await().atMost(PATIENCE)
                .until(() -> server.get("/v1/dlq").body().path("items").size() == 3);
        await().atMost(PATIENCE)
                .until(() ->
                        server.get("/v1/reports/types").body().at("/items/0/counts/DEAD").asInt()
                                == 3);
        await().atMost(PATIENCE)
                .until(() ->
                        server.get("/v1/reports/errors").body().at("/items/0/count").asInt() == 3);
        return server.get("/v1/dlq").body().at("/items/0/id").asText();
    }

    private static void open(Chromium browser, String origin, String page) throws Exception {
        browser.open("about:blank");
        browser.open(origin + "/" + page);
        await().atMost(PATIENCE).until(() -> has(browser, "main h1, main form"));
    }

    private static boolean has(Chromium browser, String selector) throws Exception {
        return browser.evaluate("document.querySelector('" + selector + "') !== null").asBoolean();
    }

    private static String text(Chromium browser, String selector) throws Exception {
        return browser.evaluate(
                        "document.querySelector('" + selector + "')?.textContent ?? 'nothing'")
                .asText();
    }

    private static void click(Chromium browser, String selector) throws Exception {
        await().atMost(PATIENCE).until(() -> has(browser, selector));
        browser.evaluate("document.querySelector('" + selector + "').click()");
    }

    private static void awaitNotice(Chromium browser, String words) {
        await().atMost(PATIENCE).until(() -> text(browser, "#notice").contains(words));
    }

    private static String axe() throws Exception {
        try (InputStream script =
                DashboardIT.class.getClassLoader().getResourceAsStream("axe.min.js")) {
            assertThat(script).isNotNull();
            return new String(script.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static List<String> look(Chromium browser, String origin, String page, String how)
            throws Exception {
        List<String> problems = new ArrayList<>();
        open(browser, origin, page);
        for (String complaint : browser.complaints(origin)) {
            if (!complaint.endsWith("about:blank")) {
                problems.add(page + ", " + how + ": " + complaint);
            }
        }
        browser.evaluate(axe());
        for (JsonNode violation : browser.evaluate(AXE)) {
            problems.add(page + ", " + how + ": " + violation.asText());
        }
        String tooWide =
                "document.documentElement.scrollWidth > document.documentElement.clientWidth";
        if (browser.evaluate(tooWide).asBoolean()) {
            problems.add(page + ", " + how + ": is wider than the window");
        }
        String pictures = System.getProperty("dashboard.pictures", "");
        if (!pictures.isEmpty()) {
            String name = (page + "-" + how).replaceAll("[^A-Za-z0-9]+", "_") + ".png";
            Files.write(Path.of(pictures).resolve(name), browser.picture());
        }
        return problems;
    }

    @Test
    void everyPageIsAccessibleQuietAndFits() throws Exception {
        inBrowser(browser -> {
            try (TestServer server = TestServer.start(folder, HttpSettings.local())) {
                String dead = fill(server);
                String origin = server.uri("").toString();
                List<String> problems = new ArrayList<>();
                List<String> pages =
                        List.of("", "#/type/bad", "#/jobs", "#/dlq?type=bad", "#/job/" + dead);
                browser.show(360, 740, "light");
                for (String page : pages) {
                    problems.addAll(look(browser, origin, page, "light at 360 px"));
                }
                browser.show(1280, 900, "dark");
                for (String page : pages) {
                    problems.addAll(look(browser, origin, page, "dark at 1280 px"));
                }
                browser.show(1280, 900, "light");
                problems.addAll(look(browser, origin, "", "light at 1280 px"));
                assertThat(problems).isEmpty();
            }
        });
    }

    @Test
    void showsHostileTextAsText() throws Exception {
        inBrowser(browser -> {
            try (TestServer server = TestServer.start(folder, HttpSettings.local())) {
                String dead = fill(server);
                String origin = server.uri("").toString();
                for (String page : List.of("", "#/type/bad", "#/dlq", "#/job/" + dead)) {
                    open(browser, origin, page);
                    await().atMost(PATIENCE).until(() -> text(browser, "main").contains(HOSTILE));
                    assertThat(browser.evaluate("window.hurt === undefined").asBoolean()).isTrue();
                    assertThat(has(browser, "main img, main script")).isFalse();
                }
            }
        });
    }

    @Test
    void redrivesDeadJobsByClicking() throws Exception {
        inBrowser(browser -> {
            try (TestServer server = TestServer.start(folder, HttpSettings.local())) {
                String dead = fill(server);
                open(browser, server.uri("").toString(), "#/dlq?type=bad");
                click(browser, "[data-key=\"redrive-all\"]");
                assertThat(text(browser, "dialog")).contains("Redrive dead jobs of bad?");
                click(browser, "dialog [value=no]");
                await().atMost(PATIENCE).until(() -> !has(browser, "dialog"));
                assertThat(server.get("/v1/jobs/" + dead).text("failures")).isEqualTo("1");
                click(browser, "[data-key=\"redrive-all\"]");
                click(browser, "dialog [data-key=confirm]");
                awaitNotice(browser, "3 jobs of bad were redriven.");
                String causes = server.get("/v1/jobs/" + dead + "/audit").text();
                assertThat(causes).contains("REDRIVEN");
            }
        });
    }

    @Test
    void isUsedWithTheKeyboardAlone() throws Exception {
        inBrowser(browser -> {
            try (TestServer server = TestServer.start(folder, HttpSettings.local())) {
                fill(server);
                open(browser, server.uri("").toString(), "");
                browser.press("Tab");
                assertThat(browser.evaluate("document.activeElement.className").asText())
                        .isEqualTo("skip");
                tabTo(browser, "all-throughput");
                String before = text(browser, ".chart .at");
                browser.press("ArrowLeft");
                assertThat(text(browser, ".chart .at")).isNotEqualTo(before);
                tabTo(browser, "pause-good");
                browser.press("Enter");
                await().atMost(PATIENCE).until(() -> has(browser, "dialog[open]"));
                tabTo(browser, "confirm");
                browser.press("Enter");
                awaitNotice(browser, "good is paused.");
                assertThat(server.store().types())
                        .anyMatch(type -> type.type().equals("good") && type.paused());
                await().atMost(PATIENCE)
                        .until(() -> text(browser, "[data-key=pause-good]").equals("Resume"));
                tabTo(browser, "pause-good");
                browser.press("Enter");
                awaitNotice(browser, "good is resumed.");
            }
        });
    }

    private static void tabTo(Chromium browser, String key) throws Exception {
        List<String> passed = new ArrayList<>();
        while (!passed.contains(key)) {
            browser.press("Tab");
            passed.add(browser.evaluate("document.activeElement.dataset.key ?? ''").asText());
            assertThat(passed).hasSizeLessThan(100);
        }
    }

    @Test
    void saysThatTheServerIsGoneAndRecovers() throws Exception {
        inBrowser(browser -> {
            int port;
            try (TestServer server = start(0)) {
                port = server.api().port();
                fill(server);
                open(browser, server.uri("").toString(), "");
            }
            awaitNotice(browser, "The server does not answer.");
            assertThat(has(browser, ".tiles")).isTrue();
            try (TestServer server = start(port)) {
                awaitNotice(browser, "The server answers again.");
                assertThat(server.api().port()).isEqualTo(port);
            }
        });
    }

    @Test
    void offersATokenOnlyWhatItMayDo() throws Exception {
        Path file =
                Files.write(
                        folder.resolve("tokens"),
                        List.of(
                                Token.of(READER, "reader", List.of("read"), List.of("good")).line(),
                                Token.of(OPERATOR, "boss", List.of("operate"), List.of()).line()));
        HttpSettings settings = HttpSettings.local().with(new Admission.Bearers(Tokens.read(file)));
        inBrowser(browser -> {
            try (TestServer server = TestServer.start(folder, settings)) {
                server.scheduler().enqueue("good", "");
                server.scheduler().enqueue("parked", "");
                open(browser, server.uri("").toString(), "");
                signIn(browser, "no-token-at-all-really");
                awaitNotice(browser, "This token is not known.");
                signIn(browser, READER);
                await().atMost(PATIENCE).until(() -> has(browser, "[data-key=type-good]"));
                assertThat(text(browser, "#caller")).contains("reader");
                assertThat(has(browser, "[data-key=type-parked]")).isFalse();
                assertThat(has(browser, "[data-key=pause-good]")).isFalse();
                click(browser, "[data-key=sign-out]");
                signIn(browser, OPERATOR);
                await().atMost(PATIENCE).until(() -> has(browser, "[data-key=pause-good]"));
                assertThat(has(browser, "[data-key=type-parked]")).isTrue();
                assertThat(browser.evaluate("JSON.stringify(localStorage)").asText())
                        .isEqualTo("{}");
            }
        });
    }

    private static void signIn(Chromium browser, String token) throws Exception {
        await().atMost(PATIENCE).until(() -> has(browser, "#token"));
        browser.evaluate("document.querySelector('#token').focus()");
        browser.evaluate("document.querySelector('#token').value = ''");
        browser.type(token);
        browser.press("Enter");
    }
}
