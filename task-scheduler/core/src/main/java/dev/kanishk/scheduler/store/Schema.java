package dev.kanishk.scheduler.store;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/** The tables, and how an older file gets them. The version is SQLite's {@code user_version}. */
final class Schema {
    private static final List<List<String>> STEPS =
            List.of(
                    List.of(
                            """
                            CREATE TABLE job(
                              position INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE,
                              type TEXT NOT NULL, payload TEXT NOT NULL, idempotency_key TEXT,
                              run_at_ms INTEGER NOT NULL, priority INTEGER NOT NULL,
                              max_attempts INTEGER NOT NULL, timeout_ms INTEGER NOT NULL,
                              state TEXT NOT NULL, version INTEGER NOT NULL,
                              attempts INTEGER NOT NULL DEFAULT 0,
                              failures INTEGER NOT NULL DEFAULT 0,
                              crashes INTEGER NOT NULL DEFAULT 0, worker TEXT, error TEXT,
                              accepted_at_ms INTEGER NOT NULL, changed_at_ms INTEGER NOT NULL)
                            """,
                            "CREATE UNIQUE INDEX job_key ON job(type, idempotency_key)"
                                    + " WHERE idempotency_key IS NOT NULL",
                            "CREATE INDEX job_ready ON job(type, priority DESC, position)"
                                    + " WHERE state = 'ENQUEUED'",
                            "CREATE INDEX job_later ON job(run_at_ms) WHERE state = 'SCHEDULED'",
                            "CREATE INDEX job_running ON job(worker) WHERE state = 'RUNNING'",
                            "CREATE INDEX job_dead ON job(type, position) WHERE state = 'DEAD'",
                            "CREATE INDEX job_over ON job(changed_at_ms)"
                                    + " WHERE state IN ('SUCCEEDED', 'DEAD', 'CANCELLED')",
                            """
                            CREATE TABLE transition(
                              position INTEGER NOT NULL, version INTEGER NOT NULL,
                              at_ms INTEGER NOT NULL, from_state TEXT, to_state TEXT NOT NULL,
                              cause TEXT NOT NULL, node TEXT NOT NULL, error TEXT,
                              PRIMARY KEY(position, version)) WITHOUT ROWID
                            """,
                            """
                            CREATE TABLE job_type(
                              type TEXT PRIMARY KEY, paused INTEGER NOT NULL DEFAULT 0,
                              scheduled INTEGER NOT NULL DEFAULT 0,
                              enqueued INTEGER NOT NULL DEFAULT 0,
                              running INTEGER NOT NULL DEFAULT 0,
                              succeeded INTEGER NOT NULL DEFAULT 0,
                              dead INTEGER NOT NULL DEFAULT 0,
                              cancelled INTEGER NOT NULL DEFAULT 0) WITHOUT ROWID
                            """));

    private Schema() {}

    /** {@return the version that this code reads and writes} */
    static int version() {
        return STEPS.size();
    }

    /** Brings a file up to {@link #version}, whole steps only; several processes may do so. */
    static void migrate(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("BEGIN IMMEDIATE");
            try {
                int from = userVersion(statement);
                if (from > version()) {
                    throw new StoreException(
                            "the store has schema version "
                                    + from
                                    + " and this program knows "
                                    + version()
                                    + ": use a newer program");
                }
                for (List<String> step : STEPS.subList(from, version())) {
                    for (String sql : step) {
                        statement.execute(sql);
                    }
                }
                statement.execute("PRAGMA user_version = " + version());
                statement.execute("COMMIT");
            } catch (SQLException | StoreException e) {
                statement.execute("ROLLBACK");
                throw e;
            }
        }
    }

    private static int userVersion(Statement statement) throws SQLException {
        try (ResultSet rows = statement.executeQuery("PRAGMA user_version")) {
            rows.next();
            return rows.getInt(1);
        }
    }
}
