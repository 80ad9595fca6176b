package dev.kanishk.scheduler.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.postgresql.PGConnection;

/**
 * What is set on a connection to PostgreSQL.
 *
 * @param statements what sets it
 * @param silenceMs for how long the source's connections let the server be silent; 0 for ever
 */
record PostgresSettings(List<String> statements, int silenceMs) implements Links.Settings {
    @Override
    public void apply(Connection connection) throws SQLException {
        Silence.limit(connection, silenceMs);
        try (Statement statement = connection.createStatement()) {
            connection.setAutoCommit(true);
            statement.execute(String.join("; ", statements));
            connection.unwrap(PGConnection.class).setPrepareThreshold(1);
        }
    }

    /** Its locks end with the session only, unless they are discarded. */
    @Override
    public void undo(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("DISCARD ALL");
        }
        Silence.set(connection, silenceMs);
    }
}
