package dev.kanishk.scheduler.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

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

    /** What is set on connections. */
    interface Settings {
        /** Makes a new connection fit for its use. */
        void apply(Connection connection) throws SQLException;

        /** Ends what is left of its use: it may go back to a pool of the caller's. */
        void undo(Connection connection) throws SQLException;
    }

    private static final long TAKE_SECONDS = 10;

    private final Source source;
    private final Settings settings;
    private final Semaphore free;
    private final ConcurrentLinkedDeque<Link> idle = new ConcurrentLinkedDeque<>();
    private volatile boolean closed;

    Links(Source source, Settings settings, int most) {
        this.source = source;
        this.settings = settings;
        this.free = new Semaphore(most);
    }

    /** A connection with its settings, which the caller closes. */
    static Connection open(Source source, Settings settings) throws SQLException {
        Connection connection = source.open();
        boolean ready = false;
        try {
            settings.apply(connection);
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

    private void discard(Link link) {
        try (Connection connection = link.connection()) {
            Silence.allowMoment(connection);
            if (!connection.getAutoCommit()) {
                connection.rollback();
                connection.setAutoCommit(true);
            }
            settings.undo(connection);
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
