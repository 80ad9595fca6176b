package dev.kanishk.scheduler.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.postgresql.PGConnection;

/*
 * Not a general pool: the connections are few and bounded, have settings that a caller's own
 * statements must not meet, keep their prepared statements for as long as they live, and are tested
 * by being used. A connection that failed is thrown away.
 */
/** Connections of one kind, made when they are needed and kept. */
final class Links implements AutoCloseable {
    /** Where connections come from. */
    interface Source {
        Connection open() throws SQLException;
    }

    private static final long TAKE_SECONDS = 10;

    private final Source source;
    private final List<String> settings;
    private final Semaphore free;
    private final ConcurrentLinkedDeque<Link> idle = new ConcurrentLinkedDeque<>();
    private volatile boolean closed;

    Links(Source source, List<String> settings, int most) {
        this.source = source;
        this.settings = settings;
        this.free = new Semaphore(most);
    }

    /** A connection with its settings, which the caller closes. */
    static Connection open(Source source, List<String> settings) throws SQLException {
        Connection connection = source.open();
        boolean ready = false;
        try (Statement statement = connection.createStatement()) {
            connection.setAutoCommit(true);
            statement.execute(String.join("; ", settings));
            connection.unwrap(PGConnection.class).setPrepareThreshold(1);
            ready = true;
        } finally {
            if (!ready) {
                connection.close();
            }
        }
        return connection;
    }

    /** Takes a connection, to be given back. */
    Link take() throws SQLException {
        if (closed) {
            throw new SQLException("the store is closed");
        }
        boolean permitted;
        try {
            permitted = free.tryAcquire(TAKE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SQLTransientConnectionException("interrupted while waiting", e);
        }
        if (!permitted) {
            throw new SQLTransientConnectionException(
                    "no connection was free for " + TAKE_SECONDS + " s");
        }
        Link link = idle.pollFirst();
        if (link != null) {
            return link;
        }
        boolean opened = false;
        try {
            Link made = new Link(open(source, settings));
            opened = true;
            return made;
        } finally {
            if (!opened) {
                free.release();
            }
        }
    }

    void give(Link link, boolean broken) {
        if (broken || closed) {
            discard(link);
        } else {
            idle.addFirst(link);
        }
        free.release();
        if (closed) {
            close();
        }
    }

    /** Forgets those that are idle: others like them have just failed. */
    void distrust() {
        Link link = idle.pollFirst();
        while (link != null) {
            discard(link);
            link = idle.pollFirst();
        }
    }

    private static void discard(Link link) {
        try (Connection connection = link.connection();
                Statement statement = connection.createStatement()) {
            if (!connection.getAutoCommit()) {
                connection.rollback();
                connection.setAutoCommit(true);
            }
            // It may go back to a pool of the caller's.
            statement.execute("DISCARD ALL");
        } catch (SQLException e) {
            // It is broken, or its server is gone: that is why it is thrown away.
            assert e != null;
        }
    }

    @Override
    public void close() {
        closed = true;
        distrust();
    }
}
