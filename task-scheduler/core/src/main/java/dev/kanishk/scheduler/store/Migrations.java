package dev.kanishk.scheduler.store;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/*
 * A step is made of statements that run in one transaction, and of others that run online after it,
 * each by itself, and that must be harmless when repeated (CREATE INDEX CONCURRENTLY IF NOT EXISTS,
 * a batch of a backfill). Programs of the version before go on meanwhile: a step says which version
 * of the program is the least that may use the store afterwards, by default the one before.
 */
/** How a store gets its tables, and how an older one gets newer ones. */
final class Migrations {
    /**
     * From one version to the next.
     *
     * @param statements run in one transaction
     * @param online run after it, outside of a transaction
     * @param leastProgram the least version of the program that can use the store then
     */
    record Step(List<String> statements, List<String> online, int leastProgram) {}

    private static final String VERSION_TABLE =
            "CREATE TABLE IF NOT EXISTS schema_version("
                    + "version int NOT NULL PRIMARY KEY, least_program int NOT NULL,"
                    + " online_done int NOT NULL)";

    private Migrations() {}

    /**
     * Brings a store up to the last step. Several processes may do so at once.
     *
     * @param begin begins a transaction that keeps others out
     * @throws StoreException if the store is for newer programs only
     */
    static void migrate(Connection connection, List<Step> steps, List<String> begin)
            throws SQLException {
        try (Statement statement = connection.createStatement()) {
            boolean commit = false;
            try {
                for (String sql : begin) {
                    statement.execute(sql);
                }
                statement.execute(VERSION_TABLE);
                int from =
                        number(statement, "SELECT coalesce(max(version), 0) FROM schema_version");
                int least =
                        number(
                                statement,
                                "SELECT coalesce(max(least_program), 0) FROM schema_version");
                if (least > steps.size()) {
                    throw new StoreException(
                            "the store has schema version "
                                    + from
                                    + " and this program knows "
                                    + steps.size()
                                    + ": use a newer program");
                }
                for (int version = from + 1; version <= steps.size(); version++) {
                    Step step = steps.get(version - 1);
                    for (String sql : step.statements) {
                        statement.execute(sql);
                    }
                    statement.execute(
                            "INSERT INTO schema_version VALUES ("
                                    + version
                                    + ", "
                                    + step.leastProgram
                                    + ", 0)");
                }
                statement.execute("COMMIT");
                commit = true;
            } finally {
                if (!commit) {
                    statement.execute("ROLLBACK");
                }
            }
            online(statement, steps);
        }
    }

    private static void online(Statement statement, List<Step> steps) throws SQLException {
        for (int version = 1; version <= steps.size(); version++) {
            boolean done =
                    number(
                                    statement,
                                    "SELECT online_done FROM schema_version WHERE version = "
                                            + version)
                            == 1;
            if (!done) {
                for (String sql : steps.get(version - 1).online) {
                    statement.execute(sql);
                }
                statement.execute(
                        "UPDATE schema_version SET online_done = 1 WHERE version = " + version);
            }
        }
    }

    private static int number(Statement statement, String sql) throws SQLException {
        try (ResultSet rows = statement.executeQuery(sql)) {
            return rows.next() ? rows.getInt(1) : 0;
        }
    }
}
