package dev.kanishk.scheduler.consumer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the helpers promise on every database. */
abstract class ConsumerContract {
    private static final int MESSAGES = 150;
    private static final int THREADS = 4;
    private static final int DUPLICATES_PERCENT = 5;
    private static final int CRASHES_PERCENT = 10;
    private static final String CONSUMER = "billing";

    private DataSource database;
    private ProcessedMessages processed;
    private VersionedUpsert stock;

    /** {@return the database that the class works on} */
    abstract DataSource database() throws Exception;

    /** Takes a connection away from the one who uses it, in the middle of a transaction. */
    abstract void cut(Connection connection) throws SQLException;

    @BeforeEach
    void makeTables() throws Exception {
        database = database();
        try (Connection connection = database.getConnection()) {
            SqlDialect dialect = SqlDialect.of(connection);
            processed = new ProcessedMessages(dialect);
            stock =
                    VersionedUpsert.into(
                            dialect, "stock", List.of("sku"), "version", List.of("quantity"));
            for (String table : List.of("processed_message", "effect", "stock")) {
                execute(connection, "DROP TABLE IF EXISTS " + table);
            }
            processed.createTable(connection);
            execute(connection, "CREATE TABLE effect(message VARCHAR(100) NOT NULL)");
            execute(
                    connection,
                    "CREATE TABLE stock(sku VARCHAR(100) PRIMARY KEY, version BIGINT NOT NULL,"
                            + " quantity BIGINT)");
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static void effect(Connection connection, String message) throws SQLException {
        try (PreparedStatement insert =
                connection.prepareStatement("INSERT INTO effect(message) VALUES(?)")) {
            insert.setString(1, message);
            insert.executeUpdate();
        }
    }

    private Map<String, Integer> effects() throws SQLException {
        Map<String, Integer> found = new HashMap<>();
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT message FROM effect")) {
            while (rows.next()) {
                found.merge(rows.getString(1), 1, Integer::sum);
            }
        }
        return found;
    }

    /** Processes a message; throws if it crashed and must come again. */
    private interface Consumer {
        void accept(String message, boolean cutBefore, boolean crashAfter) throws SQLException;
    }

    private static final class CrashedException extends SQLException {
        private static final long serialVersionUID = 1L;
    }

    private void withHelper(String message, boolean cutBefore, boolean crashAfter)
            throws SQLException {
        processed.once(
                database,
                CONSUMER,
                message,
                connection -> {
                    effect(connection, message);
                    if (cutBefore) {
                        cut(connection);
                    }
                });
        if (crashAfter) {
            throw new CrashedException();
        }
    }

    private void withoutHelper(String message, boolean cutBefore, boolean crashAfter)
            throws SQLException {
        try (Connection connection = database.getConnection()) {
            effect(connection, message);
        }
        if (crashAfter) {
            throw new CrashedException();
        }
    }

    /** Delivers at least once: some twice at the same time, and those that crashed again. */
    private int deliver(Consumer consumer) throws Exception {
        long seed = 20261125;
        System.out.println("seed " + seed);
        BlockingQueue<String> queue = new LinkedBlockingQueue<>();
        Random random = new Random(seed);
        for (int i = 0; i < MESSAGES; i++) {
            queue.add("m" + i);
            if (random.nextInt(100) < DUPLICATES_PERCENT) {
                queue.add("m" + i);
            }
        }
        int duplicates = queue.size() - MESSAGES;
        AtomicInteger crashes = new AtomicInteger();
        try (ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
            List<Future<?>> ends = new ArrayList<>();
            for (int t = 0; t < THREADS; t++) {
                Random faults = new Random(seed + t);
                ends.add(
                        threads.submit(() -> {
                            String message = queue.poll();
                            while (message != null) {
                                int fault = faults.nextInt(100);
                                try {
                                    consumer.accept(
                                            message,
                                            fault < CRASHES_PERCENT,
                                            fault >= 100 - CRASHES_PERCENT);
                                } catch (SQLException e) {
                                    crashes.incrementAndGet();
                                    queue.add(message);
                                }
                                message = queue.poll();
                            }
                        }));
            }
            for (Future<?> end : ends) {
                end.get();
            }
        }
        assertThat(crashes).hasPositiveValue();
        return duplicates;
    }

    @Test
    void oneEffectPerMessageWhateverIsDeliveredTwiceOrCrashes() throws Exception {
        int duplicates = deliver(this::withHelper);
        assertThat(duplicates).isPositive();
        assertThat(effects()).hasSize(MESSAGES).allSatisfy((m, n) -> assertThat(n).isOne());
    }

    @Test
    void withoutTheHelperTheSameDeliveriesHaveEffectsTwice() throws Exception {
        int duplicates = deliver(this::withoutHelper);
        int effects = effects().values().stream().mapToInt(Integer::intValue).sum();
        assertThat(effects).isGreaterThan(MESSAGES + duplicates);
    }

    @Test
    void aDeliveryAtTheSameTimeWaitsAndHasItsTurnIfTheFirstRollsBack() throws Exception {
        CountDownLatch noted = new CountDownLatch(1);
        try (ExecutorService other = Executors.newSingleThreadExecutor()) {
            Future<Boolean> second;
            try (Connection connection = database.getConnection()) {
                connection.setAutoCommit(false);
                assertThat(processed.note(connection, CONSUMER, "m")).isTrue();
                effect(connection, "m");
                second =
                        other.submit(() -> {
                            noted.countDown();
                            return processed.once(database, CONSUMER, "m", c -> effect(c, "m"));
                        });
                noted.await();
                connection.rollback();
            }
            assertThat(second.get()).isTrue();
        }
        assertThat(effects()).containsOnly(Map.entry("m", 1));
        assertThat(processed.once(database, CONSUMER, "m", c -> effect(c, "m"))).isFalse();
        assertThat(processed.once(database, "mailing", "m", c -> {})).isTrue();
    }

    @Test
    void anEffectThatFailsLeavesNothing() throws Exception {
        assertThatThrownBy(() ->
                        processed.once(
                                database,
                                CONSUMER,
                                "m",
                                connection -> {
                                    effect(connection, "m");
                                    throw new IllegalStateException("no");
                                }))
                .hasMessage("no");
        assertThat(effects()).isEmpty();
        assertThat(processed.once(database, CONSUMER, "m", c -> effect(c, "m"))).isTrue();
    }

    @Test
    void idsThatLookAlikeAreDifferent() throws Exception {
        for (String id : List.of("a", "A", "a ", "ä", "a\u0308", "x".repeat(400), "' OR 1 = 1")) {
            assertThat(processed.once(database, CONSUMER, id, c -> {})).as(id).isTrue();
            assertThat(processed.once(database, CONSUMER, id, c -> {})).as(id).isFalse();
        }
    }

    @Test
    void forgetsTheOldInBoundedPieces() throws Exception {
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(false);
            for (int i = 0; i < 25; i++) {
                processed.note(connection, CONSUMER, "old" + i);
            }
            connection.commit();
            execute(connection, aged());
            processed.note(connection, CONSUMER, "new");
            connection.commit();
            Duration hour = Duration.ofHours(1);
            assertThat(processed.forget(connection, hour.multipliedBy(3), 10)).isZero();
            assertThat(processed.forget(connection, hour, 10)).isEqualTo(10);
            assertThat(processed.forget(connection, hour, 10)).isEqualTo(10);
            assertThat(processed.forget(connection, hour, 10)).isEqualTo(5);
            connection.commit();
            assertThat(processed.note(connection, CONSUMER, "old1")).isTrue();
            assertThat(processed.note(connection, CONSUMER, "new")).isFalse();
            connection.rollback();
        }
    }

    /** {@return what makes all messages two hours older} */
    abstract String aged();

    @Test
    void namesWhatIsNotAllowed() throws Exception {
        try (Connection connection = database.getConnection()) {
            assertThatThrownBy(() -> processed.note(connection, CONSUMER, "m"))
                    .hasMessageContaining("setAutoCommit(false)");
            assertThatThrownBy(() -> processed.note(connection, CONSUMER, "x".repeat(401)))
                    .hasMessageContaining("401 bytes; use 1 to 400");
            assertThatThrownBy(() -> processed.note(connection, "", "m"))
                    .hasMessageContaining("consumer ''");
            assertThatThrownBy(() -> processed.note(connection, CONSUMER, "a\0"))
                    .hasMessageContaining("no NUL");
            assertThatThrownBy(() -> processed.note(connection, CONSUMER, "\uD800"))
                    .hasMessageContaining("surrogate");
            assertThatThrownBy(() -> processed.forget(connection, Duration.ZERO, 1))
                    .hasMessageContaining("olderThan 'PT0S'");
            assertThatThrownBy(() -> processed.forget(connection, Duration.ofDays(1), 0))
                    .hasMessageContaining("most '0'");
            assertThatThrownBy(() -> stock.apply(connection, List.of(), 1, List.of(2)))
                    .hasMessageContaining("keys '0 of them'");
        }
        SqlDialect dialect = SqlDialect.POSTGRESQL;
        assertThatThrownBy(() -> new ProcessedMessages(dialect, "a; DROP TABLE b"))
                .hasMessageContaining("table 'a; DROP TABLE b'");
        assertThatThrownBy(
                        () -> VersionedUpsert.into(dialect, "t", List.of("k"), "v", List.of("k")))
                .hasMessageContaining("name each one once");
    }

    @Test
    void anOlderVersionNeverOverwritesANewerOne() throws Exception {
        try (Connection connection = database.getConnection()) {
            assertThat(stock.apply(connection, List.of("a"), 5, List.of(50))).isTrue();
            assertThat(stock.apply(connection, List.of("a"), 5, List.of(51))).isFalse();
            assertThat(stock.apply(connection, List.of("a"), 4, List.of(40))).isFalse();
            assertThat(stock.apply(connection, List.of("b"), 1, List.of(10))).isTrue();
            assertThat(quantity("a")).isEqualTo(50);
            assertThat(stock.apply(connection, List.of("a"), 6, List.of(60))).isTrue();
            assertThat(quantity("a")).isEqualTo(60);
            assertThat(quantity("b")).isEqualTo(10);
        }
    }

    @Test
    void theGreatestVersionWinsInAnyOrderFromManyThreads() throws Exception {
        long seed = 42;
        System.out.println("seed " + seed);
        List<Integer> versions = new ArrayList<>();
        for (int version = 1; version <= 100; version++) {
            versions.add(version);
            versions.add(version);
        }
        Collections.shuffle(versions, new Random(seed));
        AtomicInteger written = new AtomicInteger();
        try (ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
            List<Future<?>> ends = new ArrayList<>();
            for (int t = 0; t < THREADS; t++) {
                List<Integer> part = versions.subList(t * 50, t * 50 + 50);
                ends.add(
                        threads.submit(() -> {
                            try (Connection connection = database.getConnection()) {
                                for (int version : part) {
                                    if (stock.apply(
                                            connection,
                                            List.of("a"),
                                            version,
                                            List.of(version * 10))) {
                                        written.incrementAndGet();
                                    }
                                }
                            }
                            return null;
                        }));
            }
            for (Future<?> end : ends) {
                end.get();
            }
        }
        assertThat(quantity("a")).isEqualTo(1_000);
        assertThat(written.get()).isBetween(1, 100);
    }

    private long quantity(String sku) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement query =
                        connection.prepareStatement("SELECT quantity FROM stock WHERE sku = ?")) {
            query.setString(1, sku);
            try (ResultSet rows = query.executeQuery()) {
                assertThat(rows.next()).isTrue();
                return rows.getLong(1);
            }
        }
    }
}
