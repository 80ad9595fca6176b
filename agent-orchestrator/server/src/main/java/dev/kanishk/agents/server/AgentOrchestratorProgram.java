package dev.kanishk.agents.server;

import dev.kanishk.agents.checkpoint.CheckpointException;
import dev.kanishk.agents.checkpoint.StaleLeaseException;
import dev.kanishk.agents.graph.GraphException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command line: runs tasks, resumes, lists, shows, forks and draws runs. */
@Command(
        name = "agent-orchestrator",
        description = "Runs tasks as a durable graph of model calls and tools.",
        subcommands = {
            RunCommand.class,
            ResumeCommand.class,
            RunsCommand.class,
            ShowCommand.class,
            ForkCommand.class,
            GraphCommand.class
        },
        mixinStandardHelpOptions = true,
        versionProvider = AgentOrchestratorProgram.Version.class,
        scope = CommandLine.ScopeType.INHERIT)
public final class AgentOrchestratorProgram implements Runnable {
    @Spec private @Nullable CommandSpec spec;

    /** Runs a command and exits: 0 on success, 2 on wrong use, 1 on failure. */
    public static void main(String[] arguments) {
        System.exit(run(arguments));
    }

    static int run(String... arguments) {
        return new CommandLine(new AgentOrchestratorProgram())
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
                exception instanceof GraphException
                        || exception instanceof CheckpointException
                        || exception instanceof StaleLeaseException
                        || exception instanceof IOException;
        return plain && message != null ? message : exception.toString();
    }

    @Override
    public void run() {
        if (spec != null) {
            throw new ParameterException(
                    spec.commandLine(),
                    "A command is needed: run, resume, runs, show, fork or graph.");
        }
    }

    /** The version that the jar's manifest holds. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            @Nullable String version =
                    AgentOrchestratorProgram.class.getPackage().getImplementationVersion();
            return new String[] {
                "agent-orchestrator " + (version == null ? "(development)" : version)
            };
        }
    }
}
