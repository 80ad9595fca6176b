package dev.kanishk.scheduler.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
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
 * A worker holds a lock of the server on a connection that does nothing else but attend to what
 * others say. The workers stand in a ring by their names; each waits for the lock of the next one.
 * When a process ends, the server frees its lock, and the one before it has it at once. It then
 * waits a moment and looks again: the next may live, and only have lost its connection. It waits
 * longer if it has just lost its own connection, since then the server was perhaps restarted, and
 * all come back at their own pace.
 *
 * What is between a process and its server may drop a connection that says nothing for minutes, and
 * tell only one of them, or none. So if others took a worker's jobs though it lives, it looks at
 * its lock before it joins again: without one it would be buried at each look, and its jobs would
 * count one dead worker after the other.
 */
/** A worker's sign of life on a database server, and how it learns of others' deaths. */
abstract sealed class ServerLiveness implements Liveness permits PostgresLiveness, MariaDbLiveness {
    private static final Logger LOG = LoggerFactory.getLogger(ServerLiveness.class);
    private static final long GRACE_NANOS = TimeUnit.MILLISECONDS.toNanos(200);
    private static final long RESTART_GRACE_NANOS = TimeUnit.SECONDS.toNanos(2);
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
    private static final long RENEW_NANOS = TimeUnit.SECONDS.toNanos(5);
    private static final long CLOSE_MS = 5_000;

    private final ServerStore store;
    private final Links.Source source;
    private final Links.Settings settings;
    private final String worker =
            ProcessHandle.current().pid() + "-" + UUID.randomUUID().toString().substring(0, 8);
    private final Thread attending =
            Thread.ofPlatform().name("job-listener").daemon().unstarted(this::attend);
    private final Thread watching =
            Thread.ofPlatform().name("job-watch").daemon().unstarted(this::watch);

    /** How often {@link #life} was made anew. */
    private final AtomicInteger lives = new AtomicInteger();

    private volatile @Nullable Connection life;
    private volatile @Nullable Statement waiting;
    private volatile @Nullable String next;
    private volatile boolean closed;

    ServerLiveness(ServerStore store, Links.Source source, Links.Settings settings) {
        this.store = store;
        this.source = source;
        this.settings = settings;
    }

    /** Takes the worker's lock on a new connection. */
    abstract void live(Connection connection) throws SQLException;

    /** The connection has a successor: what was said meanwhile is not known. */
    abstract void missed();

    /** Attends to what others say, for a moment. */
    abstract void attend(Connection connection) throws SQLException;

    /** Whether the lock of this worker is free, as another connection sees it. */
    abstract boolean isOwnFree();

    /**
     * Whether the lock of a worker is free; it is not taken, or freed again.
     *
     * @param waits whether to wait some seconds for it, as {@link #waits} notes
     */
    abstract boolean isFree(Connection connection, String other, boolean waits) throws SQLException;

    /** Ends {@link #attend(Connection)} soon. */
    abstract void wake();

    /** Shows from now on that the worker lives. */
    final void start() {
        try {
            life = open();
        } catch (SQLException e) {
            throw new StoreException("cannot join as a worker: " + e.getMessage(), e);
        }
        attending.start();
        watching.start();
    }

    @Override
    public final String worker() {
        return worker;
    }

    /** Opens a connection that fails if the server is silent for longer than statements take. */
    private Connection connect() throws SQLException {
        Connection connection = Links.open(source, settings);
        Silence.set(connection, Silence.MS);
        return connection;
    }

    /** Opens the connection that shows that the worker lives. */
    private Connection open() throws SQLException {
        Connection connection = connect();
        boolean ready = false;
        try {
            live(connection);
            ready = true;
        } finally {
            if (!ready) {
                connection.close();
            }
        }
        return connection;
    }

    private void attend() {
        while (!closed) {
            try {
                Connection connection = life;
                if (connection == null) {
                    connection = open();
                    life = connection;
                    lives.incrementAndGet();
                    missed();
                }
                attend(connection);
            } catch (SQLException | RuntimeException e) {
                reconnect(e);
            }
        }
        quietly(life);
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
    public final void renew() {
        boolean isGone = isOwnFree();
        Connection broken = life;
        int before = lives.get();
        if (!isGone || closed) {
            return;
        }
        LOG.warn("worker {} was taken for dead: its connection is lost, a new one is made", worker);
        try {
            if (broken != null) {
                // Whoever attends by it finds it closed, and makes a new one.
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
    public final List<String> watch(List<String> others) {
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

    /** Notes a statement that waits, so that it can be told to stop; null when it is over. */
    final void waits(@Nullable Statement statement) {
        waiting = statement;
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
                    connection = connect();
                }
                if (isFree(connection, other, true)) {
                    giveTime(other, reopened ? RESTART_GRACE_NANOS : GRACE_NANOS);
                    if (!closed && other.equals(next) && isFree(connection, other, false)) {
                        bury(other);
                    }
                }
                reopened = false;
            } catch (SQLException | RuntimeException e) {
                // Even a wait that was told to stop may have ended with the lock in its hands.
                quietly(connection);
                connection = null;
                if (!closed && other.equals(next)) {
                    reopened = true;
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

    private void bury(String other) {
        int jobs = store.recover(other, worker, true);
        LOG.info("worker {} has died; {} jobs of it are due again", other, jobs);
        next = null;
        store.announcer().announce(new News(Map.of(), List.of(), true));
    }

    private void quietly(@Nullable Connection connection) {
        if (connection != null) {
            try (connection) {
                Silence.allowMoment(connection);
                settings.undo(connection);
            } catch (SQLException e) {
                LOG.debug("a connection was closed already", e);
            }
        }
    }

    @Override
    public final void close() {
        closed = true;
        cancelWait();
        LockSupport.unpark(watching);
        LockSupport.unpark(attending);
        wake();
        try {
            watching.join(CLOSE_MS);
            attending.join(CLOSE_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
