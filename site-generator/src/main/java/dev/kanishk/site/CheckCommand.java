package dev.kanishk.site;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.kanishk.site.check.Problem;
import dev.kanishk.site.check.SiteChecker;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Checks a finished site. */
@Command(
        name = "check",
        mixinStandardHelpOptions = true,
        description = "Checks links, anchors, ids, titles, alternative texts of a finished site.",
        footer = "Exits with 1 and a list if anything is broken.")
final class CheckCommand implements Callable<Integer> {
    @Parameters(paramLabel = "DIR", description = "The site's folder.")
    @SuppressWarnings("NullAway.Init") // picocli requires it
    private Path folder;

    @Option(names = "--json", description = "Print the result as one JSON object.")
    private boolean json;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before the call
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        List<Problem> problems = SiteChecker.check(folder);
        if (json) {
            String text = new ObjectMapper().writeValueAsString(Map.of("problems", problems));
            spec.commandLine().getOut().println(text);
        } else {
            problems.forEach(problem -> spec.commandLine().getOut().println(problem));
            spec.commandLine()
                    .getErr()
                    .println(
                            problems.isEmpty()
                                    ? "Nothing broken."
                                    : problems.size() + " problems.");
        }
        return problems.isEmpty() ? 0 : 1;
    }
}
