package dev.kanishk.scheduler.consumer;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import javax.sql.DataSource;

/**
 * The messages that a consumer has processed, in a table of the consumer's own database. The row of
 * a message is written in the same transaction as its effect, so either both are there or neither.
 *
 * <p>What it guarantees, for effects in that database and nowhere else: however often a message is
 * delivered, one after the other or at the same time, to however many processes, and wherever they
 * end, its effect is there exactly once when a delivery has been acknowledged after {@link #once}
 * returned. A delivery at the same time waits for the transaction of the first one: if that commits
 * it is a duplicate, if that rolls back it has its turn.
 *
 * <p>What it does not: an effect elsewhere, such as a mail or a call, runs again if the process
 * ends between it and the commit. A message that comes again after its row was {@linkplain #forget
 * forgotten} is taken for a new one. And it is as durable as the database: with asynchronous
 * commits, a crash may take the effect and the row back together, after the acknowledgement.
 *
 * <p>Immutable; safe for use by many threads.
 */
public final class ProcessedMessages {
    /** The name of the table if no other is given. */
    public static final String DEFAULT_TABLE = "processed_message";

    /** The longest name of a consumer, in bytes of UTF-8. */
    public static final int MAX_CONSUMER_BYTES = 100;

    /** The longest id of a message, in bytes of UTF-8. */
    public static final int MAX_ID_BYTES = 400;

    /** The most rows that one call forgets. */
    public static final int MAX_FORGOTTEN = 10_000;

    private final SqlDialect dialect;
    private final String table;
    private final String insert;
    private final String delete;

    /**
     * Uses the table {@value #DEFAULT_TABLE}.
     *
     * @param dialect the database's
     */
    public ProcessedMessages(SqlDialect dialect) {
        this(dialect, DEFAULT_TABLE);
    }

    /**
     * Uses a table of another name.
     *
     * @param dialect the database's
     * @param table its name, or schema and name with a dot between
     * @throws IllegalArgumentException if the name would need quotes
     */
    public ProcessedMessages(SqlDialect dialect, String table) {
        this.dialect = dialect;
        this.table = SqlNames.table(table);
        String key = "consumer, message_id";
        insert = SqlDialect.insert(table, key, "?, ?") + dialect.orNothing(key);
        delete = dialect.deleteOlder(table);
    }

    /** {@return the statements that make the table if it is not there, for a migration} */
    public List<String> schema() {
        return dialect.processedMessages(table);
    }

    /**
     * Makes the table if it is not there.
     *
     * @param connection to the database
     * @throws SQLException if it cannot be made
     */
    public void createTable(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (String sql : schema()) {
                statement.execute(sql);
            }
        }
    }

    /**
     * Notes a message, as the first step of the caller's own transaction. If a transaction on
     * another connection has noted it and not ended yet, waits for that.
     *
     * @param connection in a transaction
     * @param consumer who processes it: 1 to {@value #MAX_CONSUMER_BYTES} bytes
     * @param messageId which message: 1 to {@value #MAX_ID_BYTES} bytes
     * @return whether it is new: then the effect belongs into the same transaction; otherwise there
     *     is nothing to do but acknowledge
     * @throws SQLException if the database fails; the caller rolls back
     * @throws IllegalArgumentException if a name is out of its range
     * @throws IllegalStateException if the connection commits each statement by itself
     */
    public boolean note(Connection connection, String consumer, String messageId)
            throws SQLException {
        byte[] consumerBytes = checked("consumer", consumer, MAX_CONSUMER_BYTES);
        byte[] idBytes = checked("messageId", messageId, MAX_ID_BYTES);
        if (connection.getAutoCommit()) {
            throw new IllegalStateException(
                    "the connection commits each statement by itself: setAutoCommit(false), so that"
                            + " the effect and the memory of it are one transaction");
        }
        try (PreparedStatement statement = connection.prepareStatement(insert)) {
            if (dialect == SqlDialect.MYSQL) {
                statement.setBytes(1, consumerBytes);
                statement.setBytes(2, idBytes);
            } else {
                statement.setString(1, consumer);
                statement.setString(2, messageId);
            }
            return statement.executeUpdate() == 1;
        } catch (SQLException e) {
            if (dialect.isDuplicate(e)) {
                return false;
            }
            throw e;
        }
    }

    /**
     * Runs an effect in a transaction of its own, unless its message was processed before.
     *
     * @param database where the effect and the table are
     * @param consumer who processes it: 1 to {@value #MAX_CONSUMER_BYTES} bytes
     * @param messageId which message: 1 to {@value #MAX_ID_BYTES} bytes
     * @param effect what it makes happen
     * @return whether it ran; either way the message can be acknowledged now
     * @throws SQLException if the database fails: whether the transaction committed may not be
     *     known then, and it does no harm to deliver the message again
     * @throws IllegalArgumentException if a name is out of its range
     */
    @SuppressWarnings("IllegalCatch") // whatever the effect throws, the transaction is rolled back
    public boolean once(DataSource database, String consumer, String messageId, Effect effect)
            throws SQLException {
        try (Connection connection = database.getConnection()) {
            boolean autoCommit = connection.getAutoCommit();
            connection.setAutoCommit(false);
            try {
                boolean isNew = note(connection, consumer, messageId);
                if (isNew) {
                    effect.apply(connection);
                }
                connection.commit();
                connection.setAutoCommit(autoCommit);
                return isNew;
            } catch (Throwable e) {
                undo(connection, autoCommit, e);
                throw e;
            }
        }
    }

    private static void undo(Connection connection, boolean autoCommit, Throwable cause) {
        try {
            connection.rollback();
            connection.setAutoCommit(autoCommit);
        } catch (SQLException e) {
            cause.addSuppressed(e);
        }
    }

    /**
     * Forgets the oldest messages, a bounded piece of them; to be called again as long as it
     * forgets as many as it may. The database's clock counts.
     *
     * @param connection to the database, in a transaction or not
     * @param olderThan longer than a message is ever delivered again after: 1 second or more
     * @param most how many to forget: 1 to {@value #MAX_FORGOTTEN}
     * @return how many it forgot
     * @throws SQLException if the database fails
     * @throws IllegalArgumentException if a value is out of its range
     */
    public int forget(Connection connection, Duration olderThan, int most) throws SQLException {
        if (olderThan.compareTo(Duration.ofSeconds(1)) < 0) {
            throw SqlNames.wrong("olderThan", olderThan, "use PT1S or more");
        }
        if (most < 1 || most > MAX_FORGOTTEN) {
            throw SqlNames.wrong("most", most, "use 1 to " + MAX_FORGOTTEN);
        }
        try (PreparedStatement statement = connection.prepareStatement(delete)) {
            statement.setLong(1, olderThan.toSeconds());
            statement.setInt(2, most);
            return statement.executeUpdate();
        }
    }

    /** Two ids must never become one on their way into the table. */
    private static byte[] checked(String name, String value, int mostBytes) {
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        if (bytes.length == 0 || bytes.length > mostBytes) {
            throw SqlNames.wrong(
                    name, value, "it has " + bytes.length + " bytes; use 1 to " + mostBytes);
        }
        if (value.indexOf('\0') >= 0 || !StandardCharsets.UTF_8.newEncoder().canEncode(value)) {
            throw SqlNames.wrong(name, value, "use no NUL and no half of a surrogate pair");
        }
        return bytes;
    }
}
