package dev.kanishk.benchmarks.peers.scheduler.database;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * A PostgreSQL of this process: real, with every commit forced to the disk. It is the server that
 * tests of the suite use, which is quicker than safe unless told otherwise.
 */
final class DatabaseServer implements AutoCloseable {
    /** Room for all workers of {@link Recoveries}, two processes each, and those who watch. */
    private static final String CONNECTIONS_MAX = "400";

    private static final Duration START_MAX = Duration.ofMinutes(1);

    private final EmbeddedPostgres server;
    private final Path folder;
    private final AtomicInteger databases = new AtomicInteger();

    private DatabaseServer(EmbeddedPostgres server, Path folder) {
        this.server = server;
        this.folder = folder;
    }

    /** Returns whether there are binaries for this machine in the program. */
    static boolean isAvailable() {
        String architecture = System.getProperty("os.arch");
        return System.getProperty("os.name").toLowerCase(Locale.ROOT).contains("linux")
                && (architecture.equals("amd64") || architecture.equals("x86_64"));
    }

    /**
     * Starts it.
     *
     * @param folder an empty or missing folder for its data, on the disk to measure
     * @throws IOException if it does not start
     */
    static DatabaseServer start(Path folder) throws IOException {
        EmbeddedPostgres server =
                EmbeddedPostgres.builder()
                        .setDataDirectory(folder)
                        .setCleanDataDirectory(true)
                        .setPGStartupWait(START_MAX)
                        .setServerConfig("fsync", "on")
                        .setServerConfig("synchronous_commit", "on")
                        .setServerConfig("full_page_writes", "on")
                        .setServerConfig("shared_buffers", "256MB")
                        .setServerConfig("max_wal_size", "2GB")
                        .setServerConfig("max_connections", CONNECTIONS_MAX)
                        .setServerConfig("shared_preload_libraries", "pg_stat_statements")
                        .setServerConfig("pg_stat_statements.save", "off")
                        .setOutputRedirector(ProcessBuilder.Redirect.DISCARD)
                        .setErrorRedirector(ProcessBuilder.Redirect.DISCARD)
                        .start();
        DatabaseServer started = new DatabaseServer(server, folder);
        started.maintenance()
                .execute(
                        "CREATE ROLE " + Database.OWNER + " LOGIN",
                        "CREATE EXTENSION pg_stat_statements");
        return started;
    }

    /**
     * Creates an empty database.
     *
     * @throws IOException if the server refuses
     */
    Database create() throws IOException {
        Database database =
                new Database(server.getPort(), "schedulers_" + databases.incrementAndGet());
        maintenance()
                .execute(
                        "CREATE DATABASE " + database.name() + " OWNER " + Database.OWNER,
                        "SELECT pg_stat_statements_reset()");
        return database;
    }

    /**
     * Removes a database, and who is still connected to it.
     *
     * @throws IOException if the server refuses
     */
    void drop(Database database) throws IOException {
        maintenance().execute("DROP DATABASE " + database.name() + " WITH (FORCE)");
    }

    /** Returns a setting as the server has it. */
    String setting(String name) throws IOException {
        try (var connection = maintenance().observe();
                var statement = connection.createStatement();
                var row = statement.executeQuery("SHOW " + name)) {
            row.next();
            return row.getString(1);
        } catch (java.sql.SQLException e) {
            throw new IOException("no setting " + name, e);
        }
    }

    /**
     * Returns the processor time that the processes of the server have used that run now.
     *
     * @throws IOException if the server does not run
     */
    Duration processorTime() throws IOException {
        long pid = Long.parseLong(Files.readAllLines(folder.resolve("postmaster.pid")).getFirst());
        ProcessHandle postmaster =
                ProcessHandle.of(pid).orElseThrow(() -> new IOException("no process " + pid));
        return Stream.concat(Stream.of(postmaster), postmaster.descendants())
                .map(process -> process.info().totalCpuDuration().orElse(Duration.ZERO))
                .reduce(Duration.ZERO, Duration::plus);
    }

    private Database maintenance() {
        return Database.maintenance(server.getPort());
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
