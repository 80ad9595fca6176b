package dev.kanishk.site;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.kanishk.site.browser.Chromium;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every page of the portfolio in a browser, narrow and light, wide and dark. Where no Chromium is
 * installed the build says so and goes on: it is not part of what a build may ask for.
 */
class PortfolioBrowserIT {
    private static final String AXE =
            "axe.run(document, {resultTypes: ['violations']}).then(r => r.violations.map(v =>"
                    + " v.id + ': ' + v.nodes.slice(0, 3).map(n => n.target.join(' ') + ' ' +"
                    + " n.failureSummary).join(' | ')))";
    private static final String TOO_WIDE =
            "document.documentElement.scrollWidth > document.documentElement.clientWidth";

    @TempDir private Path folder = Path.of("");

    @Test
    void everyPageIsAccessibleAndQuiet() throws Exception {
        Optional<Chromium> installed = Chromium.start(folder.resolve("profile"));
        if (installed.isEmpty()) {
            System.out.println("NOT CHECKED in a browser: there is no Chromium on the PATH");
        }
        assumeTrue(installed.isPresent(), "Chromium is not installed");
        Path site = folder.resolve("site");
        List<String> problems = new ArrayList<>();
        try (Chromium browser = installed.orElseThrow();
                Preview preview =
                        Preview.start(
                                PortfolioIT.portfolio(site),
                                0,
                                new PrintWriter(Writer.nullWriter()))) {
            String origin = preview.address().toString();
            String axe = axe();
            List<String> pages = pages(site);
            assertThat(pages).hasSizeGreaterThan(20);
            browser.show(360, 740, "light");
            for (String page : pages) {
                problems.addAll(look(browser, axe, origin, page, "light at 360 px"));
                if (browser.evaluate(TOO_WIDE).asBoolean()) {
                    problems.add(page + " is wider than 360 px");
                }
            }
            browser.show(1280, 900, "dark");
            for (String page : pages) {
                problems.addAll(look(browser, axe, origin, page, "dark at 1280 px"));
            }
        }
        assertThat(problems).isEmpty();
    }

    private static List<String> look(
            Chromium browser, String axe, String origin, String page, String how) throws Exception {
        List<String> problems = new ArrayList<>();
        browser.open(origin + page);
        browser.evaluate(axe);
        for (JsonNode violation : browser.evaluate(AXE)) {
            problems.add(page + ", " + how + ": " + violation.asText());
        }
        for (String complaint : browser.complaints(origin)) {
            problems.add(page + ", " + how + ": " + complaint);
        }
        return problems;
    }

    private static String axe() throws IOException {
        try (InputStream script =
                PortfolioBrowserIT.class.getClassLoader().getResourceAsStream("axe.min.js")) {
            assertThat(script).isNotNull();
            return new String(script.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static List<String> pages(Path site) throws IOException {
        try (Stream<Path> files = Files.walk(site)) {
            return files.filter(file -> file.toString().endsWith(".html"))
                    .map(file -> site.relativize(file).toString())
                    .sorted()
                    .toList();
        }
    }
}
