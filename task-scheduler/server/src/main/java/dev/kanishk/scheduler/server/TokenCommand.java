package dev.kanishk.scheduler.server;

import dev.kanishk.scheduler.server.access.Token;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Makes tokens for callers. */
@Command(name = "token", description = "Makes tokens for callers of 'serve --auth FILE'.")
final class TokenCommand implements Runnable {
    @Spec private @Nullable CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec().commandLine(), "A command is needed: create.");
    }

    @Command(
            name = "create",
            description =
                    "Prints a new token, which is kept nowhere, and the line for the file of"
                            + " --auth.",
            footer = {
                "",
                "Roles: submit enqueues jobs; read sees jobs, types and figures; operate also"
                        + " cancels, redrives, discards, pauses and resumes; admin does all that,"
                        + " for every type."
            })
    int create(
            @Option(
                            names = "--name",
                            required = true,
                            paramLabel = "NAME",
                            description = "Whose it is, for the audit.")
                    String name,
            @Option(
                            names = "--role",
                            required = true,
                            split = ",",
                            paramLabel = "ROLE",
                            description = "submit, read, operate or admin; several with commas.")
                    List<String> roles,
            @Option(
                            names = "--type",
                            split = ",",
                            paramLabel = "TYPE",
                            description =
                                    "Only for jobs of this type, or of those that begin so if it"
                                            + " ends in '*'; several with commas. Default: all.")
                    @Nullable List<String> types,
            @Option(names = "--existing", description = "Read the token from standard input.")
                    boolean existing,
            @Option(names = "--json", description = "Print one JSON object.") boolean json)
            throws IOException {
        String text = existing ? read() : Token.generate();
        Token token;
        try {
            token = Token.of(text, name, roles, types == null ? List.of() : types);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec().commandLine(), String.valueOf(e.getMessage()), e);
        }
        PrintWriter out = spec().commandLine().getOut();
        if (json) {
            out.println(Json.object().put("token", text).put("line", token.line()));
        } else {
            if (!existing) {
                out.println("token: " + text);
            }
            out.println("line:  " + token.line());
        }
        out.flush();
        return 0;
    }

    private static String read() throws IOException {
        BufferedReader in =
                new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        String line = in.readLine();
        if (line == null) {
            throw new IOException("standard input holds no token: write it there");
        }
        return line.strip();
    }

    private CommandSpec spec() {
        if (spec == null) {
            throw new IllegalStateException("not started by the command line");
        }
        return spec;
    }
}
