package dev.kanishk.site;

import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command line: {@code build}, {@code serve}, {@code check}. */
@Command(
        name = "site-generator",
        mixinStandardHelpOptions = true,
        versionProvider = SiteGeneratorProgram.Version.class,
        description = "Turns Markdown and measurements into a static site.",
        subcommands = {BuildCommand.class, ServeCommand.class, CheckCommand.class})
public final class SiteGeneratorProgram implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before the call
    private CommandSpec spec;

    SiteGeneratorProgram() {}

    /**
     * Runs the program and exits: 0 on success, 1 on failure, 2 on wrong use.
     *
     * @param arguments the command line
     */
    public static void main(String[] arguments) {
        System.exit(run(arguments));
    }

    static int run(String... arguments) {
        return new CommandLine(new SiteGeneratorProgram())
                .setExecutionExceptionHandler((failure, line, result) -> {
                    line.getErr().println(describe(failure));
                    return 1;
                })
                .setParameterExceptionHandler((wrong, given) -> {
                    CommandLine line = wrong.getCommandLine();
                    line.getErr().println(wrong.getMessage());
                    line.getErr()
                            .println("Try '" + line.getCommandSpec().qualifiedName() + " --help'.");
                    return 2;
                })
                .execute(arguments);
    }

    @Override
    public Integer call() {
        throw new ParameterException(
                spec.commandLine(), "a command is missing: build, serve, check");
    }

    private static String describe(Exception failure) {
        String message = failure.getMessage();
        return message == null || message.isBlank() ? failure.toString() : message;
    }

    /** Tells the version from the jar. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = SiteGeneratorProgram.class.getPackage().getImplementationVersion();
            return new String[] {"site-generator " + (version == null ? "unpackaged" : version)};
        }
    }
}
