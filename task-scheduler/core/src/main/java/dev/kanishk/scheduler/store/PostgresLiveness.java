package dev.kanishk.scheduler.store;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/*
 * The lock is an advisory one, on a connection that listens. It says something now and then, since
 * what is between a process and its server may drop a connection that says nothing for minutes.
 *
 * A statement that waits for a lock holds a snapshot, and a snapshot that is held for long keeps
 * the database from tidying up. So it waits for some seconds at most, and then anew.
 */
/** A worker's sign of life on PostgreSQL, and what it hears of others. */
final class PostgresLiveness extends ServerLiveness {
    private static final Logger LOG = LoggerFactory.getLogger(PostgresLiveness.class);
    private static final int LISTEN_MS = 1_000;

    /** Neither a death nor a new job waits for a beat, so a node that is idle can spare some. */
    private static final Duration BEAT_EVERY = Duration.ofMillis(1_250);

    private static final String WATCH_TIME = "10s";
    private static final String AT_ONCE = "1ms";
    private static final long SAY_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final PostgresStore store;
    private long saidAt = System.nanoTime();

    private PostgresLiveness(PostgresStore store, Links.Source source, Links.Settings settings) {
        super(store, source, settings);
        this.store = store;
    }

    static PostgresLiveness join(
            PostgresStore store, Links.Source source, Links.Settings settings) {
        PostgresLiveness liveness = new PostgresLiveness(store, source, settings);
        liveness.start();
        return liveness;
    }

    static long key(String worker) {
        return UUID.nameUUIDFromBytes(worker.getBytes(StandardCharsets.UTF_8))
                .getMostSignificantBits();
    }

    @Override
    void live(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("SELECT pg_advisory_lock(" + key(worker()) + ")");
            statement.execute("LISTEN " + store.schema());
        }
    }

    @Override
    void missed() {
        saidAt = System.nanoTime();
        store.announcer().heard(new News(Map.of(), List.of(), true));
    }

    @Override
    void attend(Connection connection) throws SQLException {
        PGNotification[] heard = connection.unwrap(PGConnection.class).getNotifications(LISTEN_MS);
        for (PGNotification notification : heard) {
            hear(notification.getParameter());
        }
        if (System.nanoTime() - saidAt >= SAY_NANOS) {
            saidAt = System.nanoTime();
            say(connection);
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
    boolean isOwnFree() {
        String sql = "SELECT watch(?, '" + AT_ONCE + "')";
        return store.single(false, tx -> tx.query(sql, row -> row.getBoolean(1), key(worker())))
                .getFirst();
    }

    @Override
    boolean isFree(Connection connection, String other, boolean waits) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("SELECT watch(?, ?)")) {
            statement.setLong(1, key(other));
            statement.setString(2, waits ? WATCH_TIME : AT_ONCE);
            waits(statement);
            try (ResultSet row = statement.executeQuery()) {
                return row.next() && row.getBoolean(1);
            }
        } finally {
            waits(null);
        }
    }

    @Override
    public Duration beatEvery() {
        return BEAT_EVERY;
    }

    @Override
    void wake() {
        store.wakeListeners();
    }
}
