package dev.kanishk.scheduler.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

class PostgresFaultIT extends FaultContract {
    private final EmbeddedPostgres server = TestPostgres.start();
    private @Nullable Process restarted;

    @Override
    SqlStore start(Links.Source source) {
        return PostgresStore.open(source, PostgresStore.SCHEMA, StoreOptions.DEFAULTS);
    }

    @Override
    Connection connect() throws SQLException {
        return DriverManager.getConnection(server.getJdbcUrl("postgres", "postgres"));
    }

    @Override
    void terminate(Connection operator) throws SQLException {
        try (Statement statement = operator.createStatement()) {
            statement.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE"
                            + " application_name = 'task-scheduler'");
        }
    }

    @Override
    void kill() throws Exception {
        long pid;
        Path pidFile = dataFolder().resolve("postmaster.pid");
        pid = Long.parseLong(Files.readAllLines(pidFile).getFirst().strip());
        ProcessHandle postmaster = ProcessHandle.of(pid).orElseThrow();
        List<String> command = new ArrayList<>();
        if (System.getProperty("user.name").equals("root")) {
            // The server does not run as root; this is how the test's server is started, too.
            command.addAll(List.of("unshare", "-U"));
        }
        command.add(postmaster.info().command().orElseThrow());
        command.addAll(List.of(postmaster.info().arguments().orElseThrow()));
        assertThat(postmaster.destroyForcibly()).isTrue();
        await().until(() -> !postmaster.isAlive());
        await().atMost(Duration.ofSeconds(30))
                .ignoreExceptions()
                .until(() -> {
                    restarted = new ProcessBuilder(command).inheritIO().start();
                    return !restarted.waitFor(2, TimeUnit.SECONDS);
                });
    }

    /** An end that the server had acknowledged but not flushed is undone: the job runs again. */
    @Override
    int mostEndsWhenKilled() {
        return 2;
    }

    @Override
    void end() throws IOException, InterruptedException {
        Process process = restarted;
        if (process != null) {
            process.destroy();
            process.waitFor(30, TimeUnit.SECONDS);
        }
        server.close();
    }

    private Path dataFolder() throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SHOW data_directory")) {
            row.next();
            return Path.of(row.getString(1));
        }
    }
}
