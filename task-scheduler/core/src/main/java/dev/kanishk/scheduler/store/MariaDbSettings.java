package dev.kanishk.scheduler.store;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;

/**
 * What is set on a connection to MariaDB or MySQL.
 *
 * @param database where the tables are
 * @param isolation one of {@link Connection}'s
 * @param autoCommit whether each statement is a transaction
 * @param before how the source's connections are when nobody has used them
 */
record MariaDbSettings(String database, int isolation, boolean autoCommit, Before before)
        implements Links.Settings {
    /**
     * How connections are.
     *
     * @param database the current one; none if there is none
     * @param isolation one of {@link Connection}'s
     * @param silenceMs for how long they let the server be silent; 0 for ever
     */
    record Before(@Nullable String database, int isolation, int silenceMs) {
        static Before of(Connection connection) throws SQLException {
            return new Before(
                    current(connection),
                    connection.getTransactionIsolation(),
                    connection.getNetworkTimeout());
        }
    }

    /** A statement that waits may do so; a list of names may be long. MySQL knows the latter. */
    private static final String SET =
            "SET group_concat_max_len = 16777216 /*M! , max_statement_time = 0 */";

    private static final String RESET =
            "SET group_concat_max_len = DEFAULT /*M! , max_statement_time = DEFAULT */";

    static @Nullable String current(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT DATABASE()")) {
            return row.next() ? row.getString(1) : null;
        }
    }

    /** Makes a database the current one. Where there was none, there is none to go back to. */
    static void use(Connection connection, @Nullable String database) throws SQLException {
        if (database != null) {
            try (Statement statement = connection.createStatement()) {
                statement.execute("USE `" + database.replace("`", "``") + "`");
            }
        }
    }

    @Override
    public void apply(Connection connection) throws SQLException {
        Silence.limit(connection, before.silenceMs);
        connection.setAutoCommit(true);
        execute(connection, SET);
        use(connection, database);
        connection.setTransactionIsolation(isolation);
        connection.setAutoCommit(autoCommit);
    }

    /** The locks that {@code GET_LOCK} gave end with the session only, unless they are released. */
    @Override
    public void undo(Connection connection) throws SQLException {
        connection.setAutoCommit(true);
        execute(connection, "DO RELEASE_ALL_LOCKS()");
        execute(connection, RESET);
        connection.setTransactionIsolation(before.isolation);
        use(connection, before.database);
        Silence.set(connection, before.silenceMs);
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
