package dev.kanishk.scheduler.server;

import dev.kanishk.scheduler.server.http.HttpLimits;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What the server takes on at most. */
final class HttpLimitOptions {
    private static final int MAX_MIB = 1_024;

    @Spec(Spec.Target.MIXEE)
    private @Nullable CommandSpec spec;

    @Option(
            names = "--max-body",
            paramLabel = "MIB",
            defaultValue = "16",
            description = "The largest request, in MiB: 1 to 1024. Default: ${DEFAULT-VALUE}.")
    private int maxBodyMib;

    @Option(
            names = "--max-connections",
            paramLabel = "N",
            defaultValue = "10000",
            description = "How many connections may be open. Default: ${DEFAULT-VALUE}.")
    private int maxConnections;

    @Option(
            names = "--max-calls",
            paramLabel = "N",
            defaultValue = "1024",
            description =
                    "How many calls that enqueue are carried out at a time, and a sixteenth of that"
                            + " of others. Default: ${DEFAULT-VALUE}.")
    private int maxCalls;

    @Option(
            names = "--max-waiting-calls",
            paramLabel = "N",
            defaultValue = "1024",
            description =
                    "How many more wait for their turn, a second at most; the rest is answered 429."
                            + " Default: ${DEFAULT-VALUE}.")
    private int maxWaiting;

    @Option(
            names = "--rate",
            paramLabel = "N",
            defaultValue = "0",
            description =
                    "How many calls a second one token, or one address where none is asked for, may"
                            + " send; each job of an array counts. Default: any number.")
    private int rate;

    HttpLimits limits() {
        try {
            if (maxBodyMib < 1 || maxBodyMib > MAX_MIB) {
                throw new IllegalArgumentException(
                        "--max-body '" + maxBodyMib + "' is not allowed: use 1 to " + MAX_MIB);
            }
            return HttpLimits.of(maxBodyMib << 20, maxConnections, maxCalls, maxWaiting, rate);
        } catch (IllegalArgumentException e) {
            throw spec == null
                    ? e
                    : new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
    }
}
