package dev.kanishk.scheduler.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/*
 * A worker holds an advisory lock on a connection that does nothing else but listen. The workers
 * stand in a ring by their names; each waits for the lock of the next one. When a process ends, the
 * server frees its lock, and the one before it has it at once. It then waits a moment and looks
 * again: the next may live, and only have lost its connection. It waits longer if it has just lost
 * its own connection, since then the server was perhaps restarted, and all come back at their own
 * pace.
 *
 * What is between a process and its server may drop a connection that says nothing for minutes, and
 * tell only one of them, or none. So each worker says something now and then; and if others took
 * its jobs though it lives, it looks at its lock before it joins again: without one it would be
 * buried at each look, and its jobs would count one dead worker after the other.
 *
 * A statement that waits for a lock holds a snapshot, and a snapshot that is held for long keeps
 * the database from tidying up. So it waits for some seconds at most, and then anew.
 */
/** A worker's sign of life on PostgreSQL, and what it hears of others. */
final class PostgresLiveness implements Liveness {
    private static final Logger LOG = LoggerFactory.getLogger(PostgresLiveness.class);
    private static final int LISTEN_MS = 1_000;

    /** Neither a death nor a new job waits for a beat, so a node that is idle can spare some. */
    private static final Duration BEAT_EVERY = Duration.ofMillis(1_250);

    private static final String WATCH_TIME = "10s";
    private static final long GRACE_NANOS = TimeUnit.MILLISECONDS.toNanos(200);
    private static final long RESTART_GRACE_NANOS = TimeUnit.SECONDS.toNanos(2);
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
    private static final long SAY_NANOS = TimeUnit.MINUTES.toNanos(1);
    private static final int SILENCE_MS = 30_000;
    private static final long RENEW_NANOS = TimeUnit.SECONDS.toNanos(5);
    private static final long CLOSE_MS = 5_000;

    private final PostgresStore store;
    private final Links.Source source;
    private final Links.Settings settings;
    private final String worker;
    private final Thread listening;
    private final Thread watching;

    /** How often {@link #life} was made anew. */
    private final AtomicInteger lives = new AtomicInteger();

    private volatile @Nullable Connection life;
    private volatile @Nullable Statement waiting;
    private volatile @Nullable String next;
    private volatile boolean closed;

    private PostgresLiveness(
            PostgresStore store,
            Links.Source source,
            Links.Settings settings,
            String worker,
            Connection life) {
        this.store = store;
        this.source = source;
        this.settings = settings;
        this.worker = worker;
        this.life = life;
        this.listening = Thread.ofPlatform().name("job-listener").daemon().unstarted(this::listen);
        this.watching = Thread.ofPlatform().name("job-watch").daemon().unstarted(this::watch);
    }

    static PostgresLiveness join(
            PostgresStore store, Links.Source source, Links.Settings settings) {
        String worker =
                ProcessHandle.current().pid() + "-" + UUID.randomUUID().toString().substring(0, 8);
        try {
            Connection life = live(store, source, settings, worker);
            PostgresLiveness liveness = new PostgresLiveness(store, source, settings, worker, life);
            liveness.listening.start();
            liveness.watching.start();
            return liveness;
        } catch (SQLException e) {
            throw new StoreException("cannot join as a worker: " + e.getMessage(), e);
        }
    }

    static long key(String worker) {
        return UUID.nameUUIDFromBytes(worker.getBytes(java.nio.charset.StandardCharsets.UTF_8))
                .getMostSignificantBits();
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
            PostgresStore store, Links.Source source, Links.Settings settings, String worker)
            throws SQLException {
        Connection connection = open(source, settings);
        boolean ready = false;
        try (Statement statement = connection.createStatement()) {
            statement.execute("SELECT pg_advisory_lock(" + key(worker) + ")");
            statement.execute("LISTEN " + store.schema());
            ready = true;
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

    private void listen() {
        long saidAt = System.nanoTime();
        while (!closed) {
            try {
                Connection connection = life;
                if (connection == null) {
                    connection = live(store, source, settings, worker);
                    life = connection;
                    lives.incrementAndGet();
                    saidAt = System.nanoTime();
                    // What was said meanwhile is not known.
                    store.announcer().heard(new News(java.util.Map.of(), List.of(), true));
                }
                PGNotification[] heard =
                        connection.unwrap(PGConnection.class).getNotifications(LISTEN_MS);
                for (PGNotification notification : heard) {
                    hear(notification.getParameter());
                }
                if (System.nanoTime() - saidAt >= SAY_NANOS) {
                    saidAt = System.nanoTime();
                    say(connection);
                }
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

    private static void say(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("SELECT 1");
        }
    }

    /** Anybody who may connect to the database can send messages of any kind. */
    private void hear(String text) {
        int space = text.indexOf(' ');
        if (space <= 0 || text.substring(0, space).equals(store.node())) {
            return;
        }
        News news;
        try {
            news = News.parse(text.substring(space + 1));
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            LOG.debug("a message is none of a store's: {}", text, e);
            return;
        }
        store.announcer().heard(news);
    }

    @Override
    public void renew() {
        String sql = "SELECT watch(?, '1ms')";
        boolean isGone =
                store.single(false, tx -> tx.query(sql, row -> row.getBoolean(1), key(worker)))
                        .getFirst();
        Connection broken = life;
        int before = lives.get();
        if (!isGone || closed) {
            return;
        }
        LOG.warn("worker {} was taken for dead: its connection is lost, a new one is made", worker);
        try {
            if (broken != null) {
                // Whoever listens on it hears of its end by that.
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
    public Duration beatEvery() {
        return BEAT_EVERY;
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
            Statement statement = waiting;
            if (statement != null) {
                try {
                    statement.cancel();
                } catch (SQLException e) {
                    LOG.debug("a wait goes on to its end", e);
                }
            }
            LockSupport.unpark(watching);
        }
        return List.of();
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
                if (isFree(connection, other, WATCH_TIME)) {
                    giveTime(other, reopened ? RESTART_GRACE_NANOS : GRACE_NANOS);
                    if (!closed && other.equals(next) && isFree(connection, other, "1ms")) {
                        bury(other);
                    }
                }
                reopened = false;
            } catch (SQLException | RuntimeException e) {
                if (!closed && other.equals(next)) {
                    LOG.info(
                            "worker {} cannot watch {} for now: {}", worker, other, e.getMessage());
                    quietly(connection);
                    connection = null;
                    reopened = true;
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

    private boolean isFree(Connection connection, String other, String longest)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("SELECT watch(?, ?)")) {
            statement.setLong(1, key(other));
            statement.setString(2, longest);
            waiting = statement;
            try (ResultSet row = statement.executeQuery()) {
                return row.next() && row.getBoolean(1);
            }
        } finally {
            waiting = null;
        }
    }

    private void bury(String other) {
        int jobs = store.recover(other, worker, true);
        LOG.info("worker {} has died; {} jobs of it are due again", other, jobs);
        next = null;
        store.announcer().announce(new News(java.util.Map.of(), List.of(), true));
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
        Statement statement = waiting;
        try {
            if (statement != null) {
                statement.cancel();
            }
        } catch (SQLException e) {
            LOG.debug("a wait goes on to its end", e);
        }
        LockSupport.unpark(watching);
        store.wakeListeners();
        try {
            watching.join(CLOSE_MS);
            listening.join(CLOSE_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
