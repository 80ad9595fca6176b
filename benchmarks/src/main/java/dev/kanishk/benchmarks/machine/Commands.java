package dev.kanishk.benchmarks.machine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Other programs, asked for one line or a few. */
@FunctionalInterface
interface Commands {
    /** How long a program may take to answer. */
    int TIMEOUT_SECONDS = 10;

    /**
     * Runs a command.
     *
     * @return what it printed on standard output, trimmed; empty if it is not installed, failed, or
     *     took longer than {@link #TIMEOUT_SECONDS}
     */
    Optional<String> output(Path folder, List<String> command);

    /** Returns the programs of this machine. */
    static Commands ofThisMachine() {
        return Commands::run;
    }

    private static Optional<String> run(Path folder, List<String> command) {
        Process process;
        try {
            process =
                    new ProcessBuilder(command)
                            .directory(folder.toAbsolutePath().toFile())
                            .redirectError(ProcessBuilder.Redirect.DISCARD)
                            .start();
        } catch (IOException notInstalled) {
            return Optional.empty();
        }
        var killer =
                Thread.ofVirtual()
                        .start(() -> {
                            if (!endsInTime(process)) {
                                process.destroyForcibly();
                            }
                        });
        try (var output = process.getInputStream()) {
            String text = new String(output.readAllBytes(), StandardCharsets.UTF_8).strip();
            killer.join();
            return process.waitFor() == 0 ? Optional.of(text) : Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    private static boolean endsInTime(Process process) {
        try {
            return process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            return false;
        }
    }
}
