package dev.kanishk.scheduler.store;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What every store does, in a file. */
class SqliteStoreTest extends StoreContract {
    @TempDir Path folder;

    private volatile Duration ahead = Duration.ZERO;

    @Override
    protected JobStore open(StoreOptions options) {
        return SqliteStore.open(file(), options, () -> Instant.now().plus(ahead));
    }

    private Path file() {
        return folder.resolve("jobs.db");
    }

    @Override
    protected void kill(WorkerSession session) {
        ((SqlSession) session).die();
    }

    @Override
    protected void advance(Duration time) {
        ahead = ahead.plus(time);
    }

    private static void execute(Path file, String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @Test
    void refusesAFileOfANewerVersion() throws SQLException {
        execute(file(), "INSERT INTO schema_version VALUES (99, 99, 1)");
        assertThatThrownBy(() -> open(StoreOptions.DEFAULTS))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("newer program");
    }

    @Test
    void refusesAFileOfAnUnreleasedVersion() throws SQLException {
        Path old = folder.resolve("old.db");
        execute(old, "PRAGMA user_version = 1");
        assertThatThrownBy(() -> SqliteStore.open(old))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("unreleased");
    }

    @Test
    void refusesAFileThatIsNoDatabase() throws IOException {
        Path text = folder.resolve("text.db");
        Files.writeString(
                text, "This is no database, and long enough to look like one. ".repeat(40));
        assertThatThrownBy(() -> SqliteStore.open(text))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("text.db");
    }
}
