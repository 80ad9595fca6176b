package dev.kanishk.scheduler.consumer;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Writes the newest state of a thing into its row: inserts it if there is none, updates it if it is
 * older, and leaves it alone if it is as new or newer. So messages that carry a whole state and its
 * version may come twice, late and in any order, and no memory of them is needed.
 *
 * <p>What it guarantees: of the versions whose {@link #apply} was committed, the row shows the
 * greatest; each is written by one statement or two that check the version in the database, so any
 * number of processes may write at the same time. What it does not: that each version was ever
 * shown, and anything for messages that carry a change instead of a state ({@code +5}): those want
 * {@link ProcessedMessages}. Once a row is deleted, an old message makes it anew; keep a mark of
 * the deletion instead.
 *
 * <p>Versions come from the sender: a counter of the thing's, a sequence, a log position. Times of
 * several machines are no versions.
 *
 * <p>The table needs a primary or unique key of exactly the key columns, and versions that are not
 * null. Immutable; safe for use by many threads.
 */
public final class VersionedUpsert {
    private final SqlDialect dialect;
    private final List<String> keys;
    private final List<String> values;
    private final String insert;
    private final String update;

    private VersionedUpsert(
            SqlDialect dialect,
            String table,
            List<String> keys,
            String version,
            List<String> values) {
        this.dialect = dialect;
        this.keys = keys;
        this.values = values;
        List<String> columns =
                Stream.of(keys, List.of(version), values).flatMap(List::stream).toList();
        List<String> changed = Stream.concat(Stream.of(version), values.stream()).toList();
        String plain =
                SqlDialect.insert(table, String.join(", ", columns), list(columns, "?", ", "));
        String newer =
                " ON CONFLICT(%s) DO UPDATE SET %s WHERE %s.%s < excluded.%s"
                        .formatted(
                                String.join(", ", keys),
                                list(changed, "%1$s = excluded.%1$s", ", "),
                                table.substring(table.indexOf('.') + 1),
                                version,
                                version);
        insert = dialect == SqlDialect.MYSQL ? plain : plain + newer;
        update =
                "UPDATE %s SET %s WHERE %s AND %s < ?"
                        .formatted(
                                table,
                                list(changed, "%s = ?", ", "),
                                list(keys, "%s = ?", " AND "),
                                version);
    }

    private static String list(List<String> columns, String form, String between) {
        return columns.stream().map(form::formatted).collect(Collectors.joining(between));
    }

    /**
     * Describes a table.
     *
     * @param dialect the database's
     * @param table its name, or schema and name with a dot between
     * @param keys the columns of its key: 1 or more
     * @param version the column of the version, an integer of 64 bits
     * @param values the other columns that messages set
     * @return what writes to it
     * @throws IllegalArgumentException if there is no key, a column is named twice, or a name would
     *     need quotes
     */
    public static VersionedUpsert into(
            SqlDialect dialect,
            String table,
            List<String> keys,
            String version,
            List<String> values) {
        List<String> columns = new ArrayList<>(keys);
        columns.add(version);
        columns.addAll(values);
        columns.forEach(SqlNames::column);
        if (keys.isEmpty()) {
            throw SqlNames.wrong("keys", keys, "name the columns of the table's key");
        }
        if (new HashSet<>(columns).size() < columns.size()) {
            throw SqlNames.wrong("columns", columns, "name each one once");
        }
        return new VersionedUpsert(
                dialect, SqlNames.table(table), List.copyOf(keys), version, List.copyOf(values));
    }

    /**
     * Writes a version, unless the row is as new or newer.
     *
     * @param connection in a transaction or not
     * @param keyValues the key's values, in the order of its columns
     * @param version the version
     * @param columnValues the values, in the order of their columns
     * @return whether it was written; false if the row was as new or newer
     * @throws SQLException if the database fails
     * @throws IllegalArgumentException if there are too few values, or too many
     */
    public boolean apply(
            Connection connection,
            List<?> keyValues,
            long version,
            List<? extends @Nullable Object> columnValues)
            throws SQLException {
        check("keys", keyValues, keys);
        check("values", columnValues, values);
        List<@Nullable Object> key = new ArrayList<>(keyValues);
        List<@Nullable Object> changed = new ArrayList<>();
        changed.add(version);
        changed.addAll(columnValues);
        if (dialect != SqlDialect.MYSQL) {
            return execute(connection, insert, key, changed) == 1;
        }
        // What MySQL counts of an upsert depends on how the driver connected; these two do not.
        List<@Nullable Object> guard = new ArrayList<>(key);
        guard.add(version);
        if (execute(connection, update, changed, guard) > 0) {
            return true;
        }
        try {
            return execute(connection, insert, key, changed) == 1;
        } catch (SQLException e) {
            if (!dialect.isDuplicate(e)) {
                throw e;
            }
            // There is one: as new or newer, or another one inserted it just now.
            return execute(connection, update, changed, guard) > 0;
        }
    }

    private static void check(String name, List<?> given, List<String> columns) {
        if (given.size() != columns.size()) {
            throw SqlNames.wrong(
                    name, given.size() + " of them", "give one for each of " + columns);
        }
    }

    private static int execute(
            Connection connection,
            String sql,
            List<@Nullable Object> first,
            List<@Nullable Object> second)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            int index = 0;
            for (Object value : first) {
                statement.setObject(++index, value);
            }
            for (Object value : second) {
                statement.setObject(++index, value);
            }
            return statement.executeUpdate();
        }
    }
}
