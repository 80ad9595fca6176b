package dev.kanishk.scheduler.store;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/*
 * What is committed is on the disk if InnoDB writes its log at each commit. With a binary log that
 * alone is not enough: after a crash of the machine a transaction counts if the binary log has it,
 * so that has to be forced as well, unless MariaDB forces InnoDB's own log once more (the value 3).
 *
 * All of these are the server's, not the session's: one cannot have durable and other transactions
 * side by side, as in PostgreSQL.
 */
/**
 * What a MariaDB or MySQL server is like.
 *
 * @param version as it tells it
 * @param variables the settings that matter, by name
 */
record MariaDbServer(String version, Map<String, String> variables) {
    private static final Pattern NUMBER = Pattern.compile("(\\d+)\\.(\\d+).*", Pattern.DOTALL);
    private static final String READ =
            """
            SHOW GLOBAL VARIABLES WHERE variable_name IN ('innodb_flush_log_at_trx_commit',
              'log_bin', 'sync_binlog', 'binlog_format', 'debug_no_sync', 'innodb_flush_method',
              'wsrep_on', 'max_allowed_packet')\
            """;

    /** A payload of the largest size, as text with each byte escaped, and what is around it. */
    private static final long LEAST_PACKET = 4 << 20;

    /** Reads what a server is like. */
    static MariaDbServer of(Connection connection) throws SQLException {
        Map<String, String> variables = new HashMap<>();
        try (Statement statement = connection.createStatement()) {
            try (ResultSet rows = statement.executeQuery(READ)) {
                while (rows.next()) {
                    variables.put(
                            rows.getString(1).toLowerCase(Locale.ROOT),
                            String.valueOf(rows.getString(2)).toUpperCase(Locale.ROOT));
                }
            }
            try (ResultSet row = statement.executeQuery("SELECT VERSION()")) {
                return new MariaDbServer(row.next() ? row.getString(1) : "", variables);
            }
        }
    }

    boolean isMariaDb() {
        return version.toUpperCase(Locale.ROOT).contains("MARIADB");
    }

    private boolean is(String variable, String... values) {
        String value = variables.getOrDefault(variable, "");
        for (String each : values) {
            if (value.equals(each)) {
                return true;
            }
        }
        return false;
    }

    /** How large a statement may be, in bytes. */
    long packetBytes() {
        return Long.parseLong(variables.getOrDefault("max_allowed_packet", "16777216"));
    }

    /**
     * {@return why accepted jobs would not survive a crash, by the settings at fault; empty if they
     * do}
     */
    Map<String, String> losses() {
        Map<String, String> why = new TreeMap<>();
        if (!is("innodb_flush_log_at_trx_commit", "1", "3")) {
            why.put("innodb_flush_log_at_trx_commit", "set it to 1");
        }
        if (is("log_bin", "ON", "1")
                && !is("sync_binlog", "1")
                && !is("innodb_flush_log_at_trx_commit", "3")) {
            why.put("sync_binlog", "set it to 1, since there is a binary log");
        }
        if (is("debug_no_sync", "ON", "1")) {
            why.put("debug_no_sync", "set it to OFF");
        }
        if (is("innodb_flush_method", "NOSYNC")) {
            why.put("innodb_flush_method", "set it to O_DIRECT or fsync");
        }
        return why;
    }

    /** Refuses a server that cannot keep what the store promises. */
    void check() {
        // MariaDB puts this before its version where it talks to programs of MySQL.
        Matcher number = NUMBER.matcher(version.replaceFirst("^5\\.5\\.5-", ""));
        int from = isMariaDb() ? 1006 : 800;
        if (!number.matches()
                || Integer.parseInt(number.group(1)) * 100 + Integer.parseInt(number.group(2))
                        < from) {
            throw new StoreException(
                    "the server is '" + version + "': use MariaDB 10.6, MySQL 8.0, or newer");
        }
        if (is("wsrep_on", "ON", "1")) {
            throw new StoreException(
                    "the server is a node of a Galera cluster, whose nodes do not share the locks"
                            + " that workers live by: use a single server with replicas");
        }
        if (is("log_bin", "ON", "1") && is("binlog_format", "STATEMENT")) {
            throw new StoreException(
                    "binlog_format is STATEMENT, which InnoDB refuses for READ COMMITTED: set it"
                            + " to ROW or MIXED");
        }
        if (packetBytes() < LEAST_PACKET) {
            throw new StoreException(
                    "max_allowed_packet is "
                            + packetBytes()
                            + ", too small for the largest payload: set it to 16 MiB");
        }
        losses().forEach((name, what) -> {
            throw new StoreException(
                    "accepted jobs could be lost, since %s is %s: %s"
                            .formatted(name, variables.getOrDefault(name, "?"), what));
        });
    }
}
