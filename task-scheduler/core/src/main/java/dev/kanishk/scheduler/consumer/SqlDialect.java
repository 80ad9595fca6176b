package dev.kanishk.scheduler.consumer;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;

/** What the databases that consumers may use say differently. */
public enum SqlDialect {
    /** PostgreSQL; tested on 18. */
    POSTGRESQL,
    /** MySQL and MariaDB, with InnoDB; tested on MariaDB 11.4. */
    MYSQL,
    /** SQLite, 3.24 or newer; tested on 3.54. */
    SQLITE;

    private static final int MYSQL_DUPLICATE_KEY = 1062;

    /**
     * {@return the dialect of a connection's database}
     *
     * @param connection the connection
     * @throws SQLException if the database does not say what it is
     * @throws IllegalArgumentException if it is another one
     */
    public static SqlDialect of(Connection connection) throws SQLException {
        String product = connection.getMetaData().getDatabaseProductName();
        return switch (product.toLowerCase(Locale.ROOT)) {
            case "postgresql" -> POSTGRESQL;
            case "mysql", "mariadb" -> MYSQL;
            case "sqlite" -> SQLITE;
            default ->
                    throw new IllegalArgumentException(
                            "database '"
                                    + product
                                    + "' is not known: use PostgreSQL, MySQL, MariaDB or SQLite");
        };
    }

    /** The statements that make a table of processed messages where there is none. */
    List<String> processedMessages(String table) {
        return switch (this) {
            case POSTGRESQL ->
                    List.of(
                            """
                            CREATE TABLE IF NOT EXISTS %s(
                              consumer text NOT NULL, message_id text NOT NULL,
                              processed_at timestamptz NOT NULL DEFAULT now(),
                              PRIMARY KEY(consumer, message_id))\
                            """
                                    .formatted(table),
                            "CREATE INDEX IF NOT EXISTS %s_processed_at ON %s(processed_at)"
                                    .formatted(withoutSchema(table), table));
            // Bytes, since a text of another case, or with a space more at its end, would be equal.
            case MYSQL ->
                    List.of(
                            """
                            CREATE TABLE IF NOT EXISTS %s(
                              consumer VARBINARY(%d) NOT NULL, message_id VARBINARY(%d) NOT NULL,
                              processed_at TIMESTAMP(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
                              PRIMARY KEY(consumer, message_id),
                              KEY processed_at(processed_at)) ENGINE = InnoDB\
                            """
                                    .formatted(
                                            table,
                                            ProcessedMessages.MAX_CONSUMER_BYTES,
                                            ProcessedMessages.MAX_ID_BYTES));
            case SQLITE ->
                    List.of(
                            """
                            CREATE TABLE IF NOT EXISTS %s(
                              consumer TEXT NOT NULL, message_id TEXT NOT NULL,
                              processed_at REAL NOT NULL DEFAULT (julianday('now')),
                              PRIMARY KEY(consumer, message_id))\
                            """
                                    .formatted(table),
                            "CREATE INDEX IF NOT EXISTS %s_processed_at ON %s(processed_at)"
                                    .formatted(table, withoutSchema(table)));
        };
    }

    static String insert(String table, String columns, String values) {
        return "INSERT INTO %s(%s) VALUES(%s)".formatted(table, columns, values);
    }

    /** What has an insertion change nothing if the key is there; but see {@link #isDuplicate}. */
    String orNothing(String keys) {
        return this == MYSQL ? "" : " ON CONFLICT(" + keys + ") DO NOTHING";
    }

    /**
     * Whether an insertion failed because there is a row with the same key. Only MySQL says so this
     * way, where {@code INSERT IGNORE} would hide other mistakes, and {@code ON DUPLICATE KEY
     * UPDATE} does not tell reliably what it did; the transaction goes on.
     */
    boolean isDuplicate(SQLException e) {
        return this == MYSQL && e.getErrorCode() == MYSQL_DUPLICATE_KEY;
    }

    /** Deletes at most a number of rows that are older than a number of seconds, oldest first. */
    String deleteOlder(String table) {
        return switch (this) {
            case POSTGRESQL ->
                    """
                    DELETE FROM %1$s WHERE ctid IN (
                      SELECT ctid FROM %1$s WHERE processed_at < now() - make_interval(secs => ?)
                      ORDER BY processed_at LIMIT ? FOR UPDATE SKIP LOCKED)\
                    """
                            .formatted(table);
            case MYSQL ->
                    """
                    DELETE FROM %s
                    WHERE processed_at < CURRENT_TIMESTAMP(6) - INTERVAL ? SECOND
                    ORDER BY processed_at LIMIT ?\
                    """
                            .formatted(table);
            case SQLITE ->
                    """
                    DELETE FROM %1$s WHERE rowid IN (
                      SELECT rowid FROM %1$s WHERE processed_at < julianday('now') - ? / 86400.0
                      ORDER BY processed_at LIMIT ?)\
                    """
                            .formatted(table);
        };
    }

    /** Of a name like {@code schema.table} the latter. */
    private static String withoutSchema(String table) {
        return table.substring(table.indexOf('.') + 1);
    }
}
