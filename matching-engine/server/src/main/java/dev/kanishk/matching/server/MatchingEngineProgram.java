package dev.kanishk.matching.server;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command line: replays order flow, recovers from a journal, and looks into one. */
@Command(
        name = "matching-engine",
        description = "Matches orders in price-time order, and journals before it answers.",
        subcommands = {ReplayCommand.class, RecoverCommand.class, InspectCommand.class},
        mixinStandardHelpOptions = true,
        versionProvider = MatchingEngineProgram.Version.class,
        scope = CommandLine.ScopeType.INHERIT)
public final class MatchingEngineProgram implements Runnable {
    @Spec private @Nullable CommandSpec spec;

    /** Runs a command and exits: 0 on success, 2 on wrong use, 1 on failure. */
    public static void main(String[] arguments) {
        System.exit(run(arguments));
    }

    static int run(String... arguments) {
        return new CommandLine(new MatchingEngineProgram())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler((exception, given) -> {
                    CommandLine line = exception.getCommandLine();
                    line.getErr().println(exception.getMessage());
                    line.getErr()
                            .println(
                                    "Try '"
                                            + line.getCommandSpec().qualifiedName()
                                            + " --help' for the options.");
                    return CommandLine.ExitCode.USAGE;
                })
                .setExecutionExceptionHandler((exception, line, parsed) -> {
                    String text = exception.getMessage();
                    boolean plain = exception instanceof IOException && text != null;
                    line.getErr().println(plain ? text : exception.toString());
                    return CommandLine.ExitCode.SOFTWARE;
                })
                .execute(arguments);
    }

    @Override
    public void run() {
        if (spec != null) {
            throw new ParameterException(
                    spec.commandLine(), "A command is needed: replay, recover or inspect.");
        }
    }

    /** The version that the jar's manifest holds. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            @Nullable String version =
                    MatchingEngineProgram.class.getPackage().getImplementationVersion();
            return new String[] {
                "matching-engine " + (version == null ? "(development)" : version)
            };
        }
    }
}
