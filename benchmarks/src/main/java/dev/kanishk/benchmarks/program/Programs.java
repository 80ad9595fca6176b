package dev.kanishk.benchmarks.program;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

/**
 * Runs a command: 0 on success, 2 on wrong use with one line and a hint, 1 on failure with one
 * line.
 */
public final class Programs {
    private Programs() {}

    /**
     * Runs a command with arguments.
     *
     * @param command the command, annotated for picocli
     * @param arguments its arguments
     * @return the exit code
     */
    public static int run(Callable<Integer> command, String... arguments) {
        return new CommandLine(command)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler((exception, given) -> {
                    CommandLine line = exception.getCommandLine();
                    PrintWriter error = line.getErr();
                    error.println(exception.getMessage());
                    error.println("Try '" + line.getCommandName() + " --help' for the options.");
                    return CommandLine.ExitCode.USAGE;
                })
                .setExecutionExceptionHandler((exception, line, parsed) -> {
                    line.getErr().println(describe(exception));
                    return CommandLine.ExitCode.SOFTWARE;
                })
                .execute(arguments);
    }

    /** Returns what went wrong, in one line, with the causes. */
    public static String describe(Throwable failure) {
        StringBuilder text = new StringBuilder();
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            String message = cause.getMessage();
            text.append(text.isEmpty() ? "" : ": ")
                    .append(
                            message == null || message.isBlank() || !(cause instanceof Exception)
                                    ? cause.toString()
                                    : message.lines().findFirst().orElse(message));
        }
        return text.toString();
    }

    /** Tells the version that the jar's manifest holds. */
    public static final class Version implements CommandLine.IVersionProvider {
        @Override
        public String[] getVersion() {
            @Nullable String version = Programs.class.getPackage().getImplementationVersion();
            return new String[] {
                "${COMMAND-NAME} " + (version == null ? "(development)" : version)
            };
        }
    }
}
