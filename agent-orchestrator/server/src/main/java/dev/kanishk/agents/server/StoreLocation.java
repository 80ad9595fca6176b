package dev.kanishk.agents.server;

import dev.kanishk.agents.checkpoint.CheckpointException;
import dev.kanishk.agents.checkpoint.CheckpointStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Where runs are kept. */
final class StoreLocation {
    private static final String SQLITE = "jdbc:sqlite:";
    private static final Path DEFAULT_FILE = Path.of("agent-orchestrator-data", "runs.db");

    @Spec(Spec.Target.MIXEE)
    private @Nullable CommandSpec spec;

    @Option(
            names = "--store",
            paramLabel = "JDBC-URL",
            description =
                    "Where runs are kept: jdbc:sqlite:FILE. Default: a file in"
                            + " ./agent-orchestrator-data.")
    private @Nullable String url;

    private Path file() {
        if (url == null) {
            return DEFAULT_FILE;
        }
        if (!url.startsWith(SQLITE)
                || url.length() == SQLITE.length()
                || url.contains(":memory:")) {
            throw wrongUse(
                    "--store '"
                            + url
                            + "' is not supported by this version: use "
                            + SQLITE
                            + "FILE");
        }
        try {
            return Path.of(url.substring(SQLITE.length()));
        } catch (InvalidPathException e) {
            throw wrongUse("--store '" + url + "' names no file: " + e.getReason());
        }
    }

    /** Opens the store, or makes one. */
    CheckpointStore open() throws IOException {
        Path file = file().toAbsolutePath();
        Path folder = file.getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
        return CheckpointStore.open(file);
    }

    /** Opens the store, if there is one. */
    CheckpointStore openExisting() {
        Path file = file();
        if (!Files.exists(file)) {
            throw new CheckpointException(
                    "there is no store '" + file + "': name one with --store, or start a 'run'");
        }
        return CheckpointStore.open(file);
    }

    private RuntimeException wrongUse(String message) {
        return spec == null
                ? new IllegalArgumentException(message)
                : new ParameterException(spec.commandLine(), message);
    }
}
