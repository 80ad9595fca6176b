package dev.kanishk.site;

import dev.kanishk.site.check.Problem;
import dev.kanishk.site.check.SiteChecker;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Builds a site. */
@Command(
        name = "build",
        mixinStandardHelpOptions = true,
        description = "Builds the site.",
        footer = "Exits with 1 and a line for each problem if a page is wrong; the old site stays.")
final class BuildCommand implements Callable<Integer> {
    @Mixin
    @SuppressWarnings("NullAway.Init") // picocli sets it before the call
    private SiteOptions options;

    @Option(names = "--strict", description = "Check the finished site too, as 'check' does.")
    private boolean strict;

    @Option(names = "--json", description = "Print the result as one JSON object.")
    private boolean json;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before the call
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        SiteRequest request = options.request(false);
        long start = System.nanoTime();
        SiteSummary summary = new SiteGenerator(request).build();
        long millis = (System.nanoTime() - start) / 1_000_000;
        List<Problem> problems = strict ? SiteChecker.check(request.output()) : List.of();
        problems.forEach(problem -> spec.commandLine().getErr().println(problem));
        spec.commandLine()
                .getOut()
                .println(
                        json
                                ? "{\"pages\":%d,\"files\":%d,\"bytes\":%d,\"milliseconds\":%d}"
                                        .formatted(
                                                summary.pages(),
                                                summary.files(),
                                                summary.bytes(),
                                                millis)
                                : "%d pages, %d files, %d kB in %d ms: %s"
                                        .formatted(
                                                summary.pages(),
                                                summary.files(),
                                                summary.bytes() / 1000,
                                                millis,
                                                request.output().resolve("index.html")));
        return problems.isEmpty() ? 0 : 1;
    }
}
