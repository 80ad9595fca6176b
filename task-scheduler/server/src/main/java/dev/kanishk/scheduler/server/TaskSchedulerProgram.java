package dev.kanishk.scheduler.server;

import dev.kanishk.scheduler.store.StoreException;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command line: serves jobs, prepares a store, looks after it, and breaks a fleet to see. */
@Command(
        name = "task-scheduler",
        description = "Runs background jobs, at least once each, and drops none.",
        subcommands = {
            ServeCommand.class,
            MigrateCommand.class,
            DlqCommand.class,
            TokenCommand.class,
            ChaosCommand.class,
            ChaosWorkerCommand.class
        },
        mixinStandardHelpOptions = true,
        versionProvider = TaskSchedulerProgram.Version.class,
        scope = CommandLine.ScopeType.INHERIT)
public final class TaskSchedulerProgram implements Runnable {
    @Spec private @Nullable CommandSpec spec;

    /** Runs a command and exits: 0 on success, 2 on wrong use, 1 on failure. */
    public static void main(String[] arguments) {
        System.exit(run(arguments));
    }

    static int run(String... arguments) {
        return new CommandLine(new TaskSchedulerProgram())
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
                    line.getErr().println(text(exception));
                    return CommandLine.ExitCode.SOFTWARE;
                })
                .execute(arguments);
    }

    private static String text(Exception exception) {
        String message = exception.getMessage();
        boolean plain =
                exception instanceof IOException
                        || exception instanceof UncheckedIOException
                        || exception instanceof StoreException;
        return plain && message != null ? message : exception.toString();
    }

    @Override
    public void run() {
        if (spec != null) {
            throw new ParameterException(
                    spec.commandLine(),
                    "A command is needed: serve, migrate, dlq, token or chaos.");
        }
    }

    /** The version that the jar's manifest holds. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            @Nullable String version =
                    TaskSchedulerProgram.class.getPackage().getImplementationVersion();
            return new String[] {"task-scheduler " + (version == null ? "(development)" : version)};
        }
    }
}
