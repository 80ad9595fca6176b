package dev.kanishk.matching.server;

import java.io.Console;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;

/** A line that tells how far the work is; silent where no terminal reads it. */
final class Progress {
    private static final long EVERY_NANOS = 200_000_000;

    private final boolean terminal;
    private long shownAt = System.nanoTime();

    Progress() {
        terminal = standardErrorIsTerminal();
    }

    private static boolean standardErrorIsTerminal() {
        try {
            String target = Files.readSymbolicLink(Path.of("/proc/self/fd/2")).toString();
            return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty");
        } catch (IOException notLinux) {
            return Optional.ofNullable(System.console()).map(Console::isTerminal).orElse(false);
        }
    }

    void show(long commands) {
        if (terminal && System.nanoTime() - shownAt > EVERY_NANOS) {
            shownAt = System.nanoTime();
            System.err.print("\r" + commands + " commands");
            System.err.flush();
        }
    }

    void clear() {
        if (terminal) {
            System.err.print("\r\u001b[K");
            System.err.flush();
        }
    }

    static PrintWriter out(@Nullable CommandSpec spec) {
        return spec == null
                ? new PrintWriter(System.out, true, StandardCharsets.UTF_8)
                : spec.commandLine().getOut();
    }
}
