package dev.kanishk.scheduler.store;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Locale;
import java.util.Properties;

/*
 * What is between a process and its server may lose a connection and tell neither. Who waits for an
 * answer then would wait for ever. Others have taken a worker's jobs long before, since it renews
 * its lease no more, so the limit follows from the lease: no statement of a worker is worth more
 * time than that.
 *
 * Those that are: tables that another process makes, and what goes through a whole day's partition.
 */
/** For how long a server may say nothing while it is asked something. */
final class Silence {
    /** What is allowed unless a connection comes with a limit of its own: two leases. */
    static final int MS = (int) (2 * Upkeep.LEASE_MS);

    private static final int LONG_MS = 600_000;
    private static final int BRIEF_MS = 1_000;
    private static final int CONNECT_MS = 10_000;

    private Silence() {}

    /** Opens a connection by its address, on which logging in may not hang either. */
    static Connection connect(String jdbcUrl) throws SQLException {
        Properties limits = new Properties();
        boolean postgres = jdbcUrl.startsWith("jdbc:postgresql:");
        if (postgres) {
            // In seconds; its driver gives up connecting after ten by itself.
            limit(limits, jdbcUrl, "socketTimeout", MS / 1_000);
        } else {
            limit(limits, jdbcUrl, "socketTimeout", MS);
            limit(limits, jdbcUrl, "connectTimeout", CONNECT_MS);
        }
        return DriverManager.getConnection(jdbcUrl, limits);
    }

    private static void limit(Properties limits, String jdbcUrl, String name, int value) {
        if (!jdbcUrl.toLowerCase(Locale.ROOT).contains(name.toLowerCase(Locale.ROOT) + "=")) {
            limits.setProperty(name, Integer.toString(value));
        }
    }

    /**
     * Limits it on a connection.
     *
     * @param beforeMs the limit that the connection comes with, none if 0, which is kept
     */
    static void limit(Connection connection, int beforeMs) throws SQLException {
        if (beforeMs == 0) {
            set(connection, MS);
        }
    }

    /** Allows for statements that take minutes. */
    static void allowMinutes(Connection connection) throws SQLException {
        set(connection, LONG_MS);
    }

    /** Allows for a moment: nothing is lost if what is said last is not heard. */
    static void allowMoment(Connection connection) throws SQLException {
        set(connection, BRIEF_MS);
    }

    static void set(Connection connection, int ms) throws SQLException {
        connection.setNetworkTimeout(Runnable::run, ms);
    }
}
