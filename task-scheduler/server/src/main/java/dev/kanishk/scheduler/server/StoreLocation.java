package dev.kanishk.scheduler.server;

import dev.kanishk.scheduler.store.SqliteStore;
import dev.kanishk.scheduler.store.StoreException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Where jobs are kept. */
final class StoreLocation {
    private static final String SQLITE = "jdbc:sqlite:";
    private static final Path DEFAULT_FILE = Path.of("task-scheduler-data", "jobs.db");

    @Spec(Spec.Target.MIXEE)
    private @Nullable CommandSpec spec;

    @Option(
            names = "--store",
            paramLabel = "JDBC-URL",
            description =
                    "Where jobs are kept: jdbc:sqlite:FILE. Default: a file in"
                            + " ./task-scheduler-data.")
    private @Nullable String url;

    /** {@return the database file} */
    Path file() {
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
    SqliteStore open() {
        return SqliteStore.open(file());
    }

    /** Opens the store, if there is one. */
    SqliteStore openExisting() {
        Path file = file();
        if (!Files.exists(file)) {
            throw new StoreException(
                    "there is no store '" + file + "': name one with --store, or start 'serve'");
        }
        return SqliteStore.open(file);
    }

    private RuntimeException wrongUse(String message) {
        return spec == null
                ? new IllegalArgumentException(message)
                : new ParameterException(spec.commandLine(), message);
    }
}
