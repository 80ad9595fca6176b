package dev.kanishk.benchmarks.peers.scheduler;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.sqlite.SQLiteConfig;

/**
 * What SQLite can do at most with the obvious table, each transaction forced to the disk: many rows
 * in one transaction, and a claim and a delete of many. There are no attempts, no history and no
 * recovery: it is no scheduler, but what one is measured by.
 */
final class SqliteFloor implements AutoCloseable {
    private final Connection connection;
    private final PreparedStatement insert;
    private final PreparedStatement claim;
    private final PreparedStatement delete;

    SqliteFloor(Path file) throws SQLException {
        SQLiteConfig sqlite = new SQLiteConfig(new Properties());
        sqlite.setJournalMode(SQLiteConfig.JournalMode.WAL);
        sqlite.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
        connection = sqlite.createConnection("jdbc:sqlite:" + file);
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            statement.execute(
                    "CREATE TABLE job (id INTEGER PRIMARY KEY, claimed INTEGER NOT NULL DEFAULT 0,"
                            + " payload TEXT NOT NULL)");
            statement.execute("CREATE INDEX job_ready ON job (id) WHERE claimed = 0");
        }
        connection.commit();
        insert = connection.prepareStatement("INSERT INTO job (payload) VALUES (?)");
        claim =
                connection.prepareStatement(
                        "UPDATE job SET claimed = 1 WHERE id IN (SELECT id FROM job"
                                + " WHERE claimed = 0 ORDER BY id LIMIT ?) RETURNING id");
        delete = connection.prepareStatement("DELETE FROM job WHERE id = ?");
    }

    /** Inserts rows in one transaction. */
    void insert(int rows, String payload) throws SQLException {
        for (int row = 0; row < rows; row++) {
            insert.setString(1, payload);
            insert.addBatch();
        }
        insert.executeBatch();
        connection.commit();
    }

    /** Claims rows in one transaction and deletes them in another; returns how many there were. */
    int claimAndDelete(int rows) throws SQLException {
        List<Long> claimed = new ArrayList<>(rows);
        claim.setInt(1, rows);
        try (ResultSet ids = claim.executeQuery()) {
            while (ids.next()) {
                claimed.add(ids.getLong(1));
            }
        }
        connection.commit();
        for (long id : claimed) {
            delete.setLong(1, id);
            delete.addBatch();
        }
        delete.executeBatch();
        connection.commit();
        return claimed.size();
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
