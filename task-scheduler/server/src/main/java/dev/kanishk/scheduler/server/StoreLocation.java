package dev.kanishk.scheduler.server;

import dev.kanishk.scheduler.store.JobStore;
import dev.kanishk.scheduler.store.MariaDbStore;
import dev.kanishk.scheduler.store.PostgresStore;
import dev.kanishk.scheduler.store.RepeatableStore;
import dev.kanishk.scheduler.store.ReportSource;
import dev.kanishk.scheduler.store.SqliteStore;
import dev.kanishk.scheduler.store.StoreException;
import dev.kanishk.scheduler.store.StoreOptions;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Where jobs are kept. */
final class StoreLocation {
    private static final String SQLITE = "jdbc:sqlite:";
    private static final String POSTGRES = "jdbc:postgresql:";
    private static final String MARIADB = "jdbc:mariadb:";
    private static final String MYSQL = "jdbc:mysql:";
    private static final Path DEFAULT_FILE = Path.of("task-scheduler-data", "jobs.db");

    @Spec(Spec.Target.MIXEE)
    private @Nullable CommandSpec spec;

    @Option(
            names = "--store",
            paramLabel = "JDBC-URL",
            description =
                    "Where jobs are kept: jdbc:sqlite:FILE for one machine, or"
                            + " jdbc:postgresql:, jdbc:mariadb: or jdbc:mysql://HOST/DATABASE for"
                            + " any number of processes that share the work. Default: a file in"
                            + " ./task-scheduler-data.")
    private @Nullable String url;

    /** A location that was not named by {@code --store} alone. */
    static StoreLocation of(String url, CommandSpec spec) {
        StoreLocation location = new StoreLocation();
        location.url = url;
        location.spec = spec;
        return location;
    }

    /** {@return the file, if jobs are kept in one} */
    Optional<Path> file() {
        if (url == null) {
            return Optional.of(DEFAULT_FILE);
        }
        if (isServer(url, POSTGRES) || isServer(url, MARIADB) || isServer(url, MYSQL)) {
            return Optional.empty();
        }
        if (!url.startsWith(SQLITE)
                || url.length() == SQLITE.length()
                || url.contains(":memory:")) {
            throw wrongUse(
                    "--store '"
                            + url
                            + "' is not supported by this version: use "
                            + SQLITE
                            + "FILE or "
                            + POSTGRES
                            + ", "
                            + MARIADB
                            + " or "
                            + MYSQL
                            + "//HOST/DATABASE");
        }
        try {
            return Optional.of(Path.of(url.substring(SQLITE.length())));
        } catch (InvalidPathException e) {
            throw wrongUse("--store '" + url + "' names no file: " + e.getReason());
        }
    }

    private static boolean isServer(String address, String scheme) {
        return address.startsWith(scheme) && address.length() > scheme.length();
    }

    /** {@return what people know the store by: its file, or its address without a password} */
    String name() {
        return file().map(Path::toString).orElseGet(() -> withoutParameters(String.valueOf(url)));
    }

    private static String withoutParameters(String address) {
        int parameters = address.indexOf('?');
        String plain = parameters < 0 ? address : address.substring(0, parameters);
        return plain.replaceFirst("//[^/]*@", "//");
    }

    /** Opens the store, or makes one. */
    RepeatableStore open() {
        Optional<Path> file = file();
        if (file.isPresent()) {
            return SqliteStore.open(file.get());
        }
        String address = String.valueOf(url);
        return address.startsWith(POSTGRES)
                ? PostgresStore.open(address, StoreOptions.DEFAULTS)
                : MariaDbStore.open(forMariaDb(address), StoreOptions.DEFAULTS);
    }

    /** The driver in this program is MariaDB's, for both. */
    private static String forMariaDb(String address) {
        String scheme = address.startsWith(MYSQL) ? MYSQL : MARIADB;
        return MARIADB + address.substring(scheme.length());
    }

    /** {@return what reads reports from where the store is, to be closed by the caller} */
    ReportSource reports() {
        return file().map(ReportSource::sqlite).orElseGet(() -> reports(String.valueOf(url)));
    }

    /** {@return what reads reports from a server's database, to be closed by the caller} */
    static ReportSource reports(String address) {
        return address.startsWith(POSTGRES)
                ? ReportSource.postgres(address)
                : ReportSource.mariaDb(forMariaDb(address));
    }

    /** Whether an address may be that of a replica of the store's database. */
    boolean mayHaveReplica(String address) {
        String store = String.valueOf(url);
        return file().isEmpty()
                && (isServer(address, POSTGRES)
                        ? isServer(store, POSTGRES)
                        : !isServer(store, POSTGRES)
                                && (isServer(address, MARIADB) || isServer(address, MYSQL)));
    }

    /** Opens the store, if there is one. */
    JobStore openExisting() {
        Optional<Path> file = file();
        if (file.isPresent() && !Files.exists(file.get())) {
            throw new StoreException(
                    "there is no store '"
                            + file.get()
                            + "': name one with --store, or start 'serve'");
        }
        return open();
    }

    private RuntimeException wrongUse(String message) {
        return spec == null
                ? new IllegalArgumentException(message)
                : new ParameterException(spec.commandLine(), message);
    }
}
