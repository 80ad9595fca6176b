package dev.kanishk.scheduler.consumer;

import java.util.regex.Pattern;

/** Names of tables and columns, which are written into statements as they are. */
final class SqlNames {
    private static final Pattern COLUMN = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,62}");
    private static final Pattern TABLE =
            Pattern.compile("([A-Za-z_][A-Za-z0-9_]{0,62}\\.)?[A-Za-z_][A-Za-z0-9_]{0,47}");

    private SqlNames() {}

    static String table(String name) {
        if (!TABLE.matcher(name).matches()) {
            throw wrong("table", name, "use up to 48 letters, digits and '_', or SCHEMA.TABLE");
        }
        return name;
    }

    static String column(String name) {
        if (!COLUMN.matcher(name).matches()) {
            throw wrong("column", name, "use up to 63 letters, digits and '_'");
        }
        return name;
    }

    static IllegalArgumentException wrong(String name, Object value, String fix) {
        return new IllegalArgumentException(name + " '" + value + "' is not allowed: " + fix);
    }
}
