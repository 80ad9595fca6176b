package dev.kanishk.scheduler.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class MariaDbFaultIT extends FaultContract {
    private static final AtomicInteger DATABASES = new AtomicInteger();
    private static MariaDbProcess server;

    private final String database = "fault" + DATABASES.incrementAndGet();

    @BeforeAll
    static void startServer() {
        server = new MariaDbProcess();
    }

    @AfterAll
    static void stopServer() {
        server.close();
    }

    @Override
    SqlStore start(Links.Source source) {
        return MariaDbStore.open(source, database, MariaDbStore.CLOCK, StoreOptions.DEFAULTS);
    }

    @Override
    Connection connect() throws SQLException {
        return server.connect();
    }

    @Override
    void terminate(Connection operator) throws SQLException {
        TestMariaDb.terminate(operator, database);
    }

    @Override
    void kill() throws Exception {
        ProcessHandle process = ProcessHandle.of(pid()).orElseThrow();
        assertThat(process.destroyForcibly()).isTrue();
        await().atMost(Duration.ofSeconds(30)).until(() -> !process.isAlive());
        server.startAgain();
    }

    private long pid() throws Exception {
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT @@pid_file")) {
            row.next();
            return Long.parseLong(Files.readString(Path.of(row.getString(1))).strip());
        }
    }

    /** Ends are as durable as what is accepted. */
    @Override
    int mostEndsWhenKilled() {
        return 1;
    }

    @Override
    void end() {
        // The server is for all tests.
    }
}
