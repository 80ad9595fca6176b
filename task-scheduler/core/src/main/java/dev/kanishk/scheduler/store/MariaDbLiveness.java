package dev.kanishk.scheduler.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/*
 * As on PostgreSQL: a worker holds a named lock of the server on a connection of its own, and the
 * workers stand in a ring by their names; each waits for the lock of the next one. When a process
 * ends, the server frees its lock, and the one before it has it at once. It then waits a moment and
 * looks again: the next may live, and only have lost its connection.
 *
 * Nothing tells a process of what others have made due. So the connection that holds the lock also
 * looks, a few times a second, for tickets that are greater than any it has seen: an index has them
 * in order, so a look that finds nothing is a look at the index's end. If that takes long (removed
 * tickets stay in the index while somebody holds an old snapshot), it is done less often.
 */
/** A worker's sign of life on MariaDB and MySQL, and what it sees of others. */
final class MariaDbLiveness implements Liveness {
    private static final Logger LOG = LoggerFactory.getLogger(MariaDbLiveness.class);
    private static final int TAKE_SECONDS = 5;
    private static final int WATCH_SECONDS = 3;
    private static final int SHARE = 20;
    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(MariaDbStore.POLL_MS);
    private static final long GRACE_NANOS = TimeUnit.MILLISECONDS.toNanos(200);
    private static final long RESTART_GRACE_NANOS = TimeUnit.SECONDS.toNanos(2);
    private static final int SILENCE_MS = 30_000;
    private static final long RENEW_NANOS = TimeUnit.SECONDS.toNanos(5);
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
    private static final long CLOSE_MS = 5_000;
    private static final String FRESH =
            "SELECT lane, MIN(ticket), MAX(ticket) FROM ready FORCE INDEX (by_ticket)"
                    + " WHERE ticket > ? GROUP BY lane";

    private final MariaDbStore store;
    private final Links.Source source;
    private final Links.Settings settings;
    private final String worker;
    private final Thread living;
    private final Thread watching;

    /** How often {@link #life} was made anew. */
    private final AtomicInteger lives = new AtomicInteger();

    private volatile @Nullable Connection life;
    private volatile @Nullable Statement waiting;
    private volatile @Nullable String next;
    private volatile boolean closed;

    private MariaDbLiveness(
            MariaDbStore store,
            Links.Source source,
            Links.Settings settings,
            String worker,
            Connection life) {
        this.store = store;
        this.source = source;
        this.settings = settings;
        this.worker = worker;
        this.life = life;
        this.living = Thread.ofPlatform().name("job-listener").daemon().unstarted(this::look);
        this.watching = Thread.ofPlatform().name("job-watch").daemon().unstarted(this::watch);
    }

    static MariaDbLiveness join(MariaDbStore store, Links.Source source, Links.Settings settings) {
        String worker =
                ProcessHandle.current().pid() + "-" + UUID.randomUUID().toString().substring(0, 8);
        try {
            Connection life = live(store, source, settings, worker);
            MariaDbLiveness liveness = new MariaDbLiveness(store, source, settings, worker, life);
            liveness.living.start();
            liveness.watching.start();
            return liveness;
        } catch (SQLException e) {
            throw new StoreException("cannot join as a worker: " + e.getMessage(), e);
        }
    }

    /** Opens a connection that fails if the server is silent for longer than statements take. */
    private static Connection open(Links.Source source, Links.Settings settings)
            throws SQLException {
        Connection connection = Links.open(source, settings);
        connection.setNetworkTimeout(Runnable::run, SILENCE_MS);
        return connection;
    }

    /** Opens the connection that shows that the worker lives. */
    private static Connection live(
            MariaDbStore store, Links.Source source, Links.Settings settings, String worker)
            throws SQLException {
        Connection connection = open(source, settings);
        boolean ready = false;
        try (PreparedStatement lock = connection.prepareStatement("SELECT GET_LOCK(?, ?)")) {
            // A neighbour may have it for the moment in which it looks.
            lock.setString(1, MariaDbStore.lockName(store.database(), worker));
            lock.setInt(2, TAKE_SECONDS);
            try (ResultSet row = lock.executeQuery()) {
                ready = row.next() && row.getInt(1) == 1;
            }
            if (!ready) {
                throw new SQLException("the lock of worker " + worker + " is not free");
            }
        } finally {
            if (!ready) {
                connection.close();
            }
        }
        return connection;
    }

    @Override
    public String worker() {
        return worker;
    }

    private void look() {
        long last = -1;
        while (!closed) {
            long began = System.nanoTime();
            try {
                Connection connection = life;
                if (connection == null) {
                    connection = live(store, source, settings, worker);
                    life = connection;
                    lives.incrementAndGet();
                }
                last = last < 0 ? lastTicket(connection) : lookBehind(connection, last);
                long took = System.nanoTime() - began;
                LockSupport.parkNanos(Math.max(POLL_NANOS - took, SHARE * took));
            } catch (SQLException | RuntimeException e) {
                reconnect(e);
            }
        }
        quietly(life);
    }

    private static long lastTicket(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row =
                        statement.executeQuery("SELECT coalesce(MAX(ticket), 0) FROM ready")) {
            return row.next() ? row.getLong(1) : 0;
        }
    }

    /** Tells of what is due behind a ticket; returns the last one. */
    private long lookBehind(Connection connection, long ticket) throws SQLException {
        long last = ticket;
        Map<Integer, Long> due = new HashMap<>();
        try (PreparedStatement fresh = connection.prepareStatement(FRESH)) {
            fresh.setLong(1, ticket);
            try (ResultSet rows = fresh.executeQuery()) {
                while (rows.next()) {
                    due.put(rows.getInt(1), rows.getLong(2));
                    last = Math.max(last, rows.getLong(3));
                }
            }
        }
        if (!due.isEmpty()) {
            store.announcer().heard(new News(due, List.of(), false));
        }
        return last;
    }

    private void reconnect(Exception why) {
        Connection broken = life;
        life = null;
        quietly(broken);
        if (!closed) {
            store.lostConnection();
            LOG.info(
                    "the connection of worker {} is lost, a new one is tried: {}",
                    worker,
                    why.getMessage());
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    @Override
    public void renew() {
        String name = MariaDbStore.lockName(store.database(), worker);
        boolean isGone = store.single(false, tx -> tx.number("SELECT IS_FREE_LOCK(?)", name)) == 1;
        Connection broken = life;
        int before = lives.get();
        if (!isGone || closed) {
            return;
        }
        LOG.warn("worker {} was taken for dead: its connection is lost, a new one is made", worker);
        try {
            if (broken != null) {
                // Whoever looks by it finds it closed, and makes a new one.
                broken.abort(Runnable::run);
            }
        } catch (SQLException e) {
            LOG.debug("a connection was closed already", e);
        }
        long deadline = System.nanoTime() + RENEW_NANOS;
        while (lives.get() == before) {
            if (closed || System.nanoTime() - deadline > 0) {
                throw new StoreException("worker " + worker + " has no connection to live by");
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    @Override
    public List<String> watch(List<String> others) {
        String first = null;
        String after = null;
        for (String other : others) {
            first = first == null || other.compareTo(first) < 0 ? other : first;
            if (other.compareTo(worker) > 0 && (after == null || other.compareTo(after) < 0)) {
                after = other;
            }
        }
        String successor = after == null ? first : after;
        String before = next;
        if (successor == null ? before != null : !successor.equals(before)) {
            next = successor;
            cancelWait();
            LockSupport.unpark(watching);
        }
        return List.of();
    }

    private void cancelWait() {
        Statement statement = waiting;
        if (statement != null) {
            try {
                statement.cancel();
            } catch (SQLException e) {
                LOG.debug("a wait goes on to its end", e);
            }
        }
    }

    private void watch() {
        Connection connection = null;
        boolean reopened = false;
        while (!closed) {
            String other = next;
            if (other == null) {
                LockSupport.park(this);
                continue;
            }
            try {
                if (connection == null) {
                    connection = open(source, settings);
                }
                if (isFree(connection, other, WATCH_SECONDS)) {
                    giveTime(other, reopened ? RESTART_GRACE_NANOS : GRACE_NANOS);
                    if (!closed && other.equals(next) && isFree(connection, other, 0)) {
                        bury(other);
                    }
                }
                reopened = false;
            } catch (SQLException | RuntimeException e) {
                // It may have been ended while it had the lock.
                quietly(connection);
                connection = null;
                reopened = true;
                if (!closed && other.equals(next)) {
                    LOG.info(
                            "worker {} cannot watch {} for now: {}", worker, other, e.getMessage());
                    LockSupport.parkNanos(PAUSE_NANOS);
                }
            }
        }
        quietly(connection);
    }

    /** Waits, unless another is to be watched. Who said so before may have left a permit. */
    private void giveTime(String other, long nanos) {
        long end = System.nanoTime() + nanos;
        long left = nanos;
        while (left > 0 && !closed && other.equals(next)) {
            LockSupport.parkNanos(left);
            left = end - System.nanoTime();
        }
    }

    /** Takes the lock of another worker for a moment, if it is free. */
    private boolean isFree(Connection connection, String other, int seconds) throws SQLException {
        String name = MariaDbStore.lockName(store.database(), other);
        boolean free;
        try (PreparedStatement statement = connection.prepareStatement("SELECT GET_LOCK(?, ?)")) {
            statement.setString(1, name);
            statement.setInt(2, seconds);
            waiting = statement;
            try (ResultSet row = statement.executeQuery()) {
                free = row.next() && row.getInt(1) == 1;
            }
        } finally {
            waiting = null;
        }
        if (free) {
            try (PreparedStatement statement =
                    connection.prepareStatement("SELECT RELEASE_LOCK(?)")) {
                statement.setString(1, name);
                statement.execute();
            }
        }
        return free;
    }

    private void bury(String other) {
        int jobs = store.recover(other, worker, true);
        LOG.info("worker {} has died; {} jobs of it are due again", other, jobs);
        next = null;
        store.announcer().announce(new News(Map.of(), List.of(), true));
    }

    private void quietly(@Nullable Connection connection) {
        if (connection != null) {
            try (connection) {
                settings.undo(connection);
            } catch (SQLException e) {
                LOG.debug("a connection was closed already", e);
            }
        }
    }

    @Override
    public void close() {
        closed = true;
        cancelWait();
        LockSupport.unpark(watching);
        LockSupport.unpark(living);
        try {
            watching.join(CLOSE_MS);
            living.join(CLOSE_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
