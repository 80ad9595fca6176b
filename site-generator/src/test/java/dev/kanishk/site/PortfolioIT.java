package dev.kanishk.site;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kanishk.site.check.SiteChecker;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The portfolio itself, rendered with the reference results. */
class PortfolioIT {
    @TempDir private static Path folder = Path.of("");

    @BeforeAll
    static void build() throws IOException {
        new SiteGenerator(portfolio(folder)).build();
    }

    static SiteRequest portfolio(Path output) {
        return new SiteRequest(
                Path.of("../docs"),
                List.of(Path.of("../benchmarks/results")),
                output,
                null,
                false,
                false);
    }

    @Test
    void linksAnchorsIdsTitlesAndAlternativeTextsAreWhole() throws IOException {
        assertThat(SiteChecker.check(folder)).isEmpty();
    }

    @Test
    void everyPageIsValidHtml() throws Exception {
        Process validator =
                new ProcessBuilder(
                                ProcessHandle.current().info().command().orElseThrow(),
                                "-cp",
                                System.getProperty("java.class.path"),
                                "nu.validator.client.SimpleCommandLineValidator",
                                "--Werror",
                                "--skip-non-html",
                                // A file has no origin that could be 'self'; the browser checks.
                                "--filterpattern",
                                ".*Resource violates Content Security Policy.*",
                                "--format",
                                "gnu",
                                folder.toString())
                        .redirectErrorStream(true)
                        .start();
        String found = validator.inputReader().readAllAsString();
        assertThat(validator.waitFor()).as(found).isZero();
    }
}
