package dev.kanishk.scheduler.store;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/*
 * A list of parameters has no type of its own here. It is written out where it stands, as many
 * question marks as it has values (rounded up, so that there are few different statements), because
 * a list of constants is the one form that is always read by the key: the server turns one that
 * comes from a subquery, or that is longer than a thousand, into a join whose order it chooses, and
 * an UPDATE or DELETE then goes through, and locks, the whole table.
 *
 * For the same reason the statements that name jobs by a list force the primary key. Without that a
 * small table is read, and locked, from end to end.
 */
/** A statement of those that databases share, in the words of MariaDB and MySQL. */
final class MariaDbSql {
    private static final int MAX_IN = 512;
    private static final Pattern VALUES =
            Pattern.compile("([\\w.]+) = ANY\\(\\?\\)|PAIRS\\(\\?, \\?\\)|\\?");
    private static final Pattern READ_BY_LIST =
            Pattern.compile("FROM (\\w+) WHERE (id|parent) = ANY\\(\\?\\)");
    private static final Pattern CHANGE_BY_LIST =
            Pattern.compile("^UPDATE (\\w+) SET (.+) WHERE (id|parent) = ANY\\(\\?\\)");
    private static final Pattern STRING_AGG = Pattern.compile("string_agg\\((.+?), ','\\)");

    private final String text;
    private final List<@Nullable Object> values;

    private MariaDbSql(String text, List<@Nullable Object> values) {
        this.text = text;
        this.values = values;
    }

    String text() {
        return text;
    }

    /** A value for each question mark; none is a list. */
    List<@Nullable Object> values() {
        return values;
    }

    /** What does not depend on values. */
    static String rewrite(String sql, String clock) {
        String text = sql.replace("now_ms()", clock);
        text = STRING_AGG.matcher(text).replaceAll("GROUP_CONCAT($1 SEPARATOR ',')");
        text =
                text.replace(" AS text)", " AS char)")
                        .replace("',' || jobs || ','", "CONCAT(',', jobs, ',')")
                        .replace("started || ?", "CONCAT(started, ?)");
        text =
                CHANGE_BY_LIST
                        .matcher(text)
                        .replaceAll("UPDATE $1 FORCE INDEX (PRIMARY) SET $2 WHERE $3 = ANY(?)");
        String forced = "FROM $1 FORCE INDEX (PRIMARY) WHERE $2 = ANY(?)";
        return READ_BY_LIST
                .matcher(text)
                .replaceAll(text.startsWith("DELETE ") ? "$1 " + forced : forced);
    }

    /** Writes lists out. */
    static MariaDbSql of(String rewritten, @Nullable Object[] given) {
        StringBuilder text = new StringBuilder();
        List<@Nullable Object> values = new ArrayList<>();
        Matcher matcher = VALUES.matcher(rewritten);
        int next = 0;
        while (matcher.find()) {
            String operand = matcher.group(1);
            String instead = "?";
            if (operand != null) {
                instead = in(operand, list(given[next++]), values);
            } else if (matcher.group().length() > 1) {
                values.add(pairs(list(given[next++]), list(given[next++])));
                instead =
                        "(SELECT DISTINCT lane, least FROM JSON_TABLE(?, '$[*]' COLUMNS("
                                + "lane int PATH '$[0]', least bigint PATH '$[1]')) AS p)";
            } else {
                values.add(given[next++]);
            }
            matcher.appendReplacement(text, Matcher.quoteReplacement(instead));
        }
        matcher.appendTail(text);
        return new MariaDbSql(text.toString(), values);
    }

    private static List<?> list(@Nullable Object value) {
        return value instanceof List<?> list ? list : List.of();
    }

    /** Whether an operand is one of a list: no more than some hundred values in one go. */
    private static String in(String operand, List<?> list, List<@Nullable Object> values) {
        if (list.isEmpty()) {
            return "FALSE";
        }
        List<String> parts = new ArrayList<>();
        for (int from = 0; from < list.size(); from += MAX_IN) {
            List<?> part = list.subList(from, Math.min(list.size(), from + MAX_IN));
            int size = Math.max(1, Integer.highestOneBit(2 * part.size() - 1));
            values.addAll(part);
            for (int i = part.size(); i < size; i++) {
                values.add(part.getLast());
            }
            parts.add(operand + " IN (" + marks(size) + ")");
        }
        return parts.size() == 1 ? parts.getFirst() : "(" + String.join(" OR ", parts) + ")";
    }

    /** So many question marks. */
    static String marks(int count) {
        return "?,".repeat(count - 1) + "?";
    }

    private static String pairs(List<?> first, List<?> second) {
        StringBuilder json = new StringBuilder("[");
        for (int i = 0; i < first.size(); i++) {
            json.append(i == 0 ? "[" : ",[")
                    .append(first.get(i))
                    .append(',')
                    .append(second.get(i))
                    .append(']');
        }
        return json.append(']').toString();
    }

    /** Sets the values of a statement. */
    static void bind(PreparedStatement statement, List<@Nullable Object> values)
            throws SQLException {
        for (int i = 0; i < values.size(); i++) {
            bind(statement, i + 1, values.get(i));
        }
    }

    static void bind(PreparedStatement statement, int index, @Nullable Object value)
            throws SQLException {
        switch (value) {
            case null -> statement.setNull(index, Types.VARCHAR);
            case UUID id -> statement.setString(index, id.toString());
            case Long number -> statement.setLong(index, number);
            case Integer number -> statement.setInt(index, number);
            case Double number -> statement.setDouble(index, number);
            case byte[] bytes -> statement.setBytes(index, bytes);
            default -> statement.setString(index, value.toString());
        }
    }
}
