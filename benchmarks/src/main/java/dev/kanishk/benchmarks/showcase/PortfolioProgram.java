package dev.kanishk.benchmarks.showcase;

import dev.kanishk.benchmarks.program.Programs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * The main job: measures every system, renders the portfolio with the fresh figures, says where.
 */
@Command(
        name = "portfolio",
        mixinStandardHelpOptions = true,
        versionProvider = Programs.Version.class,
        description = "Runs the showcase, then renders the site with the figures it measured.",
        footer = "Exits with 1 if a part broke, a check failed or the site could not be rendered.")
public final class PortfolioProgram implements Callable<Integer> {
    @Option(names = "--source", paramLabel = "DIR", description = "The Markdown of the pages.")
    private Path source = Path.of("docs");

    @Option(
            names = "--reference",
            paramLabel = "DIR",
            description = "The committed results; the fresh ones go before them.")
    private Path reference = Path.of("benchmarks/results");

    @Option(names = "--results", paramLabel = "DIR", description = "Where fresh results go.")
    private Path results = Path.of(ShowcaseProgram.OUTPUT);

    @Option(
            names = "--site-generator",
            paramLabel = "JAR",
            description = "The program that renders the site.")
    private Path siteGenerator = Path.of("site-generator/target/site-generator.jar");

    @Option(names = "--output", paramLabel = "DIR", description = "Where the site goes.")
    private Path output = Path.of("target/portfolio");

    @Option(
            names = "--work",
            paramLabel = "DIR",
            description = "Where the parts work; what they leave there is deleted.")
    private Path work = Path.of(ShowcaseProgram.WORK);

    private final ShowcaseProgram showcase;

    /** Makes the program for the whole showcase. */
    public PortfolioProgram() {
        this(new ShowcaseProgram());
    }

    PortfolioProgram(ShowcaseProgram showcase) {
        this.showcase = showcase;
    }

    /** Runs the program and exits. */
    public static void main(String[] arguments) {
        System.exit(Programs.run(new PortfolioProgram(), arguments));
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (!Files.exists(siteGenerator)) {
            throw new IOException(
                    siteGenerator + " is not there: run 'mvn package' in the root folder first");
        }
        int measured =
                Programs.run(showcase, "--output", results.toString(), "--work", work.toString());
        int rendered = render();
        if (rendered != 0) {
            throw new IOException("the site was not rendered: see the lines above");
        }
        Path start = output.resolve("index.html").toAbsolutePath().normalize();
        System.out.println();
        System.out.println("The portfolio: " + start.toUri());
        System.out.println("To serve it:   " + String.join(" ", command("serve")));
        if (measured != 0) {
            System.err.println("The site shows it, but not everything held: see the lines above.");
        }
        return measured;
    }

    private int render() throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command("build")).inheritIO().start();
        Thread atExit = new Thread(process::destroy, "end-site-generator");
        Runtime.getRuntime().addShutdownHook(atExit);
        int exitCode = process.waitFor();
        Runtime.getRuntime().removeShutdownHook(atExit);
        return exitCode;
    }

    private List<String> command(String verb) {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-jar",
                siteGenerator.toString(),
                verb,
                "--source",
                source.toString(),
                "--results",
                reference.toString(),
                "--results",
                results.toString(),
                "--output",
                output.toString());
    }
}
