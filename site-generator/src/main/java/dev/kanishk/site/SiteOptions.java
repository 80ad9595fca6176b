package dev.kanishk.site;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that {@code build} and {@code serve} share. */
final class SiteOptions {
    @Option(
            names = "--source",
            paramLabel = "DIR",
            description = "The folder with site.yaml and the pages. Default: ${DEFAULT-VALUE}.")
    private Path source = Path.of("docs");

    @Option(
            names = "--results",
            paramLabel = "DIR",
            description =
                    "A folder with result sets; may be given more than once, the later wins."
                            + " Default: ${DEFAULT-VALUE}.")
    private List<Path> results = List.of(Path.of("benchmarks/results"));

    @Option(
            names = "--output",
            paramLabel = "DIR",
            required = true,
            description = "The folder to write; what the site held before is replaced.")
    @SuppressWarnings("NullAway.Init") // picocli requires it
    private Path output;

    @Option(
            names = "--base-url",
            paramLabel = "URL",
            description = "Where the site will be served. Default: baseUrl in site.yaml.")
    private @Nullable String baseUrl;

    @Option(names = "--drafts", description = "Include pages marked as drafts.")
    private boolean drafts;

    SiteRequest request(boolean reload) {
        return new SiteRequest(source, results, output, baseUrl, drafts, reload);
    }
}
