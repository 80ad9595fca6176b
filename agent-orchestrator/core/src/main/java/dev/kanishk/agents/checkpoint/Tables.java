package dev.kanishk.agents.checkpoint;

import java.sql.SQLException;
import java.util.List;

/** The tables, and how they came to be: one list of statements for each version of the schema. */
final class Tables {
    private static final String VERSION_TABLE =
            "CREATE TABLE IF NOT EXISTS agent_schema(version INTEGER NOT NULL)";

    private Tables() {}

    private static List<List<String>> versions(String identity, String bytes) {
        return List.of(
                List.of(
                        "CREATE TABLE agent_run(key "
                                + identity
                                + ", id TEXT NOT NULL UNIQUE, thread TEXT, status INTEGER NOT NULL,"
                                + " parent TEXT, parent_sequence BIGINT NOT NULL, owner TEXT,"
                                + " epoch BIGINT NOT NULL, created_ms BIGINT NOT NULL,"
                                + " changed_ms BIGINT NOT NULL)",
                        "CREATE INDEX agent_run_thread ON agent_run(thread)"
                                + " WHERE thread IS NOT NULL",
                        "CREATE INDEX agent_run_unfinished ON agent_run(status, key)"
                                + " WHERE status < 3",
                        "CREATE TABLE agent_event(place BIGINT_KEY, kind SMALLINT NOT NULL,"
                                        .replace("BIGINT_KEY", key(bytes))
                                + " node TEXT NOT NULL, step INTEGER NOT NULL,"
                                + " task INTEGER NOT NULL, payload "
                                + bytes
                                + " NOT NULL, at_ms BIGINT NOT NULL)",
                        "CREATE TABLE agent_snapshot(place "
                                + key(bytes)
                                + ", payload "
                                + bytes
                                + " NOT NULL)"));
    }

    /** SQLite makes such a column the row's own number only under this very name of its type. */
    private static String key(String bytes) {
        return bytes.equals("BLOB") ? "INTEGER PRIMARY KEY" : "BIGINT PRIMARY KEY";
    }

    static List<List<String>> sqlite() {
        return versions("INTEGER PRIMARY KEY AUTOINCREMENT", "BLOB");
    }

    static List<List<String>> postgres() {
        return versions("BIGINT PRIMARY KEY GENERATED ALWAYS AS IDENTITY", "BYTEA");
    }

    /** Brings the schema up to date, in a transaction that the caller has begun. */
    static void migrate(Session session, List<List<String>> versions) throws SQLException {
        session.execute(VERSION_TABLE);
        Integer found = session.first(row -> row.getInt(1), "SELECT version FROM agent_schema");
        int version = found == null ? 0 : found;
        if (version > versions.size()) {
            throw new CheckpointException(
                    "its schema has version "
                            + version
                            + " and this program knows "
                            + versions.size()
                            + ": use a newer one");
        }
        if (version == versions.size()) {
            return;
        }
        for (List<String> statements : versions.subList(version, versions.size())) {
            for (String statement : statements) {
                session.execute(statement);
            }
        }
        session.update("DELETE FROM agent_schema");
        session.update("INSERT INTO agent_schema(version) VALUES(?)", versions.size());
    }
}
