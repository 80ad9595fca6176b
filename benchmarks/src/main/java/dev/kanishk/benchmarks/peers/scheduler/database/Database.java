package dev.kanishk.benchmarks.peers.scheduler.database;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * One database of the server, which a scheduler owns. Schedulers log in as one role and
 * measurements as another, so that what is counted are a scheduler's statements alone.
 *
 * @param port the server's port on this machine
 * @param name the database's name
 */
record Database(int port, String name) {
    /** The role that schedulers log in as; it owns their databases. */
    static final String OWNER = "scheduler";

    /** The superuser, for all that is not a scheduler's. */
    static final String OBSERVER = "postgres";

    /**
     * What the database has done for its scheduler so far.
     *
     * @param statements statements that its clients sent, those that begin and end transactions
     *     among them
     * @param walBytes bytes of write-ahead log, of the whole server
     */
    record Counts(long statements, long walBytes) {
        /** Returns what was done since earlier counts. */
        Counts since(Counts earlier) {
            return new Counts(statements - earlier.statements, walBytes - earlier.walBytes);
        }
    }

    /** Returns the database of the server that no scheduler uses; it has the view of statements. */
    static Database maintenance(int port) {
        return new Database(port, "postgres");
    }

    /** Returns the address for JDBC. */
    String jdbcUrl() {
        return "jdbc:postgresql://localhost:%d/%s?user=%s&reWriteBatchedInserts=true"
                .formatted(port, name, OWNER);
    }

    /** Returns the address for others. */
    String url() {
        return "postgres://%s@localhost:%d/%s".formatted(OWNER, port, name);
    }

    /**
     * Opens a pool of connections for a scheduler, with the settings that suit batches. All are
     * open when this returns.
     *
     * @throws SQLException if the server does not let one in
     */
    HikariDataSource pool(int connections) throws SQLException {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl(jdbcUrl());
        HikariConfig config = new HikariConfig();
        config.setDataSource(source);
        config.setMaximumPoolSize(connections);
        config.setConnectionTimeout(TimeUnit.MINUTES.toMillis(1));
        HikariDataSource pool = new HikariDataSource(config);
        List<Connection> opened = new ArrayList<>();
        try {
            while (opened.size() < connections) {
                opened.add(pool.getConnection());
            }
        } finally {
            for (Connection connection : opened) {
                connection.close();
            }
        }
        return pool;
    }

    /**
     * Opens a connection whose statements do not count.
     *
     * @throws IOException if the server does not answer
     */
    Connection observe() throws IOException {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setPortNumbers(new int[] {port});
        source.setDatabaseName(name);
        source.setUser(OBSERVER);
        try {
            return source.getConnection();
        } catch (SQLException e) {
            throw new IOException("cannot reach the database " + name, e);
        }
    }

    /**
     * Returns the counts of now.
     *
     * @throws IOException if the server does not answer
     */
    Counts counts() throws IOException {
        String query =
                """
                SELECT coalesce((SELECT sum(calls) FROM pg_stat_statements s
                                 WHERE s.dbid = d.oid AND s.userid = '%s'::regrole), 0),
                       pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0')
                FROM pg_database d WHERE datname = '%s'
                """
                        .formatted(OWNER, name);
        try (Connection connection = maintenance(port).observe();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            row.next();
            return new Counts(row.getLong(1), row.getLong(2));
        } catch (SQLException e) {
            throw new IOException("cannot count the statements of " + name, e);
        }
    }

    /**
     * Returns the number that a query gives.
     *
     * @throws IOException if it gives none
     */
    long number(String query) throws IOException {
        try (Connection connection = observe()) {
            return number(connection, query);
        } catch (SQLException e) {
            throw new IOException("cannot ask the database " + name, e);
        }
    }

    /**
     * Returns the number that a query gives, asked on a connection that is there.
     *
     * @throws IOException if it gives none
     */
    static long number(Connection connection, String query) throws IOException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            row.next();
            return row.getLong(1);
        } catch (SQLException e) {
            throw new IOException("no number from: " + query, e);
        }
    }

    /**
     * Runs statements that do not count.
     *
     * @throws IOException if one fails
     */
    void execute(String... statements) throws IOException {
        try (Connection connection = observe();
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        } catch (SQLException e) {
            throw new IOException("cannot prepare the database " + name, e);
        }
    }

    /** Brings the server to rest after a load: no dead rows, no dirty pages, fresh statistics. */
    void settle() throws IOException {
        execute("VACUUM (ANALYZE)", "CHECKPOINT");
    }
}
