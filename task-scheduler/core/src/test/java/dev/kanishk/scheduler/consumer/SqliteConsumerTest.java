package dev.kanishk.scheduler.consumer;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;

class SqliteConsumerTest extends ConsumerContract {
    private static final int BUSY_TIMEOUT_MS = 30_000;

    @TempDir Path folder;

    @Override
    DataSource database() {
        SQLiteConfig config = new SQLiteConfig();
        config.setBusyTimeout(BUSY_TIMEOUT_MS);
        config.setJournalMode(SQLiteConfig.JournalMode.WAL);
        config.setSynchronous(SQLiteConfig.SynchronousMode.NORMAL);
        SQLiteDataSource database = new SQLiteDataSource(config);
        database.setUrl("jdbc:sqlite:" + folder.resolve("consumer.db"));
        return database;
    }

    @Override
    void cut(Connection connection) throws SQLException {
        connection.close();
    }

    @Override
    String aged() {
        return "UPDATE processed_message SET processed_at = processed_at - 2.0 / 24";
    }
}
